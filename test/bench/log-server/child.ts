import { EventStoreDBClient, jsonEvent, NO_STREAM, START, streamNameFilter } from '@eventstore/db-client'
import type { EventLog } from '#event-log'
import { openEventStoreLog } from '#event-log/eventstoredb'
import { eventsPerStream, placeOf, sampleEvent } from '../appends/sample-event.js'
import { answering } from '../child.js'
import { Latencies, type Percentiles } from '../latencies.js'

/** `log`: through the adapter; `client`: by the vendor's client, with what the adapter stores and expects. */
export type LogQuestion = { readonly of: 'log' | 'client'; readonly url: string } & (
  | {
      readonly what: 'append'
      readonly writers: number
      readonly seconds: number
      /** So that no two rounds write the same streams. */
      readonly round: number
    }
  | { readonly what: 'fill'; readonly streams: number }
  | { readonly what: 'read' | 'catchUp'; readonly streams: number }
)

export interface Rate {
  readonly perSecond: number
}
export interface AppendAnswer extends Percentiles, Rate {}

type Append = (stream: string, n: number, revision: number) => Promise<unknown>

/** Each writer waits for its answer. */
async function appending(
  { writers, seconds, round }: LogQuestion & { what: 'append' },
  append: Append
): Promise<AppendAnswer> {
  const latencies = new Latencies()
  const started = performance.now()
  let appended = 0
  const write = async (writer: number) => {
    for (let n = 0; performance.now() - started < seconds * 1000; n++) {
      const { stream, revision } = placeOf(writer, n)
      const before = performance.now()
      await append(`${stream}-${writers}-${round}`, n, revision)
      latencies.add(performance.now() - before)
      appended++
    }
  }
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
  return { perSecond: appended / ((performance.now() - started) / 1000), ...latencies.summary() }
}

const filled = (n: number) => `ticket-filled-${n}`

async function rateOf(events: number, work: () => Promise<void>): Promise<Rate> {
  const started = performance.now()
  await work()
  return { perSecond: events / ((performance.now() - started) / 1000) }
}

async function throughTheLog(log: EventLog, question: LogQuestion): Promise<unknown> {
  switch (question.what) {
    case 'append':
      return appending(question, (stream, n, revision) =>
        log.append(stream, [sampleEvent(n)], revision === 0 ? 'none' : revision - 1)
      )
    case 'fill':
      for (let n = 0; n < question.streams; n++)
        await log.append(
          filled(n),
          Array.from({ length: eventsPerStream }, (_, i) => sampleEvent(i)),
          'none'
        )
      return question.streams
    case 'read':
      return rateOf(question.streams * eventsPerStream, async () => {
        for (let n = 0; n < question.streams; n++) for await (const _ of log.readStream(filled(n))) void _
      })
    case 'catchUp':
      return rateOf(question.streams * eventsPerStream, async () => {
        const stop = new AbortController()
        let left = question.streams * eventsPerStream
        for await (const item of log.subscribe('start', stop.signal)) {
          if (item.kind === 'event' && --left === 0) break
        }
        stop.abort()
      })
  }
}

const credentials = { username: 'desk', password: 'desk' }

async function throughTheClient(
  client: EventStoreDBClient,
  before: string,
  question: LogQuestion
): Promise<unknown> {
  switch (question.what) {
    case 'append':
      return appending(question, (stream, n, revision) => {
        const { id, type, data, meta, recordedAt, personal } = sampleEvent(n)
        const metadata = { ...meta, desk: { recordedAt, ...(personal === undefined ? {} : { personal }) } }
        return client.appendToStream(`${before}bare-${stream}`, jsonEvent({ id, type, data, metadata }), {
          expectedRevision: revision === 0 ? NO_STREAM : BigInt(revision - 1),
          credentials,
          deadline: 3000
        })
      })
    case 'fill':
      throw new Error('the log fills it')
    case 'read':
      return rateOf(question.streams * eventsPerStream, async () => {
        for (let n = 0; n < question.streams; n++)
          for await (const _ of client.readStream(before + filled(n), { credentials })) void _
      })
    case 'catchUp':
      return rateOf(question.streams * eventsPerStream, async () => {
        let left = question.streams * eventsPerStream
        const filter = streamNameFilter({ prefixes: [`${before}ticket-`], checkpointInterval: 1000 })
        const subscription = client.subscribeToAll({ fromPosition: START, filter, credentials })
        for await (const { event } of subscription) if (event && --left === 0) break
        await subscription.unsubscribe().catch(() => undefined)
      })
  }
}

answering<LogQuestion>(async question => {
  const { of, url } = question
  if (of === 'log') {
    const log = await openEventStoreLog({ url, streamPrefixes: ['ticket-'] })
    const answer = await throughTheLog(log, question)
    await log.close()
    return answer
  }
  const { groups } = /^(?<bare>.*)[?&]namespace=(?<name>[\w-]+)$/.exec(url) ?? {}
  const client = EventStoreDBClient.connectionString(groups?.['bare'] ?? url)
  const answer = await throughTheClient(client, `${groups?.['name']}.`, question)
  await client.dispose()
  return answer
})
