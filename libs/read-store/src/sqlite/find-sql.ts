import { type CheckedFind, type Find, type IndexValue, type ViewId } from '../index.js'
import { columnOf, quoted, tableOf } from './tables.js'

export interface Query {
  readonly where: string
  readonly values: readonly IndexValue[]
}

/**
 * The conditions of a find, as up to two queries to be run one after the other until the limit is met: documents
 * without the ordering field (null, the lowest) and those with it. Apart, each is one range of the index.
 */
export function segments(checked: CheckedFind, query: Omit<Find, 'limit'>): Query[] {
  if (query.to === null || checked.equal.some(one => one.values.length === 0)) return []
  const order = columnOf(checked.index.order)
  const { after, descending } = query
  const past = descending ? '<' : '>'
  const equal = checked.equal.map(one => among(columnOf(one.field), one.values))
  const segment = (...more: Query[]): Query => ({
    where: [...equal, ...more].map(one => one.where).join(' AND '),
    values: [...equal, ...more].flatMap(one => one.values)
  })

  const nulls = { where: `${order} IS NULL`, values: [] }
  const bounds = [
    { where: `${order} IS NOT NULL`, values: [] },
    ...(query.from === undefined || query.from === null
      ? []
      : [{ where: `${order} >= ?`, values: [query.from] }]),
    ...(query.to === undefined ? [] : [{ where: `${order} < ?`, values: [query.to] }])
  ]
  const nullsWanted = query.from === undefined || query.from === null
  const withNull = nullsWanted ? [segment(nulls)] : []
  const withValue = [segment(...bounds)]
  if (!after) return descending ? [...withValue, ...withNull] : [...withNull, ...withValue]
  if (after.order === null) {
    const rest = nullsWanted ? [segment(nulls, { where: `id ${past} ?`, values: [after.id] })] : []
    return descending ? rest : [...rest, ...withValue]
  }
  const rest = [
    segment(...bounds, { where: `(${order}, id) ${past} (?, ?)`, values: [after.order, after.id] })
  ]
  return descending ? [...rest, ...withNull] : rest
}

function among(column: string, values: readonly IndexValue[]): Query {
  const [first] = values
  if (values.length === 1 && first !== undefined) return { where: `${column} IS ?`, values: [first] }
  const present = values.filter(value => value !== null)
  const list = `${column} IN (${present.map(() => '?').join(', ')})`
  return present.length === values.length
    ? { where: list, values: present }
    : { where: `(${list} OR ${column} IS NULL)`, values: present }
}

export function selectSql(
  view: ViewId,
  collection: string,
  checked: CheckedFind,
  segment: Query,
  descending: boolean
) {
  const direction = descending ? 'DESC' : 'ASC'
  return `SELECT reflects, json FROM ${quoted(tableOf(view, collection))} WHERE ${segment.where}
    ORDER BY ${columnOf(checked.index.order)} ${direction}, id ${direction} LIMIT ?`
}

export const countSql = (view: ViewId, collection: string, segment: Query): string =>
  `SELECT count(*) AS n FROM ${quoted(tableOf(view, collection))} WHERE ${segment.where}`
