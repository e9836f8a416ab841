import type { AnyBulkWriteOperation } from 'mongodb'
import {
  type CollectionSpec,
  Fenced,
  indexedFields,
  indexValue,
  type Reflects,
  reflectsAlready,
  type Write
} from '../index.js'
import type { DocumentRecord } from './records.js'

/** One write under its guard. A put that meets something at or past it fails with a duplicate key; a delete does nothing. */
export interface Guarded {
  readonly kind: Write['kind']
  readonly id: string
  readonly reflects: Reflects
  readonly operation: AnyBulkWriteOperation<DocumentRecord>
}

/** Guarded writes by collection, at most one of each document, so that their order is free. */
export type Round = ReadonlyMap<string, readonly Guarded[]>

/** Nearly always one round: of several writes of a document only the last matters, but for a put after a later delete. */
export function rounds(
  writes: readonly Write[],
  specOf: (collection: string) => CollectionSpec,
  fence: number | undefined
): Round[] {
  const ofDocument = new Map<string, Write[]>()
  for (const write of writes) {
    const key = `${write.collection}\n${idOf(write)}`
    const before = ofDocument.get(key) ?? []
    ofDocument.set(key, before)
    const last = before.at(-1)
    if (
      !last ||
      (last.kind === 'delete' && write.kind === 'put' && reflectsAlready(last.reflects, write.reflects))
    ) {
      before.push(write)
    } else if (!reflectsAlready(last.reflects, write.reflects)) {
      before[before.length - 1] = write
    }
  }
  const found: Map<string, Guarded[]>[] = []
  const fieldsOf = new Map<string, readonly string[]>()
  for (const list of ofDocument.values()) {
    for (const [at, write] of list.entries()) {
      const { collection } = write
      const fields = fieldsOf.get(collection) ?? indexedFields(specOf(collection))
      fieldsOf.set(collection, fields)
      const round = found[at] ?? new Map<string, Guarded[]>()
      found[at] = round
      const guarded = round.get(collection) ?? []
      round.set(collection, guarded)
      guarded.push(guard(write, fields, fence))
    }
  }
  return found
}

const idOf = (write: Write): string => (write.kind === 'put' ? write.document.id : write.id)

function guard(write: Write, fields: readonly string[], fence: number | undefined): Guarded {
  const id = idOf(write)
  const { kind, reflects } = write
  const filter = {
    _id: id,
    reflects: { $lt: reflects },
    ...(fence !== undefined && { fence: { $lte: fence } })
  }
  if (write.kind === 'delete') return { kind, id, reflects, operation: { deleteOne: { filter } } }
  const { document } = write
  const replacement = {
    reflects,
    fence: fence ?? 0,
    f: Object.fromEntries(fields.map(field => [field, indexValue(document, field)])),
    json: JSON.stringify(document)
  }
  return { kind, id, reflects, operation: { replaceOne: { filter, replacement, upsert: true } } }
}

/**
 * After a duplicate key: the puts that are still to be done, because what is stored is neither at nor past them.
 * @throws Fenced where a document carries a higher fence
 */
export function stillToDo(
  guarded: readonly Guarded[],
  stored: ReadonlyMap<string, Pick<DocumentRecord, 'reflects' | 'fence'>>,
  fence: number | undefined
): Guarded[] {
  return guarded.filter(({ kind, id, reflects }) => {
    const found = stored.get(id)
    if (kind === 'delete' || !found) return true
    if (fence !== undefined && found.fence > fence) throw new Fenced(`fence ${fence} is below ${found.fence}`)
    return !reflectsAlready(found.reflects, reflects)
  })
}
