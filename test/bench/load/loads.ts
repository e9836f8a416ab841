import { systemClock } from '#kernel'
import { Latencies, type Percentiles } from '../latencies.js'
import { HttpConnection } from './http-connection.js'
import { type MinimalBotApi, markerOf } from './minimal-bot-api.js'
import { openLoop } from './open-loop.js'
import type { Target } from './target.js'
import { messageUpdate } from './updates.js'

export interface Throughput extends Percentiles {
  readonly perSecond: number
}

const elapsed = (since: number): number => (performance.now() - since) / 1000

/** Each connection posts its next update when the last one is answered. The first second warms up and is not counted. */
export async function closedLoop(
  { port, path, headers }: { readonly port: number; readonly path: string; readonly headers: string },
  connections: number,
  seconds: number
): Promise<Throughput> {
  const warmS = Math.min(1, seconds / 3)
  const latencies = new Latencies()
  const started = performance.now()
  const work = async (writer: number) => {
    const connection = new HttpConnection(port)
    for (let n = 0; elapsed(started) < warmS + seconds; n++) {
      const body = messageUpdate(writer * 8 + (n % 8), '')
      const before = performance.now()
      const { status } = await connection.send('POST', path, headers, body)
      if (status !== 200) throw new Error(`answered ${status}`)
      if (before - started >= warmS * 1000) latencies.add(performance.now() - before)
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: connections }, (_, writer) => work(writer)))
  return { perSecond: latencies.count / (elapsed(started) - warmS), ...latencies.summary() }
}

export interface Visible extends Percentiles {
  /** Not seen within ten seconds after the load. */
  readonly missing: number
  readonly pollMs: number
}

const pollEveryMs = 20
const visibleWithinMs = 10_000
const newestFirst = '/api/v1/queues/general/tickets?sort=-created_at&limit=10'

/** Every update is a new customer's and opens a ticket; it is visible when a poll of the queue, newest first, shows it. */
export async function untilVisible(target: Target, perSecond: number, seconds: number): Promise<Visible> {
  const first = nextCustomers(perSecond * seconds)
  const open = new Map<number, number>()
  const latencies = new Latencies()
  const polls = new Latencies()
  /** False where the page ends with a ticket that was seen before, so that older pages hold nothing new. */
  const see = (body: string): boolean => {
    const now = performance.now()
    let lastIsNew = false
    for (const [, number] of body.matchAll(/"display_name":"V(\d+)/g)) {
      const intended = open.get(Number(number))
      lastIsNew = intended !== undefined
      if (intended === undefined) continue
      open.delete(Number(number))
      latencies.add(now - intended)
    }
    return lastIsNew
  }
  const look = async () => {
    const before = performance.now()
    let body = await target.read(newestFirst)
    polls.add(performance.now() - before)
    while (see(body)) {
      const cursor = /"next_cursor":"([^"]+)"/.exec(body)?.[1]
      if (cursor === undefined) break
      body = await target.read(`${newestFirst}&cursor=${encodeURIComponent(cursor)}`)
    }
    await systemClock.sleep(Math.max(0, pollEveryMs - (performance.now() - before)))
  }
  let until = Number.POSITIVE_INFINITY
  const looking = (async () => {
    while (performance.now() < until && (open.size > 0 || until === Number.POSITIVE_INFINITY)) await look()
  })()
  await openLoop(perSecond, seconds, async (n, intended) => {
    open.set(first + n, intended)
    await target.write(first + n, '')
  })
  until = performance.now() + visibleWithinMs
  await looking
  return { ...latencies.summary(), missing: open.size, pollMs: polls.summary().p50 }
}

let customers = 1000
/** Customers that nobody has written as before. */
export function nextCustomers(count: number): number {
  const first = customers
  customers += count
  return first
}

export interface Reads {
  readonly alone: Percentiles
  readonly underLoad: Percentiles
  readonly webhook: Percentiles
}

const readsPerSecond = 50

/** Reads of a list and of single tickets in turn, first alone, then while updates come in. */
export async function readsBeside(target: Target, updatesPerSecond: number, seconds: number): Promise<Reads> {
  const list = '/api/v1/queues/general/tickets?limit=25'
  const ids = [...(await target.read(list)).matchAll(/"id":"(tkt_[^"]+)"/g)].map(([, id]) => id)
  const reading = async () => {
    const latencies = new Latencies()
    await openLoop(readsPerSecond, seconds, async (n, intended) => {
      await target.read(n % 2 === 0 ? list : `/api/v1/tickets/${ids[n % ids.length]}`)
      latencies.add(performance.now() - intended)
    })
    return latencies.summary()
  }
  const alone = await reading()
  const first = nextCustomers(100)
  const webhook = new Latencies()
  const loading = openLoop(updatesPerSecond, seconds, async (n, intended) => {
    await target.write(first + (n % 100), '')
    webhook.add(performance.now() - intended)
  })
  const underLoad = await reading()
  await loading
  return { alone, underLoad, webhook: webhook.summary() }
}

export interface Relayed extends Percentiles {
  readonly missing: number
  /** From the first update to the last one relayed. */
  readonly perSecond: number
}

/** Messages of customers whose tickets have their topics, until they are sent into the topic. */
export async function untilRelayed(
  target: Target,
  api: MinimalBotApi,
  load: {
    readonly customers: readonly number[]
    readonly perSecond: number
    readonly seconds: number
    readonly patienceMs: number
  }
): Promise<Relayed> {
  const open = new Map<number, number>()
  const latencies = new Latencies()
  let last = performance.now()
  let done = () => {}
  api.onRelayed = (n, at) => {
    const intended = open.get(n)
    if (intended === undefined || !open.delete(n)) return
    latencies.add(at - intended)
    last = at
    if (open.size === 0) done()
  }
  const started = performance.now()
  await openLoop(load.perSecond, load.seconds, async (n, intended) => {
    const number = nextMarker++
    open.set(number, intended)
    await target.write(load.customers[n % load.customers.length] ?? 0, markerOf(number))
  })
  if (open.size > 0) {
    const all = new Promise<void>(resolve => {
      done = resolve
    })
    await Promise.race([all, systemClock.sleep(load.patienceMs)])
  }
  const missing = open.size
  api.onRelayed = () => {}
  return { ...latencies.summary(), missing, perSecond: latencies.count / ((last - started) / 1000) }
}

let nextMarker = 1

/** So many customers, each with a ticket and its topic. */
export async function withTopics(target: Target, api: MinimalBotApi, count: number): Promise<number[]> {
  const first = nextCustomers(count)
  const customers = Array.from({ length: count }, (_, i) => first + i)
  const perSecond = 50
  const opened = { customers, perSecond, seconds: count / perSecond, patienceMs: 20_000 }
  const { missing } = await untilRelayed(target, api, opened)
  if (missing > 0) throw new Error(`${missing} of ${count} first messages were not relayed`)
  return customers
}
