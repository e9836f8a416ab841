import { type FieldValue, type FormRun, formDecider, formStream, toldIn } from '#domain'
import type { EventLog } from '#event-log'
import type { TicketId } from '#kernel'
import type { Sealer } from '#privacy'
import { sealedPartOf } from '#views'
import { openFormAnswer } from '../queries/open-personal.js'

export interface OpenedForm {
  readonly run: FormRun
  /** By field, of those that were answered and can be opened. */
  readonly values: ReadonlyMap<string, FieldValue>
  /** It was answered, and its person was forgotten since. */
  readonly gone: boolean
}

/** The last form of a ticket, with what today's keys open of its answers. Undefined: it never had one. */
export async function openForm(
  { log, sealer }: { readonly log: Pick<EventLog, 'readStream'>; readonly sealer: Sealer },
  ticketId: TicketId
): Promise<OpenedForm | undefined> {
  let state = formDecider.initial
  let answers = new Map<number, Parameters<typeof sealedPartOf>[0]>()
  for await (const recorded of log.readStream(formStream(ticketId))) {
    const event = toldIn('form-run', recorded)
    if (!event) continue
    if (event.type === 'FormStarted') answers = new Map()
    if (event.type === 'FormAnswered' && state.exists) answers.set(state.events, recorded)
    state = formDecider.evolve(state, event)
  }
  if (!state.exists) return undefined
  const values = new Map<string, FieldValue>()
  let gone = false
  for (const { field, nth } of state.answers) {
    const event = nth === null ? undefined : answers.get(nth)
    if (!event) continue
    const opened = await openFormAnswer(sealer, sealedPartOf(event))
    if (opened) values.set(field, opened.value)
    else gone = true
  }
  return { run: state, values, gone }
}
