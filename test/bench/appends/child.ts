import { openSqliteLog } from '#event-log/sqlite'
import { answering } from '../child.js'
import { Latencies, type Percentiles } from '../latencies.js'
import { plainLoop } from './plain-loop.js'
import { placeOf, sampleEvent } from './sample-event.js'

export interface AppendsQuestion {
  readonly of: 'plain' | 'log'
  readonly path: string
  /** Writers of the log; rows per transaction of the plain loop. */
  readonly width: number
  readonly seconds: number
  /** So that no two rounds write the same streams. */
  readonly round: number
}

export interface AppendsAnswer extends Percentiles {
  readonly perSecond: number
}

async function throughTheLog({ path, width, seconds, round }: AppendsQuestion): Promise<AppendsAnswer> {
  const log = await openSqliteLog({ path })
  const latencies = new Latencies()
  const started = performance.now()
  let appended = 0
  const write = async (writer: number) => {
    for (let n = 0; performance.now() - started < seconds * 1000; n++) {
      const { stream, revision } = placeOf(writer, n)
      const before = performance.now()
      await log.append(`${stream}-${round}`, [sampleEvent(n)], revision === 0 ? 'none' : revision - 1)
      latencies.add(performance.now() - before)
      appended++
    }
  }
  await Promise.all(Array.from({ length: width }, (_, writer) => write(writer)))
  const perSecond = appended / ((performance.now() - started) / 1000)
  await log.close()
  return { perSecond, ...latencies.summary() }
}

answering<AppendsQuestion>(async question =>
  question.of === 'log' ? throughTheLog(question) : plainLoop(question.path, question.width, question.seconds)
)
