import { settingKinds, settingStream } from '#domain'
import type { RecordedEvent } from '#event-log'
import { isJsonObject, isSlug } from '#kernel'

export interface NamedSetting {
  readonly stream: string
  /** Its revision in that stream. */
  readonly version: number
}

/** Under which names events tell of settings by id and version: `policyId` beside `policyVersion`. */
const kindOf = (name: string): string => (name === 'policy' ? 'sla_policy' : name)

/** Every version of a setting that these events name, in the order of streams and versions. */
export function namedSettings(events: readonly RecordedEvent[]): NamedSetting[] {
  const found = new Map<string, NamedSetting>()
  const note = (kind: string, id: unknown, version: unknown) => {
    const declared = settingKinds.find(one => one.kind === kind)
    if (!declared || typeof id !== 'string' || !isSlug(id) || typeof version !== 'number') return
    const stream = settingStream(declared.kind, id)
    found.set(`${stream} ${version}`, { stream, version })
  }
  const look = (value: unknown): void => {
    if (Array.isArray(value)) for (const inner of value) look(inner)
    if (!isJsonObject(value)) return
    note(String(value['kind']), value['id'], value['version'])
    for (const [name, inner] of Object.entries(value)) {
      const named = /^(\w+)Version$/.exec(name)?.[1]
      if (named !== undefined) note(kindOf(named), value[`${named}Id`], inner)
      else look(inner)
    }
  }
  for (const { data } of events) look(data)
  return [...found.values()].sort((a, b) =>
    a.stream === b.stream ? a.version - b.version : a.stream < b.stream ? -1 : 1
  )
}
