import { cut } from '#telegram'
import { type Details, refusalText } from './refusals.js'

/** What a toast can say: 200 characters at most (Bot API, answerCallbackQuery). */
export interface Toast {
  readonly text: string
  /** Shown until it is closed: for what was not done. */
  readonly alert: boolean
}

const said = (text: string): Toast => ({ text, alert: false })
const refused = (text: string): Toast => ({ text, alert: true })

export type ButtonName = 'claim' | 'assign' | 'resolve' | 'reopen' | 'resend' | 'send'

const done: { readonly [name in ButtonName]: Toast } = {
  claim: said('The ticket is yours.'),
  assign: said('Assigned.'),
  resolve: said('Resolved.'),
  reopen: said('Reopened.'),
  resend: said('Sent again.'),
  send: said('Sent to the customer.')
}

/** The state asked for was held already. */
const already: { readonly [name in ButtonName]: Toast } = {
  claim: said('It is yours already.'),
  assign: said('They have it already.'),
  resolve: said('It is resolved already.'),
  reopen: said('It is open already.'),
  resend: said('It is on its way already.'),
  send: said('It is on its way already.')
}

export const toasts = {
  done: (name: ButtonName) => done[name],
  already: (name: ButtonName) => already[name],
  unknownButton: refused('This button does nothing any more. The commands of the topic work: /help.'),
  tooOld: refused('This message is too old for its buttons. The commands of the topic work: /help.'),
  refusal: (reason: string, about: { readonly details?: Details; readonly holder?: string } = {}): Toast =>
    refused(
      refusalText(reason, {
        command: 'button',
        details: about.details ?? {},
        holder: cut(about.holder ?? '', 64)
      })
    )
}
