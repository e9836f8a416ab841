import type { CollectionSpec, Document, Find, Index, IndexValue, Reflects } from './port.js'
import { UndeclaredIndex } from './port.js'

/** The fields a collection's documents are filed under, each once. */
export const indexedFields = (spec: CollectionSpec): string[] => [
  ...new Set(spec.indexes.flatMap(index => [...index.equal, index.order]))
]

/** The value a document is filed under; a missing member counts as null, booleans as 0 and 1. */
export function indexValue(document: Document, field: string): IndexValue {
  const value = document[field]
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number' || typeof value === 'string') return value
  throw new TypeError(`document ${document.id}: the indexed field ${field} is no plain value`)
}

export interface CheckedFind {
  readonly index: Index
  /** A prefix of the index, each field with the values it may have. */
  readonly equal: readonly { readonly field: string; readonly values: readonly IndexValue[] }[]
}

/** @throws UndeclaredIndex where the query does not fit a declared index */
export function checkFind(spec: CollectionSpec, query: Pick<Find, 'index' | 'where'>): CheckedFind {
  const index = spec.indexes.find(one => one.name === query.index)
  if (!index) throw new UndeclaredIndex(`${spec.name} has no index ${query.index}`)
  const asked = Object.keys(query.where)
  const equal = index.equal.slice(0, asked.length).map(field => {
    const value = query.where[field]
    if (value === undefined) {
      throw new UndeclaredIndex(
        `index ${index.name} of ${spec.name} takes ${index.equal.join(', ')} in this order`
      )
    }
    const values: readonly IndexValue[] = isList(value) ? value : [value]
    if (values.length > 50) throw new UndeclaredIndex(`more than 50 values for ${field}`)
    return { field, values }
  })
  const stray = asked.find(field => !equal.some(one => one.field === field))
  if (stray !== undefined) throw new UndeclaredIndex(`index ${index.name} of ${spec.name} has no ${stray}`)
  return { index, equal }
}

export function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new RangeError('limit is 1 to 1000')
}

const isList = (value: IndexValue | readonly IndexValue[]): value is readonly IndexValue[] =>
  Array.isArray(value)

/** The one order of all stores: null, then numbers, then texts by their UTF-8 bytes. */
export function compareIndexValues(a: IndexValue, b: IndexValue): number {
  if (a === b) return 0
  if (a === null) return -1
  if (b === null) return 1
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1
  return typeof b === 'number' ? 1 : Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** Whether `stored` is already at or past `next`. @throws TypeError where a collection mixes revisions and positions */
export function reflectsAlready(stored: Reflects, next: Reflects): boolean {
  if (typeof stored !== typeof next)
    throw new TypeError('a collection reflects revisions or positions, not both')
  return stored >= next
}
