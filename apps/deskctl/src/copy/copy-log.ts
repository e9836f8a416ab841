import { Conflict, type EventLog, type Position, type RecordedEvent } from '#event-log'
import { Failure } from '../failure.js'
import { canonicalEvent, counterpart, eventsUpTo, firstEvent } from './events.js'

/** Of one append at the target. Servers take 1 MiB, and one event may have a quarter of that. */
const mostEvents = 50
const enoughBytes = 512 * 1024

/**
 * Appends to `target` what it lacks of `source`, in the order of the source's log. One append after another, so whenever it
 * ends, the target holds a whole beginning of the source; the next run goes on after it.
 * @returns how many events were copied
 * @throws Failure where the target holds anything else
 */
export async function copyLog(
  source: EventLog,
  target: EventLog,
  onCopied: (events: number, last: RecordedEvent) => void
): Promise<number> {
  const end = await source.head()
  const begin = await placeOfTargetsEnd(source, target)
  if (end === undefined || begin === end) return 0
  let copied = 0
  let batch: RecordedEvent[] = []
  let bytes = 0
  const append = async () => {
    await appendTo(target, batch)
    copied += batch.length
    const last = batch.at(-1)
    if (last) onCopied(copied, last)
    batch = []
    bytes = 0
  }
  for await (const event of eventsUpTo(source, begin, end)) {
    const stream = batch[0]?.stream
    const full = batch.length >= mostEvents || bytes >= enoughBytes
    if (stream !== undefined && (stream !== event.stream || full)) await append()
    batch.push(event)
    bytes += Buffer.byteLength(canonicalEvent(event))
  }
  await append()
  return copied
}

async function appendTo(target: EventLog, events: readonly RecordedEvent[]): Promise<void> {
  const [first] = events
  if (!first) return
  const recorded = events.map(({ id, type, recordedAt, data, personal, meta }) =>
    personal === undefined
      ? { id, type, recordedAt, data, meta }
      : { id, type, recordedAt, data, personal, meta }
  )
  try {
    await target.append(first.stream, recorded, first.revision === 0 ? 'none' : first.revision - 1)
  } catch (error) {
    if (error instanceof Conflict) throw notACopy(`its stream ${first.stream} holds other events`)
    throw error
  }
}

/** Where the source goes on after what the target holds. */
async function placeOfTargetsEnd(source: EventLog, target: EventLog): Promise<Position | 'start'> {
  const head = await target.head()
  const last = head && (await target.eventAt(head))
  if (!last) return 'start'
  const [ours, theirs] = [await firstEvent(source), await firstEvent(target)]
  // Desks begin with events of the same ids: the contents tell them apart.
  if (!ours || !theirs || canonicalEvent(ours) !== canonicalEvent(theirs))
    throw notACopy('its first event is another one')
  const same = await counterpart(source, last)
  if (!same || canonicalEvent(same) !== canonicalEvent(last))
    throw notACopy(`event ${last.id} (${last.stream}, revision ${last.revision}) is not in the source`)
  return same.position
}

const notACopy = (why: string): Failure =>
  new Failure(`the target is no copy of the source: ${why}. Nothing more was written; name an empty target`)
