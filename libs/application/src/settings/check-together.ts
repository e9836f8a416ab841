import { type FieldProblem, type SettingKind, type SettingKindName, settingKindOf } from '#domain'
import { type Instant, isJsonObject, type JsonObject } from '#kernel'
import type { Desk } from '../desk.js'
import { namedProblems } from '../rules/named-problems.js'
import { checkSetting, type FindBody, type SettingGiven } from './check-setting.js'
import { DefaultQueue } from './default-queue.js'
import type { WholeSetting } from './publish-whole.js'
import { Shortcodes } from './shortcodes.js'
import { TeamMembers } from './team-members.js'

export interface RefusedSetting extends SettingGiven {
  /** Never empty. */
  readonly problems: readonly FieldProblem[]
}

interface Document extends SettingGiven {
  readonly declared: SettingKind<SettingKindName>
  /** Undefined: wrong by itself. */
  readonly whole: JsonObject | undefined
}

const keyOf = (kind: string, id: string): string => `${kind}/${id}`

/**
 * Documents that are to be published together, each checked beside the others and beside what is in force: everything
 * that is wrong with any of them, or all of them, as far as can be in an order in which what others refer to comes first.
 */
export async function checkTogether(
  given: readonly SettingGiven[],
  desk: Desk,
  now: Instant
): Promise<{ readonly refused: readonly RefusedSetting[]; readonly inOrder: readonly WholeSetting[] }> {
  const documents = new Map<string, Document>()
  for (const one of given) {
    const declared = settingKindOf(one.kind, one.id)
    const whole = declared && wholeOf(declared, one, now)
    if (declared) documents.set(keyOf(one.kind, one.id), { ...one, declared, whole })
  }
  const find: FindBody = async (kind, id) => {
    const beside = documents.get(keyOf(kind, id))
    return beside ? (beside.whole ?? 'wrong') : desk.settings.body(kind, id)
  }
  const defaults = await new DefaultQueue(desk).problemsOf(wholesOf('queue', documents))
  const taken = await new Shortcodes(desk).problemsOf(wholesOf('template', documents))
  const refused: RefusedSetting[] = []
  for (const { kind, id, body } of given) {
    const declared = settingKindOf(kind, id)
    const checked = declared ? await checkSetting(declared, { id, body }, find, now) : { problems: [noSuch] }
    const besides = { queue: defaults.get(id), template: taken.get(id) }
    const beside = kind === 'queue' || kind === 'template' ? (besides[kind] ?? []) : []
    const ofMembers =
      kind === 'team' && 'body' in checked ? await new TeamMembers(desk).problemsOf(id, checked.body) : []
    const ofRule = kind === 'rule' && 'body' in checked ? await namedProblems(desk, checked.body) : []
    const problems = ('problems' in checked ? checked.problems : []).concat(beside, ofMembers, ofRule)
    if (problems.length > 0) refused.push({ kind, id, body, problems })
  }
  const inOrder = ordered(documents).flatMap(({ kind, id, whole }) =>
    whole ? [{ kind, id, body: whole }] : []
  )
  return { refused, inOrder }
}

function wholeOf(declared: SettingKind, { body }: SettingGiven, now: Instant): JsonObject | undefined {
  return isJsonObject(body) && declared.check(body, now).length === 0 ? declared.complete(body) : undefined
}

const wholesOf = (
  of: SettingKindName,
  documents: ReadonlyMap<string, Document>
): ReadonlyMap<string, JsonObject> =>
  new Map(
    [...documents.values()].flatMap(({ kind, id, whole }) => (kind === of && whole ? [[id, whole]] : []))
  )

function ordered(documents: ReadonlyMap<string, Document>): Document[] {
  const seen = new Set<Document>()
  const inOrder: Document[] = []
  const visit = (document: Document): void => {
    if (seen.has(document)) return
    seen.add(document)
    for (const before of besideIt(document, documents)) visit(before)
    inOrder.push(document)
  }
  for (const document of documents.values()) visit(document)
  return inOrder
}

/** Those of the documents that one refers to. */
const besideIt = ({ declared, whole }: Document, documents: ReadonlyMap<string, Document>): Document[] =>
  (whole ? declared.refersTo(whole) : []).flatMap(({ kind, id }) => documents.get(keyOf(kind, id)) ?? [])

const noSuch: FieldProblem = {
  pointer: '',
  code: 'unknown_setting',
  message: 'is no document of the desk: there can be none of this id'
}
