import type { Personal, TicketId } from '#kernel'
import type { FormCommand } from '../form/decide.js'
import type { FormField } from '../form/form.js'

/** Forms for specs. */
export const at = 1_767_603_600_000
// Only carried along.
export const personal = { text: 'sealed' } as unknown as Personal
export const ticketId = '00000000-0000-4000-8000-00000000f031' as TicketId

export const question = (field: string, more: Partial<FormField> = {}): FormField => ({
  ...{ field, type: 'text', label: { en: `${field}?`, ru: `${field}: ?` }, help: {} },
  ...{ required: false, pattern: null, options: [], if: null },
  ...more
})
const option = (id: string) => ({ id, label: { en: id.toUpperCase() } })
export const kind = question('kind', {
  type: 'select',
  required: true,
  options: ['refund', 'other'].map(option)
})
export const order = question('order', { required: true, pattern: '[0-9]{4,8}' })
export const reason = question('reason', { if: { field: 'kind', op: 'is', value: ['refund'] } })
export const parts = question('parts', { type: 'multi_select', options: ['a', 'b', 'c'].map(option) })

export const start = (...fields: readonly FormField[]): FormCommand => ({
  ...{ type: 'StartForm', ticketId, form: 'request', version: 3, fields, timeoutS: 600 },
  ...{ finishText: { en: 'Thank you.' }, known: {}, now: at }
})
export const show = (telegramMessageId: number | null = 50): FormCommand => ({
  type: 'ShowForm',
  telegramMessageId,
  now: at
})
export const writes = (step: number, id: number, fits = true, canStand = true): FormCommand => ({
  ...{ type: 'AnswerInWriting', step, telegramMessageId: id, now: at },
  read: fits
    ? { fits: true, chosen: null, personal }
    : { fits: false, rule: canStand ? 'pattern' : 'type', personal: canStand ? personal : null }
})
export const presses = (step: number, ...chosen: string[]): FormCommand => ({
  ...{ type: 'AnswerByPress', step, chosen, personal, now: at }
})
export const picks = (step: number, option: string, chosen = true): FormCommand => ({
  ...{ type: 'ChooseOption', step, option, mark: `mark of ${option}`, chosen, now: at }
})
export const skip = (step: number): FormCommand => ({ type: 'SkipField', step, now: at })
export const back = (step: number): FormCommand => ({ type: 'StepBack', step, now: at })
export const leave = (
  cause: 'person' | 'timeout' | 'ticket_over' | 'undelivered',
  now = at
): FormCommand => ({
  type: 'LeaveForm',
  cause,
  now
})
