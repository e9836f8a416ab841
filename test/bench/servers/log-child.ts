import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { openEventStoreLog } from '#event-log/eventstoredb'
import { placeOf, sampleEvent } from '../appends/sample-event.js'
import { answering } from '../child.js'
import { Latencies, type Percentiles } from '../latencies.js'

export interface LogQuestion {
  readonly of: 'log' | 'client'
  readonly url: string
  readonly writers: number
  readonly seconds: number
  /** So that no two rounds write the same streams. */
  readonly round: number
}

export interface LogAnswer extends Percentiles {
  readonly perSecond: number
}

type Append = (stream: string, n: number, revision: number) => Promise<unknown>

/** Each writer waits for its answer. */
async function measure({ writers, seconds, round }: LogQuestion, append: Append): Promise<LogAnswer> {
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

async function throughTheLog(question: LogQuestion): Promise<LogAnswer> {
  const log = await openEventStoreLog({ url: question.url, streamPrefixes: ['ticket-'] })
  const answer = await measure(question, (stream, n, revision) =>
    log.append(stream, [sampleEvent(n)], revision === 0 ? 'none' : revision - 1)
  )
  await log.close()
  return answer
}

/** The same events by the vendor's client, with the same expectations and the same deadline. */
async function throughTheClient(question: LogQuestion): Promise<LogAnswer> {
  const client = EventStoreDBClient.connectionString(question.url)
  const credentials = { username: 'desk', password: 'desk' }
  const answer = await measure(question, (stream, n, revision) => {
    const { id, type, data, meta, recordedAt, personal } = sampleEvent(n)
    const metadata = { ...meta, desk: { recordedAt, ...(personal === undefined ? {} : { personal }) } }
    return client.appendToStream(`bare.${stream}`, jsonEvent({ id, type, data, metadata }), {
      expectedRevision: revision === 0 ? NO_STREAM : BigInt(revision - 1),
      credentials,
      deadline: 3000
    })
  })
  await client.dispose()
  return answer
}

answering<LogQuestion>(question =>
  question.of === 'log' ? throughTheLog(question) : throughTheClient(question)
)
