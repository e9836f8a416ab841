import { type FieldProblem, type SettingKind, type SettingKindName, settingKindOf } from '#domain'
import { type Instant, isJsonObject, type JsonObject } from '#kernel'
import type { Desk } from '../desk.js'
import { checkSetting, type FindBody, type SettingGiven } from './check-setting.js'
import { DefaultQueue } from './default-queue.js'

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
 * that is wrong with any of them, or all in an order in which what others refer to comes before them.
 */
export async function checkTogether(
  given: readonly SettingGiven[],
  desk: Pick<Desk, 'settings' | 'runner'>,
  now: Instant
): Promise<{ readonly refused: readonly RefusedSetting[]; readonly inOrder: readonly SettingGiven[] }> {
  const refused: RefusedSetting[] = []
  const documents = new Map<string, Document>()
  for (const one of given) {
    const declared = settingKindOf(one.kind, one.id)
    if (declared)
      documents.set(keyOf(one.kind, one.id), { ...one, declared, whole: wholeOf(declared, one, now) })
    else refused.push({ ...one, problems: [noSuch] })
  }
  const find: FindBody = async (kind, id) => {
    const beside = documents.get(keyOf(kind, id))
    return beside ? (beside.whole ?? 'wrong') : desk.settings.body(kind, id)
  }
  const ofDefault = await new DefaultQueue(desk).problemsOf(queuesOf(documents))
  const inOrder = ordered(documents)
  for (const document of documents.values()) {
    const { kind, id, body } = document
    const checked = await checkSetting(document.declared, document, find, now)
    const defaults = kind === 'queue' ? ofDefault.get(id) : undefined
    const problems = [
      ...('problems' in checked ? checked.problems : []),
      ...(defaults ? [defaults] : []),
      ...((await isInCircle(document, documents, inOrder, desk.settings.body)) ? [circle] : [])
    ]
    if (problems.length > 0) refused.push({ kind, id, body, problems })
  }
  return { refused, inOrder: inOrder.map(({ kind, id, body }) => ({ kind, id, body })) }
}

function wholeOf(declared: SettingKind, { body }: SettingGiven, now: Instant): JsonObject | undefined {
  return isJsonObject(body) && declared.check(body, now).length === 0 ? declared.complete(body) : undefined
}

const queuesOf = (documents: ReadonlyMap<string, Document>): ReadonlyMap<string, JsonObject> =>
  new Map(
    [...documents.values()].flatMap(({ kind, id, whole }) => (kind === 'queue' && whole ? [[id, whole]] : []))
  )

/** The new default queue is first: after it the old one may say that it is none. */
function ordered(documents: ReadonlyMap<string, Document>): Document[] {
  const seen = new Set<Document>()
  const inOrder: Document[] = []
  const visit = (document: Document): void => {
    if (seen.has(document)) return
    seen.add(document)
    for (const before of besideIt(document, documents)) visit(before)
    inOrder.push(document)
  }
  const isDefault = ({ kind, whole }: Document) => kind === 'queue' && whole?.['default'] === true
  const all = [...documents.values()]
  for (const document of [...all.filter(isDefault), ...all]) visit(document)
  return inOrder
}

/** Those of the documents that one refers to. */
const besideIt = ({ declared, whole }: Document, documents: ReadonlyMap<string, Document>): Document[] =>
  (whole ? declared.refersTo(whole) : []).flatMap(({ kind, id }) => documents.get(keyOf(kind, id)) ?? [])

/** Whether it refers to one that comes no earlier and is not in force: they go round in a circle. */
async function isInCircle(
  document: Document,
  documents: ReadonlyMap<string, Document>,
  inOrder: readonly Document[],
  inForce: FindBody
): Promise<boolean> {
  for (const other of besideIt(document, documents)) {
    const isLater = inOrder.indexOf(other) >= inOrder.indexOf(document)
    if (isLater && (await inForce(other.kind, other.id)) === undefined) return true
  }
  return false
}

const noSuch: FieldProblem = {
  pointer: '',
  code: 'unknown_setting',
  message: 'is no document of the desk: there can be none of this id'
}

const circle: FieldProblem = {
  pointer: '',
  code: 'circle',
  message: 'refers in a circle to itself: publish one of them without its reference first'
}
