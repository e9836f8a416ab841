import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openMemoryDeskState } from '#desk-state/memory'
import { eventTypes } from '#domain'
import { type EventLog, withTypes } from '#event-log'
import { openSqliteLog } from '#event-log/sqlite'
import { systemClock } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { openSqliteReadStore } from '#read-store/sqlite'
import { runViews } from '#subscriptions'
import { deskViews } from '#views'
import { answering } from '../child.js'

export interface RebuildQuestion {
  /** `plain`: SQLite and JSON.parse alone. `log`: through the log, with checksums and types. `views`: all views, built anew. */
  readonly of: 'plain' | 'log' | 'views'
  readonly directory: string
}

export interface RebuildAnswer {
  readonly events: number
  readonly seconds: number
  readonly mostMemoryMiB: number
  /** Of all threads. */
  readonly cpuSeconds: number
}

const rowsPerPage = 500

function plainly(path: string): number {
  using db = new DatabaseSync(path, { readOnly: true })
  const page = db.prepare(
    `SELECT position, stream, revision, id, type, recorded_at, data, personal, meta FROM events
     WHERE position > ? ORDER BY position LIMIT ${rowsPerPage}`
  )
  let events = 0
  for (let place = 0; ; ) {
    const rows = page.all(place)
    if (rows.length === 0) return events
    for (const row of rows) {
      row['data'] = JSON.parse(String(row['data']))
      row['meta'] = JSON.parse(String(row['meta']))
      place = Number(row['position'])
      events++
    }
  }
}

async function throughTheLog(log: EventLog): Promise<number> {
  const stop = new AbortController()
  let events = 0
  for await (const item of log.subscribe('start', stop.signal)) {
    if (item.kind === 'caughtUp') break
    events++
  }
  stop.abort()
  return events
}

/** As the desk does it when there is no views' file: one reader, every view, until all are switched to. */
async function intoViews(log: EventLog, directory: string): Promise<number> {
  const head = await log.head()
  if (head === undefined) return 0
  const clock = systemClock
  const store = await openSqliteReadStore({ path: join(directory, 'views.db') })
  const state = openMemoryDeskState({ clock })
  const runtime = { clock, logger: silentLogger, metrics: createMetrics(), random: Math.random }
  const views = runViews({ ...runtime, views: deskViews, log, store, state })
  for (const { name } of deskViews) {
    if (!(await views.waitFor(name, head, 3_600_000))) throw new Error(`${name} was not built`)
  }
  await views.stop()
  await store.close()
  return Number(head)
}

async function measured({ of, directory }: RebuildQuestion): Promise<number> {
  const path = join(directory, 'log.db')
  if (of === 'plain') return plainly(path)
  const log = withTypes(await openSqliteLog({ path, readOnly: true }), eventTypes)
  const events = of === 'log' ? await throughTheLog(log) : await intoViews(log, directory)
  await log.close()
  return events
}

answering<RebuildQuestion>(async question => {
  const started = performance.now()
  const events = await measured(question)
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage()
  const cpuSeconds = (user + system) / 1_000_000
  return {
    events,
    seconds,
    cpuSeconds,
    mostMemoryMiB: process.resourceUsage().maxRSS / 1024
  } satisfies RebuildAnswer
})
