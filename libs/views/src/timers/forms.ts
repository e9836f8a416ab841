import { type FormEvent, idOf, toldIn } from '#domain'
import type { TicketId } from '#kernel'
import type { ViewCollection, ViewEvent } from '#read-store'
import type { Timer } from './timer.js'

/** When the form that a ticket's customer is asked by ends by itself. */
export type FormTimersDocument = {
  readonly id: TicketId
  readonly timeoutS: number
  readonly timers: readonly Timer[]
  readonly revision: number
}

export const formTimers = {
  name: 'form_timers',
  fedBy: 'whole-stream',
  indexes: []
} as const satisfies ViewCollection

export function foldFormTimers(
  document: FormTimersDocument | undefined,
  event: ViewEvent
): FormTimersDocument | undefined {
  const told = toldIn('form-run', event)
  const timeoutS = told?.type === 'FormStarted' ? told.data.timeoutS : document?.timeoutS
  if (!told || timeoutS === undefined) return document
  const { revision, stream } = event
  return { id: idOf(stream) as TicketId, timeoutS, timers: timersAfter(told, document, timeoutS), revision }
}

function timersAfter(
  told: FormEvent,
  before: FormTimersDocument | undefined,
  timeoutS: number
): readonly Timer[] {
  if (told.type === 'FormFinished' || told.type === 'FormAbandoned') return []
  // What is shown or lost after the end does not begin it again.
  if (told.type !== 'FormStarted' && before?.timers.length === 0) return []
  return [{ kind: 'form_timeout', what: 'form', at: told.data.at + timeoutS * 1000, after: null }]
}
