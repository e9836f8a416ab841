import { deskMainKind, queueKind, type SettingKindName, settingDecider, settingStream } from '#domain'
import { commandIdFor, type JsonObject } from '#kernel'
import type { Desk } from './desk.js'
import { heard } from './rules/heard.js'
import { firstQueue } from './settings/settings-reader.js'

const settings: readonly {
  readonly kind: SettingKindName
  readonly id: string
  readonly body: JsonObject
}[] = [
  { kind: 'queue', id: firstQueue, body: queueKind.complete({ name: 'General', default: true }) },
  { kind: 'desk', id: 'default-queue', body: { queue_id: firstQueue, previous_queue_id: null } },
  { kind: 'desk', id: 'main', body: deskMainKind.complete({}) }
]

/** Publishes what a desk can't do without, each only where its stream holds nothing. Any number of times, from any process. */
export async function firstStart({ rules, runner }: Pick<Desk, 'rules' | 'runner'>): Promise<void> {
  for (const { kind, id, body } of settings) {
    const stream = settingStream(kind, id)
    if ((await runner.load(settingDecider, stream)).revision >= 0) continue
    const cause = `first-start ${kind} ${id}`
    await runner.run(
      settingDecider,
      stream,
      { type: 'PublishSetting', kind, id, body },
      {
        commandId: commandIdFor(cause),
        causationId: cause,
        correlationId: cause,
        actor: 'process:first-start',
        ifRevision: -1
      }
    )
    await heard({ rules, runner }, kind, id)
  }
}
