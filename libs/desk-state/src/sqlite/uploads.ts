import type { Database, Row, Value } from '#sqlite'
import type { Piece, Uploads } from '../index.js'

const piecesPerPage = 8

export const uploadTables = [
  `CREATE TABLE IF NOT EXISTS uploads (
     upload TEXT NOT NULL, piece INTEGER NOT NULL, at INTEGER NOT NULL, bytes BLOB NOT NULL,
     PRIMARY KEY (upload, piece))`,
  'CREATE INDEX IF NOT EXISTS uploads_by_age ON uploads (at)'
]

export function sqliteUploads({ reader, writer }: Database): Uploads {
  const all = (sql: string, ...values: Value[]) => reader.all(sql, values)
  const write = (sql: string, ...values: Value[]) => writer.submit([{ sql, values }])
  return {
    async add({ upload, index, at, bytes }) {
      await write('INSERT INTO uploads VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING', upload, index, at, bytes)
    },
    async read(upload, index) {
      const [row] = all('SELECT bytes FROM uploads WHERE upload = ? AND piece = ?', upload, index)
      return row && bytesOf(row)
    },
    async drop(upload) {
      await write('DELETE FROM uploads WHERE upload = ?', upload)
    },
    async dropBefore(instant, limit) {
      const dropped = await write(
        `DELETE FROM uploads WHERE rowid IN
           (SELECT rowid FROM uploads WHERE at < ? ORDER BY at LIMIT ?) RETURNING piece`,
        instant,
        limit
      )
      return dropped.length
    },
    async *all() {
      for (let [upload, index] = ['', -1]; ; ) {
        const page = all(
          'SELECT * FROM uploads WHERE (upload, piece) > (?, ?) ORDER BY upload, piece LIMIT ?',
          ...[upload, index, piecesPerPage]
        )
        for (const row of page) {
          const piece = pieceOf(row)
          upload = piece.upload
          index = piece.index
          yield piece
        }
        if (page.length < piecesPerPage) return
      }
    }
  }
}

const pieceOf = (row: Row): Piece => ({
  upload: String(row['upload']),
  index: Number(row['piece']),
  at: Number(row['at']),
  bytes: bytesOf(row)
})

const bytesOf = ({ bytes }: Row): Uint8Array => (bytes instanceof Uint8Array ? bytes : new Uint8Array())
