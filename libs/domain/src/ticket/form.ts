import { refuse } from '#kernel'
import { type Command, type Decision, events, nothing } from './decision.js'
import type { ExistingTicket } from './state.js'

/** Not while another one runs: of two rules that ask at once the first counts. */
export const requestForm = ({ form }: Command<'RequestForm'>, { formAsked }: ExistingTicket): Decision =>
  formAsked === null ? events({ type: 'FormRequested', data: { form } }) : refuse('form_running')

/** A fact, told once of each request. */
export function submitForm(command: Command<'SubmitForm'>, { formAsked }: ExistingTicket): Decision {
  const { form, version, messageId, flagged, now: sentAt, personal, confirmation } = command
  if (formAsked !== form) return nothing
  return events(
    { type: 'FormSubmitted', data: { form, version, messageId, flagged, sentAt }, personal },
    {
      type: 'FormConfirmed',
      data: { messageId: confirmation.messageId, sentAt },
      personal: confirmation.personal
    }
  )
}

export function leaveForm(command: Command<'LeaveFormOfTicket'>, { formAsked }: ExistingTicket): Decision {
  const { form, version, cause, answered, now: sentAt } = command
  if (formAsked !== form) return nothing
  const data = { form, version, cause, messageId: answered?.messageId ?? null, sentAt }
  return events({ type: 'FormLeft', data, ...(answered && { personal: answered.personal }) })
}
