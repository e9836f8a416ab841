import { isJsonObject } from '#kernel'

export interface NamedSetting {
  readonly stream: string
  /** Its revision in that stream. */
  readonly version: number
}

/** Under which names events tell of settings by id and version: `policyId` beside `policyVersion`. */
const kinds: ReadonlyMap<string, string> = new Map([
  ['queue', 'queue'],
  ['policy', 'sla_policy'],
  ['calendar', 'calendar']
])

/** Every version of a setting that this data of a ticket's events names, in the order of streams and versions. */
export function namedSettings(datas: readonly unknown[]): NamedSetting[] {
  const found = new Map<string, NamedSetting>()
  const note = (kind: string, id: unknown, version: unknown) => {
    if (typeof id !== 'string' || typeof version !== 'number' || version < 0) return
    const stream = `setting-${kind}-${id}`
    found.set(`${stream} ${version}`, { stream, version })
  }
  // No call for each level: whoever forges a record makes as many as they like.
  const left = [...datas]
  while (left.length > 0) {
    const value = left.pop()
    if (Array.isArray(value)) for (const inner of value) left.push(inner)
    if (!isJsonObject(value)) continue
    note('template', value['template'], value['version'])
    for (const [name, kind] of kinds) note(kind, value[`${name}Id`], value[`${name}Version`])
    for (const inner of Object.values(value)) left.push(inner)
  }
  return [...found.values()].sort((a, b) =>
    a.stream === b.stream ? a.version - b.version : a.stream < b.stream ? -1 : 1
  )
}
