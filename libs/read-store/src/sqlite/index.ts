import { type FileKind, openDatabase, type Row, type Value } from '#sqlite'
import {
  type CollectionSpec,
  type ReadStore,
  StoreUnavailable,
  UnusableViews,
  type ViewId
} from '../index.js'
import { applicationId, catalog, format, indexSql, quoted, tableOf, tableSql } from './tables.js'
import { SqliteViewStore } from './view-store.js'

const remedy =
  'Views can be rebuilt: stop the desk, delete this file and those beside it ending in -wal and -shm, start again.'

const kind: FileKind = {
  name: 'a file of views',
  applicationId,
  format,
  pragmas: [
    'synchronous = NORMAL',
    'cache_size = -8000',
    // Rarer, larger checkpoints (64 MB): during a rebuild the same pages change again and again.
    'wal_autocheckpoint = 16000'
  ],
  tables: catalog,
  errors: {
    unavailable: (message, options) => new StoreUnavailable(message, options),
    unusable: (message, options) => new UnusableViews(`${message}. ${remedy}`, options)
  }
}

/**
 * Views in one SQLite file (WAL, synchronous=NORMAL: the last moments before a power cut may be missing and are read
 * from the log again). Writes run in a worker thread, reads on the calling one.
 * @throws UnusableViews where the file is damaged, of a newer desk, or not the views': with the remedy. Nothing is
 * deleted here, because the path could be another file's. StoreUnavailable where it can't be opened.
 */
export async function openSqliteReadStore({ path }: { readonly path: string }): Promise<ReadStore> {
  const database = await openDatabase(path, kind)
  const { reader, writer } = database
  const collectionsOf = (view: ViewId) => {
    const row = reader.get(
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
      return new SqliteViewStore(view, collections, reader, writer)
    },
    async current(name) {
      const row = reader.get('SELECT name, version, build FROM current WHERE name = ?', [name])
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
      reader
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
      reader.get('SELECT 1')
      await writer.submit([])
    },
    close: () => database.close()
  }
}

const key = (view: ViewId): Value[] => [view.name, view.version, view.build]

const viewId = (row: Row): ViewId => ({
  name: String(row['name']),
  version: Number(row['version']),
  build: Number(row['build'])
})
