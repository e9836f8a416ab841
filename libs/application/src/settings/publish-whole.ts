import { type SettingKindName, type StaleSetting, settingDecider, settingStream } from '#domain'
import { type JsonObject, type Outcome, ok, type Refusal } from '#kernel'
import type { CommandContext } from '../command-context.js'
import type { Desk } from '../desk.js'
import type { Done } from '../done.js'
import { guarded } from '../guarded.js'
import { heard } from '../rules/heard.js'
import type { RunnerRefusal } from '../stream-runner.js'
import { DefaultQueue } from './default-queue.js'
import { Shortcodes } from './shortcodes.js'
import { TeamMembers } from './team-members.js'

/** A whole body, checked. */
export interface WholeSetting {
  readonly kind: SettingKindName
  readonly id: string
  readonly body: JsonObject
}

/** Found out only in publishing it. */
export type PublishRefusal =
  | 'unknown_setting'
  | StaleSetting
  | 'shortcode_taken'
  | 'agent_forgotten'
  | 'not_an_agent'

/** Publishes what has been checked, and what follows from it. `needed`: why it may not, where it would change something. */
export async function publishWhole<R extends string>(
  desk: Desk,
  { kind, id, body: given }: WholeSetting,
  context: CommandContext,
  needed?: Refusal<R>
): Promise<Outcome<Done, PublishRefusal | R | RunnerRefusal>> {
  const isTeam = kind === 'team' && !(await isStale(desk, settingStream(kind, id), context))
  const whole = isTeam ? await new TeamMembers(desk).registered(id, given, context) : ok(given)
  if (!whole.ok) return whole
  const body = whole.value
  const shortcodes = new Shortcodes(desk)
  const before = kind === 'template' ? await desk.settings.body(kind, id) : undefined
  const isTaken = kind === 'template' ? await shortcodes.take(id, body, context) : undefined
  const refusal: Refusal<R | 'shortcode_taken'> | undefined = needed ?? isTaken
  const command = { type: 'PublishSetting' as const, kind, id, body }
  const published = await desk.runner.run(
    guarded(settingDecider, refusal),
    settingStream(kind, id),
    command,
    context
  )
  if (kind === 'template') await shortcodes.free(id, published.ok ? (before ?? body) : body, context)
  if (published.ok) await heard(desk, kind, id)
  if (published.ok && kind === 'queue') await new DefaultQueue(desk).published(id, body, context)
  return published
}

/** It will be refused: nobody becomes an agent by it. */
async function isStale(
  { runner }: Pick<Desk, 'runner'>,
  stream: string,
  { ifRevision }: CommandContext
): Promise<boolean> {
  return ifRevision !== undefined && (await runner.load(settingDecider, stream)).revision !== ifRevision
}
