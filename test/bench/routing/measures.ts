import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openMemoryDeskState } from '#desk-state/memory'
import { eventTypes, idOf } from '#domain'
import { withTypes } from '#event-log'
import { openSqliteLog } from '#event-log/sqlite'
import { FakeClock, type TicketId } from '#kernel'
import { openMemoryVault } from '#privacy/memory'
import { openSqliteReadStore } from '#read-store/sqlite'
import { openRouting, type RoutingScene } from '../../support/routing-scene.js'
import { Latencies } from '../latencies.js'
import { mibInUse } from '../memory.js'

export interface LoadAnswer {
  readonly p50: number
  readonly p99: number
  readonly given: number
}

export interface WaitingAnswer {
  readonly waiting: number
  readonly seconds: number
  readonly inOrder: boolean
  readonly grownMiB: number
}

const agents = Array.from({ length: 20 }, (_, n) => `agent ${String(n).padStart(2, '0')}`)

/** On the desk's own stores; everything but Telegram. */
async function onSqlite(directory: string): Promise<RoutingScene> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const clock = new FakeClock()
  return openRouting({
    clock,
    log: withTypes(await openSqliteLog({ path: join(directory, 'log.db') }), eventTypes),
    store: await openSqliteReadStore({ path: join(directory, 'views.db') }),
    state: openMemoryDeskState({ clock }),
    vault: openMemoryVault({ masterKey: Buffer.alloc(32, 7), clock })
  })
}

/** When each ticket was opened and assigned, as a reader of the log sees it. */
function watching({ log }: RoutingScene, signal: AbortSignal) {
  const openedAt = new Map<TicketId, number>()
  const assigned = new Map<TicketId, number>()
  const run = async () => {
    for await (const item of log.subscribe('start', signal)) {
      if (item.kind === 'caughtUp' || !item.event.stream.startsWith('ticket-')) continue
      const id = idOf(item.event.stream) as TicketId
      if (item.event.type === 'TicketOpened') openedAt.set(id, performance.now())
      if (item.event.type === 'TicketAssigned' && !assigned.has(id)) assigned.set(id, performance.now())
    }
  }
  return { openedAt, assigned, ended: run() }
}

/** Tickets open at a steady rate, whatever the desk does; twenty agents are there. */
export async function measureLoad(
  directory: string,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number }
): Promise<LoadAnswer> {
  const scene = await onSqlite(directory)
  await scene.queue({ strategy: 'round_robin' })
  for (const name of agents) await scene.agent(name)
  const stop = new AbortController()
  const { openedAt, assigned, ended } = watching(scene, stop.signal)
  const start = performance.now()
  const opening: Promise<unknown>[] = []
  for (let n = 0; n < perSecond * seconds; n++) {
    const due = start + (n * 1000) / perSecond
    if (due > performance.now()) await sleep(due - performance.now())
    opening.push(scene.opens(`ticket ${n}`))
  }
  await Promise.all(opening)
  await scene.settled()
  while (assigned.size < opening.length) await sleep(20)
  const latencies = new Latencies()
  for (const [id, at] of openedAt) latencies.add((assigned.get(id) ?? Number.NaN) - at)
  stop.abort()
  await ended
  await scene.close()
  const { p50, p99 } = latencies.summary()
  return { p50, p99, given: assigned.size }
}

/** Everybody is away; then all come back. */
export async function measureWaiting(directory: string, waiting: number): Promise<WaitingAnswer> {
  const scene = await onSqlite(directory)
  await scene.queue({ strategy: 'round_robin', when_away: { after_s: 0, what: 'nothing' } })
  const staff = []
  for (const name of agents) staff.push(await scene.agent(name))
  for (const agent of staff) await scene.is(agent, 'away')
  const opened: TicketId[] = []
  while (opened.length < waiting) {
    await scene.clock.advance(1)
    const one = opened.length
    opened.push(
      ...(await Promise.all(Array.from({ length: 50 }, (_, n) => scene.opens(`ticket ${one + n}`))))
    )
  }
  await scene.settled()
  const before = mibInUse()
  const stop = new AbortController()
  const { assigned, ended } = watching(scene, stop.signal)
  const start = performance.now()
  // One after the other, the first would be given everything before the second is there.
  await Promise.all(staff.map(agent => scene.is(agent, 'available')))
  await scene.settled()
  while (assigned.size < waiting) await sleep(20)
  const seconds = (performance.now() - start) / 1000
  const grownMiB = mibInUse() - before
  const batchOf = new Map(opened.map((id, n) => [id, Math.floor(n / 50)]))
  const batches = [...assigned.keys()].map(id => batchOf.get(id) ?? 0)
  const inOrder = batches.every((batch, n) => n === 0 || batch >= (batches[n - 1] ?? 0))
  stop.abort()
  await ended
  await scene.close()
  return { waiting, seconds, inOrder, grownMiB }
}
