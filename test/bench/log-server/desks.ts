import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { benchDesk, ServerProcess } from '../desk/server-process.js'
import { withLoad, withNewDesk } from '../desk/with-desk.js'
import type { BenchContext, Row } from '../figure.js'
import type { LoadQuestion } from '../load/child.js'
import type { LogServer } from './start-log-server.js'

const perSecond = 50
const customersWithTopics = 100

/** All else in files. */
const onServer = (url: string) => ({ DESK_EVENT_LOG_URL: url, DESK_STATE_URL: 'sqlite:' })

/** Processor time of the desk for a message that is relayed, against the same desk with its log in a file. */
export async function processorPerRelay(context: BenchContext, server: LogServer): Promise<Row> {
  const log = await msPerRelay(context, onServer(server.url('relays')))
  const file = await msPerRelay(context, {})
  return {
    figure: `processor time for a relay, log on ${server.shown}, ${perSecond}/s`,
    value: log,
    unit: 'ms',
    baseline: { what: 'the same with its log in a file', value: file },
    aim: { of: 'ratio', bound: 'at_most', limit: 1.3 }
  }
}

function msPerRelay(context: BenchContext, env: { readonly [name: string]: string }): Promise<number> {
  return withNewDesk(context, { TELEGRAM_LIMITS: 'off', ...env }, async ({ load, desk }) => {
    const topics = { kind: 'topics', customers: customersWithTopics } satisfies LoadQuestion
    const customers = await load.ask<number[]>(topics)
    const relay = (seconds: number) =>
      load.ask({ kind: 'relayed', customers, perSecond, seconds, patienceMs: 30_000 } satisfies LoadQuestion)
    await relay(4)
    const seconds = context.quick ? 6 : 20
    const before = await desk.cpuSeconds()
    await relay(seconds)
    const after = await desk.cpuSeconds()
    return (1000 * ((after ?? Number.NaN) - (before ?? 0))) / (perSecond * seconds)
  })
}

/** A first start on a server that holds many events of others, and one after more of them were written. */
export async function startBesideOthers(context: BenchContext, server: LogServer): Promise<Row> {
  const others = context.quick ? 20_000 : 200_000
  const url = server.url('others')
  return withLoad(async ({ botApiPort }) => {
    const dataDir = mkdtempSync(join(context.directory, 'desk-'))
    const started = async () => {
      const desk = await ServerProcess.start({ module: benchDesk, dataDir, botApiPort, env: onServer(url) })
      await desk.stop()
      return desk.readyAfterMs / 1000
    }
    const first = await started()
    await writeOthers(url, others)
    const after = await started()
    return {
      figure: `start after ${others} events of others on ${server.shown}`,
      value: after,
      unit: 's',
      details: { 'first start before them s': first, 'once more s': await started() }
    }
  })
}

async function writeOthers(url: string, count: number): Promise<void> {
  const client = EventStoreDBClient.connectionString(url.replace(/[?&]namespace=[\w-]+/, ''))
  const batch = 500
  for (let written = 0; written < count; written += batch) {
    const events = Array.from({ length: batch }, (_, n) =>
      jsonEvent({ type: 'Other', data: { n: written + n, text: 'x'.repeat(200) } })
    )
    await client.appendToStream(`elsewhere-${Date.now()}-${written % 5000}`, events, {
      credentials: { username: 'desk', password: 'desk' }
    })
  }
  await client.dispose()
}
