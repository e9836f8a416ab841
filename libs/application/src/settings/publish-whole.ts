import { type SettingKindName, settingDecider, settingStream } from '#domain'
import type { JsonObject, Outcome, Refusal } from '#kernel'
import type { CommandContext } from '../command-context.js'
import type { Desk } from '../desk.js'
import type { Done } from '../done.js'
import { guarded } from '../guarded.js'
import type { RunnerRefusal } from '../stream-runner.js'
import { DefaultQueue } from './default-queue.js'

/** A whole body, checked. */
export interface WholeSetting {
  readonly kind: SettingKindName
  readonly id: string
  readonly body: JsonObject
}

/** Publishes what has been checked, and what follows from it. `needed`: why it may not, where it would change something. */
export async function publishWhole<R extends string>(
  desk: Pick<Desk, 'runner' | 'settings'>,
  { kind, id, body }: WholeSetting,
  context: CommandContext,
  needed?: Refusal<R>
): Promise<Outcome<Done, 'unknown_setting' | R | RunnerRefusal>> {
  const command = { type: 'PublishSetting' as const, kind, id, body }
  const published = await desk.runner.run(
    guarded(settingDecider, needed),
    settingStream(kind, id),
    command,
    context
  )
  if (published.ok && kind === 'queue') await new DefaultQueue(desk).published(id, body, context)
  return published
}
