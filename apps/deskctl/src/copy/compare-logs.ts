import { createHash } from 'node:crypto'
import type { EventLog } from '#event-log'
import { Failure } from '../failure.js'
import { canonicalEvent, eventsUpTo } from './events.js'

export interface Compared {
  readonly events: number
  /** SHA-256 over every event of the target in order, positions aside; the source's beginning has the same. */
  readonly digest: string
}

/**
 * Reads both logs side by side up to the target's end.
 * @throws Failure that names the first event in which they differ
 */
export async function compareLogs(
  source: EventLog,
  target: EventLog,
  onCompared: (events: number) => void
): Promise<Compared> {
  const hash = createHash('sha256')
  const [sourceHead, targetHead] = [await source.head(), await target.head()]
  let events = 0
  if (sourceHead === undefined || targetHead === undefined) return { events, digest: hash.digest('hex') }
  const originals = eventsUpTo(source, 'start', sourceHead)
  try {
    for await (const copy of eventsUpTo(target, 'start', targetHead)) {
      const original = (await originals.next()).value
      const text = canonicalEvent(copy)
      if (!original || canonicalEvent(original) !== text) {
        throw new Failure(
          `the logs differ at their event ${events + 1}: revision ${copy.revision} of stream ${copy.stream} at the target. ` +
            'Do not use the target: copy into an empty one'
        )
      }
      hash.update(text).update('\n')
      onCompared(++events)
    }
  } finally {
    await originals.return(undefined)
  }
  return { events, digest: hash.digest('hex') }
}
