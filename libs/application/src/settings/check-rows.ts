import {
  type FieldProblem,
  type SettingKindName,
  settingDecider,
  settingKindOf,
  settingStream
} from '#domain'
import { canonicalJson, type JsonObject } from '#kernel'
import type { Desk } from '../desk.js'
import { checkTogether } from './check-together.js'
import type { WholeSetting } from './publish-whole.js'

/** One document of many that come together. */
export interface ImportRow {
  /** Null: it has none. */
  readonly id: string | null
  /** Undefined: it could not be read, as its problems say. */
  readonly body: unknown
  /** What is known to be wrong with it. */
  readonly problems: readonly FieldProblem[]
}

export type RowResult =
  | { readonly result: 'created' | 'updated' | 'unchanged' }
  | { readonly result: 'refused'; readonly problems: readonly FieldProblem[] }

export interface CheckedRows {
  /** What publishing would make of each, in the order of the rows. */
  readonly results: readonly RowResult[]
  /** Those that are right, by their row, in an order in which what others refer to comes first. */
  readonly right: readonly (WholeSetting & { readonly row: number })[]
}

/** Checks rows beside each other and beside what is in force; what refers to a refused row is refused with it. */
export async function checkRows(
  kind: SettingKindName,
  rows: readonly ImportRow[],
  desk: Desk
): Promise<CheckedRows> {
  const problems = rows.map(row => [...row.problems])
  const refuse = (row: number, problem: FieldProblem) => problems[row]?.push(problem)
  const places = new Map<string, number>()
  for (const [row, { id }] of rows.entries()) {
    if (id === null) continue
    if (places.has(id)) refuse(row, repeated)
    else places.set(id, row)
  }
  const given = [...places]
    .map(([id, row]) => ({ kind, id, body: rows[row]?.body }))
    .filter(({ body }) => body !== undefined)
  const { refused, inOrder } = await checkTogether(given, desk, desk.clock.now())
  for (const { id, problems: found } of refused) {
    const row = places.get(id) ?? 0
    // Named in full already, with all others of the text.
    const known = new Set(problems[row]?.map(({ code, pointer }) => `${code} ${pointer}`))
    for (const one of found) if (!known.has(`${one.code} ${one.pointer}`)) refuse(row, one)
  }
  const standing = await standingOf(desk, inOrder)
  for (const { id, stale } of standing) if (stale) refuse(places.get(id) ?? 0, tooOld)
  await refuseDependents(kind, inOrder, desk, places, problems)
  const results = new Map(standing.map(({ id, result }) => [id, result]))
  return {
    results: rows.map(({ id }, row): RowResult => {
      const wrong = problems[row] ?? []
      const result = id === null ? undefined : results.get(id)
      return wrong.length > 0 || result === undefined ? { result: 'refused', problems: wrong } : { result }
    }),
    right: inOrder.flatMap(one => {
      const row = places.get(one.id) ?? 0
      return problems[row]?.length === 0 ? [{ ...one, row }] : []
    })
  }
}

async function standingOf(desk: Desk, documents: readonly WholeSetting[]) {
  const found: {
    readonly id: string
    readonly result: 'created' | 'updated' | 'unchanged'
    readonly stale: boolean
  }[] = []
  for (const { kind, id, body } of documents) {
    const { state } = await desk.runner.load(settingDecider, settingStream(kind, id))
    const isInForce = state.exists && !state.retired
    const same = isInForce && canonicalJson(state.body) === canonicalJson(body)
    const newest = state.exists ? state.sourceVersion : null
    const stale = settingKindOf(kind, id)?.refuseOver(newest, body) !== undefined
    found.push({ id, result: same ? 'unchanged' : state.exists ? 'updated' : 'created', stale })
  }
  return found
}

/** Those that refer to a refused row, where nothing of that id is in force: until there are no more. */
async function refuseDependents(
  kind: SettingKindName,
  documents: readonly WholeSetting[],
  desk: Desk,
  places: ReadonlyMap<string, number>,
  problems: readonly FieldProblem[][]
): Promise<void> {
  const rowOf = (id: string) => problems[places.get(id) ?? -1] ?? []
  for (let changed = true; changed; ) {
    changed = false
    for (const { id, body } of documents) {
      if (rowOf(id).length > 0) continue
      for (const { kind: of, id: to, pointer } of referencesOf(kind, id, body)) {
        if (of !== kind || rowOf(to).length === 0 || (await desk.settings.body(of, to))) continue
        rowOf(id).push({ pointer, code: `unknown_${of}`, message: `is ${to}, which is refused` })
        changed = true
      }
    }
  }
}

const referencesOf = (kind: SettingKindName, id: string, body: JsonObject) =>
  settingKindOf(kind, id)?.refersTo(body) ?? []

const repeated: FieldProblem = { pointer: '/id', code: 'repeated', message: 'is the id of a row before it' }

const tooOld: FieldProblem = {
  pointer: '/source_version',
  code: 'stale_source_version',
  message: 'is older than one that was published'
}
