import type { DeskState, Parked } from '#desk-state'
import type { Corrupt, EventLog, RecordedEvent } from '#event-log'
import type { Instant } from '#kernel'
import type { Process } from './process.js'

/** Under which name a view's parked events lie in the desk state. */
export const parkingNameOf = (view: string): string => `view:${view}`

/** Stands for the id of an event that can't be read. */
export const unreadable = 'unreadable'

export function parkedEvent(
  process: string,
  sequence: string,
  event: RecordedEvent,
  at: Instant,
  failed?: { readonly error: string; readonly attempts: number }
): Parked {
  return {
    process,
    sequence,
    position: event.position,
    eventId: event.id,
    stream: event.stream,
    revision: event.revision,
    ...(failed && { error: failed.error }),
    attempts: failed?.attempts ?? 0,
    parkedAt: at
  }
}

/** An event that can't be read: its sequence is its stream, the only thing known of it. */
export const parkedUnreadable = (process: string, corrupt: Corrupt, at: Instant): Parked => ({
  process,
  sequence: corrupt.stream,
  position: corrupt.position,
  eventId: unreadable,
  stream: corrupt.stream,
  revision: corrupt.revision,
  error: corrupt.message,
  attempts: 1,
  parkedAt: at
})

/** Oldest first. */
export const parkedOf = async (state: DeskState, process: string, sequence: string): Promise<Parked[]> =>
  (await state.parked(process)).filter(one => one.sequence === sequence)

/** The sequences with something parked, once each parked event stands under its sequence's present name. */
export async function parkedUnderPresentNames(state: DeskState, process: Process): Promise<Set<string>> {
  const { name, presentName } = process
  if (presentName) {
    for (const one of await state.parked(name)) {
      const sequence = presentName(one.sequence)
      if (sequence !== one.sequence) await state.park({ ...one, sequence })
    }
  }
  return state.parkedSequences(name)
}

/** The event as the log reads it today. @throws Corrupt, Unavailable */
export async function readParked(log: EventLog, parked: Parked): Promise<RecordedEvent> {
  for await (const event of log.readStream(parked.stream, parked.revision)) return event
  throw new Error(`the log holds no event ${parked.revision} in ${parked.stream}`)
}

/** What is parked, of one process (`view:<name>` for a view) or of all, oldest first. */
export const listParked = (state: DeskState, process?: string): Promise<Parked[]> => state.parked(process)

/** A parked event with what it is, where it can be read. */
export async function showParked(
  state: DeskState,
  log: EventLog,
  process: string,
  sequence: string
): Promise<{ readonly parked: Parked; readonly event: RecordedEvent | undefined }[]> {
  const list = await parkedOf(state, process, sequence)
  return Promise.all(
    list.map(async parked => ({ parked, event: await readParked(log, parked).catch(() => undefined) }))
  )
}
