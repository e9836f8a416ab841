import { type CollectionSpec, indexedFields, type ViewId } from '../index.js'

/** Raised when the tables below change; a file of another format is not opened. */
export const format = 1
/** "tdvw": tells a views' file from any other SQLite file. */
export const applicationId = 0x74647677

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

export const tableOf = (view: ViewId, collection: string): string =>
  `${view.name}/${view.version}/${view.build}/${collection}`

/** A column of an indexed field. Without a type, so that numbers stay numbers and texts texts. */
export const columnOf = (field: string): string => quoted(`f:${field}`)

export const catalog = [
  `CREATE TABLE IF NOT EXISTS builds (
     name TEXT NOT NULL, version INTEGER NOT NULL, build INTEGER NOT NULL,
     collections TEXT NOT NULL, fence INTEGER NOT NULL DEFAULT 0, position TEXT, event_id TEXT,
     PRIMARY KEY (name, version, build)) WITHOUT ROWID`,
  `CREATE TABLE IF NOT EXISTS current (
     name TEXT PRIMARY KEY, version INTEGER NOT NULL, build INTEGER NOT NULL) WITHOUT ROWID`
]

/** One table per collection of a build, one real column per indexed field. */
export function tableSql(view: ViewId, spec: CollectionSpec): string {
  const table = quoted(tableOf(view, spec.name))
  const columns = [
    'id TEXT PRIMARY KEY',
    'reflects NOT NULL',
    'json TEXT NOT NULL',
    ...indexedFields(spec).map(columnOf)
  ]
  return `CREATE TABLE IF NOT EXISTS ${table} (${columns.join(', ')})`
}

/** One SQL index per declared index. */
export function indexSql(
  view: ViewId,
  { name, indexes }: Pick<CollectionSpec, 'name' | 'indexes'>
): string[] {
  const table = tableOf(view, name)
  return indexes.map(index => {
    const keys = [...new Set([...index.equal, index.order])].map(columnOf)
    return `CREATE INDEX IF NOT EXISTS ${quoted(`${table}#${index.name}`)} ON ${quoted(table)} (${[...keys, 'id'].join(', ')})`
  })
}

export function upsertSql(view: ViewId, spec: CollectionSpec): string {
  const columns = ['id', 'reflects', 'json', ...indexedFields(spec).map(columnOf)]
  const updates = columns.slice(1).map(column => `${column} = excluded.${column}`)
  return `INSERT INTO ${quoted(tableOf(view, spec.name))} AS stored (${columns.join(', ')})
    VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (id) DO UPDATE SET ${updates.join(', ')} WHERE excluded.reflects > stored.reflects`
}
