import type { Database, Row, Value } from '#sqlite'
import { type Hook, type Hooks, Superseded } from '../index.js'

const hooksPerPage = 200
/** The note that has the fence of whoever owns them all: a file has one owner at a time. */
const ownersNote = 'hooks-owner'

export const hookTables = [
  `CREATE TABLE IF NOT EXISTS hooks (
     endpoint TEXT NOT NULL, id TEXT NOT NULL, place INTEGER NOT NULL, lane TEXT NOT NULL, type TEXT NOT NULL,
     at INTEGER NOT NULL, subject TEXT NOT NULL, body TEXT, state TEXT NOT NULL, due_at INTEGER NOT NULL,
     failures INTEGER NOT NULL, attempts TEXT NOT NULL, PRIMARY KEY (endpoint, id)) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS hooks_by_place ON hooks (endpoint, place)',
  'CREATE INDEX IF NOT EXISTS hooks_by_state ON hooks (endpoint, state, place)',
  'CREATE INDEX IF NOT EXISTS hooks_by_age ON hooks (at)',
  'CREATE INDEX IF NOT EXISTS hooks_by_subject ON hooks (subject)'
]

export function sqliteHooks({ reader, writer }: Database): Hooks {
  const all = (sql: string, ...values: Value[]) => reader.all(sql, values)
  const write = (sql: string, ...values: Value[]) => writer.submit([{ sql, values }])
  const mustBeOurs = (fence: number) => {
    const [higher] = all(`SELECT 1 FROM notes WHERE name = '${ownersNote}' AND fence > ?`, fence)
    if (higher) throw superseded(fence)
  }
  return {
    async add(hook) {
      const added = await write(
        'INSERT INTO hooks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING place',
        ...[hook.endpoint, hook.id, hook.order, hook.lane, hook.type, hook.at, hook.subject, hook.body],
        ...[hook.state, hook.dueAt, hook.failures, JSON.stringify(hook.attempts)]
      )
      return added.length > 0
    },
    async save({ endpoint, id, state, dueAt, failures, attempts }, fence) {
      const saved = await write(
        `UPDATE hooks SET state = ?, due_at = ?, failures = ?, attempts = ? WHERE endpoint = ? AND id = ?
           AND NOT EXISTS (SELECT 1 FROM notes WHERE name = '${ownersNote}' AND fence > ?)
         RETURNING place`,
        ...[state, dueAt, failures, JSON.stringify(attempts), endpoint, id, fence]
      )
      if (saved.length === 0) mustBeOurs(fence)
    },
    async fill({ endpoint, id, subject, body }, fence) {
      const filled = await write(
        `UPDATE hooks SET subject = ?, body = ? WHERE endpoint = ? AND id = ? AND body IS NULL
           AND NOT EXISTS (SELECT 1 FROM notes WHERE name = '${ownersNote}' AND fence > ?)
         RETURNING place`,
        ...[subject, body, endpoint, id, fence]
      )
      if (filled.length === 0) mustBeOurs(fence)
    },
    async claim(_, fence) {
      const claimed = await write(
        `INSERT INTO notes AS held (name, value, fence) VALUES ('${ownersNote}', '{}', ?)
         ON CONFLICT (name) DO UPDATE SET fence = excluded.fence WHERE excluded.fence >= held.fence
         RETURNING fence`,
        fence
      )
      if (claimed.length === 0) throw superseded(fence)
    },
    async find(endpoint, id) {
      const [row] = all('SELECT * FROM hooks WHERE endpoint = ? AND id = ?', endpoint, id)
      return row && hookOf(row)
    },
    async list({ endpoint, state, after, newestFirst = false, limit }) {
      const [beyond, order] = newestFirst ? (['<', 'DESC'] as const) : (['>', 'ASC'] as const)
      const rows = all(
        `SELECT * FROM hooks WHERE endpoint = ? ${state === undefined ? '' : 'AND state = ?'}
         ${after === undefined ? '' : `AND (place, id) ${beyond} (?, ?)`}
         ORDER BY place ${order}, id ${order} LIMIT ?`,
        ...[endpoint, ...(state === undefined ? [] : [state])],
        ...(after === undefined ? [] : [after.order, after.id]),
        limit
      )
      return rows.map(hookOf)
    },
    async last(endpoint) {
      const [row] = all('SELECT max(place) AS place FROM hooks WHERE endpoint = ?', endpoint)
      return Number(row?.['place'] ?? 0)
    },
    async forget(subject) {
      await write(
        `UPDATE hooks SET body = NULL, state = iif(state = 'pending', 'given_up', state)
         WHERE subject = ? AND body IS NOT NULL`,
        subject
      )
      const rows = all('SELECT DISTINCT endpoint FROM hooks WHERE subject = ? ORDER BY endpoint', subject)
      return rows.map(row => String(row['endpoint']))
    },
    async dropBefore(instant, limit) {
      const dropped = await write(
        `DELETE FROM hooks WHERE (endpoint, id) IN
           (SELECT endpoint, id FROM hooks WHERE at < ? ORDER BY at LIMIT ?) RETURNING id`,
        instant,
        limit
      )
      return dropped.length
    },
    async drop(endpoint) {
      await write('DELETE FROM hooks WHERE endpoint = ?', endpoint)
    },
    async *all() {
      for (let [endpoint, id] = ['', '']; ; ) {
        const page = all(
          'SELECT * FROM hooks WHERE (endpoint, id) > (?, ?) ORDER BY endpoint, id LIMIT ?',
          ...[endpoint, id, hooksPerPage]
        )
        for (const row of page) {
          endpoint = String(row['endpoint'])
          id = String(row['id'])
          yield hookOf(row)
        }
        if (page.length < hooksPerPage) return
      }
    }
  }
}

const superseded = (fence: number) => new Superseded(`hooks have another owner: its fence is above ${fence}`)

const hookOf = (row: Row): Hook => ({
  endpoint: String(row['endpoint']),
  id: String(row['id']),
  order: Number(row['place']),
  lane: String(row['lane']),
  type: String(row['type']),
  at: Number(row['at']),
  subject: String(row['subject']),
  body: typeof row['body'] === 'string' ? row['body'] : null,
  // Written by `add` and `save` alone.
  state: String(row['state']) as Hook['state'],
  dueAt: Number(row['due_at']),
  failures: Number(row['failures']),
  attempts: JSON.parse(String(row['attempts']))
})
