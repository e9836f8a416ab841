import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { Child } from '../child.js'
import type { BenchContext, Figure, Row } from '../figure.js'
import { median } from '../latencies.js'
import type { AppendAnswer, LogQuestion, Rate } from './child.js'
import { processorPerRelay, startBesideOthers } from './desks.js'
import { type LogServer, startLogServer } from './start-log-server.js'

/** The log's adapter against the vendor's client on one server, and a desk whose log is there and all else in files. */
export const logServer: Figure = {
  name: 'log-server',
  async run(context) {
    const server = await startLogServer(mkdtempSync(join(context.directory, 'log-')))
    try {
      return [
        await appends(context, server, 1),
        await appends(context, server, 64),
        ...(await reads(context, server)),
        await processorPerRelay(context, server),
        await startBesideOthers(context, server)
      ]
    } finally {
      await server.stop()
    }
  }
}

const client = "the vendor's client, same server"

/** Adapter and client take turns in short rounds; each is the median of its rounds. */
async function inTurns<Answer>(
  rounds: number,
  ask: (child: Child, of: LogQuestion['of'], round: number) => Promise<Answer>
) {
  const child = new Child(new URL('./child.js', import.meta.url))
  try {
    const answers: { log: Answer; client: Answer }[] = []
    for (let round = 0; round < rounds; round++)
      answers.push({ client: await ask(child, 'client', round), log: await ask(child, 'log', round) })
    return (pick: (answer: (typeof answers)[number]) => number) => median(answers.map(pick))
  } finally {
    await child.stop()
  }
}

async function appends({ quick }: BenchContext, server: LogServer, writers: number): Promise<Row> {
  const url = server.url('appends')
  const seconds = quick ? 1 : 3
  const of = await inTurns(quick ? 3 : 7, (child, of, round) =>
    child.ask<AppendAnswer>({ what: 'append', of, url, writers, seconds, round } satisfies LogQuestion)
  )
  return {
    figure: `appends on ${server.shown}, ${writers} ${writers === 1 ? 'writer' : 'writers'}`,
    value: of(({ log }) => log.perSecond),
    unit: '/s',
    baseline: { what: client, value: of(({ client }) => client.perSecond) },
    aim: { of: 'ratio', bound: 'at_least', limit: 0.8 },
    details: {
      'p50 ms': of(({ log }) => log.p50),
      'p99 ms': of(({ log }) => log.p99),
      'client p50 ms': of(({ client }) => client.p50),
      'client p99 ms': of(({ client }) => client.p99)
    }
  }
}

/** Of streams of twenty events one after the other, and of all of them by a subscription. */
async function reads({ quick }: BenchContext, server: LogServer): Promise<Row[]> {
  const url = server.url('reads')
  const streams = quick ? 500 : 2500
  const filler = new Child(new URL('./child.js', import.meta.url))
  await filler.ask({ what: 'fill', of: 'log', url, streams } satisfies LogQuestion)
  await filler.stop()
  const rows: Row[] = []
  for (const what of ['read', 'catchUp'] as const) {
    const of = await inTurns(quick ? 5 : 7, (child, of) =>
      child.ask<Rate>({ what, of, url, streams } satisfies LogQuestion)
    )
    rows.push({
      figure: `${what === 'read' ? 'streams read' : 'catching up'} on ${server.shown}`,
      value: of(({ log }) => log.perSecond),
      unit: 'events/s',
      baseline: { what: client, value: of(({ client }) => client.perSecond) },
      aim: { of: 'ratio', bound: 'at_least', limit: 0.9 }
    })
  }
  return rows
}
