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
  const write = (text: string) => written(out, text, signal, parts.clock)
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
  clock: Pick<Clock, 'sleep'>
): Promise<void> {
  if (signal.aborted || out.write(text)) return
  const over = new AbortController()
  const late = clock.sleep(slowMs, AbortSignal.any([signal, over.signal])).then(() => 'late' as const)
  try {
    const drained = once(out, 'drain', { signal: AbortSignal.any([signal, over.signal]) })
    if ((await Promise.race([drained, late])) !== 'late' || signal.aborted) return
    const error = new Error('the reader does not read')
    out.destroy(error)
    throw error
  } finally {
    over.abort()
  }
}
