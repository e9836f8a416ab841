import { type SettingKindName, settingStream } from '#domain'
import { type Instant, isJsonObject, type JsonObject } from '#kernel'
import type { SettingDocument } from '#views'
import type { DeskReads } from './desk-reads.js'

export interface SettingVersion {
  readonly id: string
  readonly version: number
  readonly body: JsonObject
}

interface Change {
  readonly at: Instant
  /** Undefined: retired. */
  readonly published: SettingVersion | undefined
}

/** Every version of every setting of a kind, from their streams; which settings there are is told by the view. */
export class SettingsHistory {
  private constructor(private readonly changes: ReadonlyMap<string, readonly Change[]>) {}

  static async of({ settings, log }: Pick<DeskReads, 'settings' | 'log'>, kind: SettingKindName) {
    const changes = new Map<string, Change[]>()
    for (const { settingId: id } of await everyOne(settings, kind)) {
      const list: Change[] = []
      for await (const { recordedAt: at, revision: version, data } of log.readStream(
        settingStream(kind, id)
      )) {
        const body = data['body']
        list.push({ at, published: isJsonObject(body) ? { id, version, body } : undefined })
      }
      changes.set(id, list)
    }
    return new SettingsHistory(changes)
  }

  /** What was in force then. */
  at(time: Instant): SettingVersion[] {
    return [...this.changes.values()].flatMap(changes => {
      const { published } = changes.findLast(({ at }) => at <= time) ?? {}
      return published ? [published] : []
    })
  }

  /** The version of that time; where there was none, the one nearest before, else the first. */
  nearest(id: string, time: Instant): SettingVersion | undefined {
    const published = (this.changes.get(id) ?? []).filter(change => change.published)
    return (published.findLast(({ at }) => at <= time) ?? published[0])?.published
  }
}

async function everyOne(settings: DeskReads['settings'], kind: SettingKindName): Promise<SettingDocument[]> {
  const all: SettingDocument[] = []
  for (const retired of [0, 1]) {
    let after: { order: number; id: string } | undefined
    for (;;) {
      const where = { kind, retired }
      const page = await settings.find({ index: 'kind', where, ...(after ? { after } : {}), limit: 500 })
      all.push(...page)
      const last = page.at(-1)
      if (page.length < 500 || !last) break
      after = { order: last.place, id: last.id }
    }
  }
  return all
}
