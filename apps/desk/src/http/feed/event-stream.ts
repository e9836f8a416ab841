import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { type FeedPlace, type PublicEvent, readFeed } from '#application'
import type { EventLog } from '#event-log'
import type { Clock, JsonObject } from '#kernel'
import type { Logger } from '#observability'

const lookEveryMs = 500
const heartbeatMs = 15_000
/** Who does not read for so long is cut off, and comes again with the last id that it has seen. */
const slowMs = 20_000
const again = 'retry: 2000\n\n'

export interface StreamParts {
  readonly log: EventLog
  readonly from: FeedPlace
  /** As it is shown; undefined: not to this reader. */
  readonly itemOf: (told: PublicEvent) => Promise<JsonObject | undefined>
  readonly cursorOf: (place: FeedPlace) => string
  /** Looked at twice a second: a key or a session that ends takes its stream along. */
  readonly holds: () => Promise<boolean>
  readonly clock: Pick<Clock, 'sleep' | 'monotonic'>
  readonly logger: Logger
}

/**
 * The feed as server-sent events. The next is read when the last one has left, so nothing is buffered for a slow reader but
 * what the connection itself takes. Ends by itself when the key ends, the log is away or the reader does not read.
 */
export function eventStream(parts: StreamParts): PassThrough {
  const out = new PassThrough()
  const stop = new AbortController()
  out.once('close', () => stop.abort())
  void work(out, parts, stop.signal)
    .catch((error: unknown) => {
      if (!stop.signal.aborted) parts.logger.debug({ error }, 'a stream of events ended')
    })
    .finally(() => {
      stop.abort()
      out.end()
    })
  return out
}

async function work(out: PassThrough, parts: StreamParts, signal: AbortSignal): Promise<void> {
  const feed = readFeed(parts.log, parts.from, signal)
  const write = (text: string) => written(out, text, signal, parts)
  const tick = () => parts.clock.sleep(lookEveryMs, signal).then(() => 'tick' as const)
  let quietSince = parts.clock.monotonic()
  await write(again)
  try {
    let pulling = feed.next()
    let ticking = tick()
    for (;;) {
      const step = await Promise.race([pulling, ticking])
      if (signal.aborted) return
      if (step === 'tick') {
        ticking = tick()
        if (!(await parts.holds())) return
        if (parts.clock.monotonic() - quietSince < heartbeatMs) continue
        await write(':\n\n')
        quietSince = parts.clock.monotonic()
        continue
      }
      if (step.done) return
      if (step.value.kind === 'told') {
        const { told, next } = step.value
        const item = await parts.itemOf(told)
        if (item) {
          await write(`id: ${parts.cursorOf(next)}\ndata: ${JSON.stringify(item)}\n\n`)
          quietSince = parts.clock.monotonic()
        }
      }
      pulling = feed.next()
    }
  } finally {
    void feed.return(undefined).catch(() => {})
  }
}

async function written(
  out: PassThrough,
  text: string,
  signal: AbortSignal,
  { clock, holds }: Pick<StreamParts, 'clock' | 'holds'>
): Promise<void> {
  if (signal.aborted || out.write(text)) return
  const over = new AbortController()
  const ended = AbortSignal.any([signal, over.signal])
  const drained = once(out, 'drain', { signal: ended })
  const late = clock.sleep(slowMs, ended).then(() => 'late' as const)
  const cutOff = (why: string): never => {
    const error = new Error(why)
    out.destroy(error)
    throw error
  }
  try {
    for (;;) {
      const tick = clock.sleep(lookEveryMs, ended).then(() => 'tick' as const)
      const came = await Promise.race([drained, late, tick])
      if (signal.aborted || (came !== 'late' && came !== 'tick')) return
      if (came === 'late') cutOff('the reader does not read')
      if (!(await holds())) cutOff('the key has ended, and the reader does not read')
    }
  } finally {
    over.abort()
  }
}
