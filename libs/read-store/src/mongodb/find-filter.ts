import type { Filter } from 'mongodb'
import type { CheckedFind, Find, IndexValue } from '../index.js'
import { type DocumentRecord, fieldPath } from './records.js'

/**
 * The conditions of a find as up to two filters, to be asked one after the other until the limit is met: after a cursor
 * the rest of its own order value, then what lies beyond. Apart, each is one range of the index.
 */
export function filters(checked: CheckedFind, query: Omit<Find, 'limit'>): Filter<DocumentRecord>[] {
  const { from, to, after, descending } = query
  if (to === null || checked.equal.some(one => one.values.length === 0)) return []
  const order = fieldPath(checked.index.order)
  const equal: Filter<DocumentRecord> = Object.fromEntries(
    checked.equal.map(({ field, values }) => [fieldPath(field), { $in: [...values] }])
  )
  // By $expr, because it compares across types: null, then numbers, then texts.
  const bound = (operator: '$gte' | '$gt' | '$lt', value: IndexValue) => ({
    [operator]: [`$${order}`, { $literal: value }]
  })
  const bounds = [
    ...(from === undefined || from === null ? [] : [bound('$gte', from)]),
    ...(to === undefined ? [] : [bound('$lt', to)])
  ]
  const within = (...more: readonly object[]): Filter<DocumentRecord> => {
    const all = [...bounds, ...more]
    return all.length === 0 ? equal : { ...equal, $expr: { $and: all } }
  }
  if (!after) return [within()]
  const same = { ...within(), $and: [{ [order]: after.order }], _id: past(after.id, descending) }
  if (descending && after.order === null) return [same]
  return [same, within(bound(descending ? '$lt' : '$gt', after.order))]
}

const past = (id: string, descending = false) => (descending ? { $lt: id } : { $gt: id })

export function sortOf(checked: CheckedFind, descending = false): [string, 1 | -1][] {
  const direction = descending ? -1 : 1
  return [
    [fieldPath(checked.index.order), direction],
    ['_id', direction]
  ]
}
