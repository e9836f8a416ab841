import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { type CollectionSpec, type ReadStore, UnusableViews, type ViewId } from '../index.js'
import { remedy, storeError } from './errors.js'
import { applicationId, catalog, format, indexSql, quoted, tableOf, tableSql } from './tables.js'
import { SqliteViewStore, Statements } from './view-store.js'
import { type Value, Writer } from './writer.js'

const pragmas = [
  'journal_mode = WAL',
  'synchronous = NORMAL',
  'busy_timeout = 5000',
  'cache_size = -8000',
  // Rarer, larger checkpoints (64 MB): during a rebuild the same pages change again and again.
  'wal_autocheckpoint = 16000',
  `application_id = ${applicationId}`,
  `user_version = ${format}`
]

/**
 * Views in one SQLite file (WAL, synchronous=NORMAL: the last moments before a power cut may be missing and are read
 * from the log again). Writes run in a worker thread, reads on the calling one.
 * @throws UnusableViews where the file is damaged, of a newer desk, or not the views': with the remedy. Nothing is
 * deleted here, because the path could be another file's.
 */
export async function openSqliteReadStore(options: { readonly path: string }): Promise<ReadStore> {
  const { path } = options
  checkFile(path)
  const writer = await Writer.open(path, pragmas).catch(error => {
    throw storeError(error)
  })
  await writer.submit(catalog.map(sql => ({ sql })))
  const database = new DatabaseSync(path, { readOnly: true })
  return readStore(database, writer)
}

function readStore(database: DatabaseSync, writer: Writer): ReadStore {
  const statements = new Statements(database)
  const collectionsOf = (view: ViewId) => {
    const row = statements.get(
      'SELECT collections FROM builds WHERE name = ? AND version = ? AND build = ?',
      key(view)
    )
    return row && String(row['collections'])
  }
  return {
    async open(view, collections) {
      const shape = JSON.stringify(collections.map(({ name, indexes }) => ({ name, indexes })))
      const before = collectionsOf(view)
      if (before !== undefined && before !== shape) {
        throw new Error(
          `the collections of view ${view.name} ${view.version} have changed: raise its version`
        )
      }
      if (before === undefined) {
        await writer.submit([
          ...collections.map(spec => ({ sql: tableSql(view, spec) })),
          {
            sql: 'INSERT OR IGNORE INTO builds (name, version, build, collections) VALUES (?, ?, ?, ?)',
            width: 4,
            values: [...key(view), shape]
          }
        ])
      }
      return new SqliteViewStore(view, collections, statements, writer)
    },
    async current(name) {
      const row = statements.get('SELECT name, version, build FROM current WHERE name = ?', [name])
      return row && viewId(row)
    },
    /** Makes the indexes only now: sorting a whole build once is much less work than keeping them in order under it. */
    async switchTo(view) {
      const shape: Pick<CollectionSpec, 'name' | 'indexes'>[] = JSON.parse(collectionsOf(view) ?? '[]')
      await writer.submit([
        ...shape.flatMap(spec => indexSql(view, spec)).map(sql => ({ sql })),
        {
          sql: 'INSERT OR REPLACE INTO current (name, version, build) VALUES (?, ?, ?)',
          width: 3,
          values: key(view)
        }
      ])
    },
    builds: async name =>
      statements
        .all('SELECT name, version, build FROM builds WHERE name = ? ORDER BY version, build', [name])
        .map(viewId),
    async drop(view) {
      const shape = collectionsOf(view)
      if (shape === undefined) return
      const names = (JSON.parse(shape) as { name: string }[]).map(one => one.name)
      const at = 'WHERE name = ? AND version = ? AND build = ?'
      await writer.submit([
        { sql: `DELETE FROM current ${at}`, width: 3, values: key(view) },
        { sql: `DELETE FROM builds ${at}`, width: 3, values: key(view) },
        ...names.map(name => ({ sql: `DROP TABLE IF EXISTS ${quoted(tableOf(view, name))}` }))
      ])
    },
    async ping() {
      statements.get('SELECT 1', [])
      await writer.submit([])
    },
    async close() {
      await writer.close()
      if (database.isOpen) database.close()
    }
  }
}

const key = (view: ViewId): Value[] => [view.name, view.version, view.build]

const viewId = (row: Record<string, unknown>): ViewId => ({
  name: String(row['name']),
  version: Number(row['version']),
  build: Number(row['build'])
})

/** Looks before anything is written: the wrong file must stay as it is. */
function checkFile(path: string): void {
  if (!existsSync(path)) return
  let found: { id: number; version: number; tables: number }
  try {
    const database = new DatabaseSync(path, { readOnly: true })
    try {
      const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0)
      found = {
        id: number('PRAGMA application_id'),
        version: number('PRAGMA user_version'),
        tables: number('SELECT count(*) FROM sqlite_schema')
      }
    } finally {
      database.close()
    }
  } catch (error) {
    throw storeError(error)
  }
  if (found.id === 0 && found.tables === 0) return
  if (found.id !== applicationId) throw new UnusableViews(`${path} is not a file of views; give another path`)
  if (found.version !== format) {
    throw new UnusableViews(`${path} has format ${found.version}, this desk knows ${format}. ${remedy}`)
  }
}
