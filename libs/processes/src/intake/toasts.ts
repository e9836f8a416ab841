import { cut, staffTexts } from '#telegram'

/** What a toast can say: 200 characters at most (Bot API, answerCallbackQuery). */
export interface Toast {
  readonly text: string
  /** Shown until it is closed: for what was not done. */
  readonly alert: boolean
}

const said = (text: string): Toast => ({ text, alert: false })
const refused = (text: string): Toast => ({ text, alert: true })

export type ButtonName = 'claim' | 'resolve' | 'reopen' | 'resend'

const done: { readonly [name in ButtonName]: Toast } = {
  claim: said('The ticket is yours.'),
  resolve: said('Resolved.'),
  reopen: said('Reopened.'),
  resend: said(staffTexts.sentAgain)
}

/** The state asked for was held already. */
const already: { readonly [name in ButtonName]: Toast } = {
  claim: said('It is yours already.'),
  resolve: said('It is resolved already.'),
  reopen: said('It is open already.'),
  resend: said('It is on its way already.')
}

export const toasts = {
  done: (name: ButtonName) => done[name],
  already: (name: ButtonName) => already[name],
  notAnAgent: refused(staffTexts.notAnAgent),
  unknownButton: refused('This button does nothing any more. The commands of the topic work: /help.'),
  tooOld: refused('This message is too old for its buttons. The commands of the topic work: /help.'),
  claimedBy: (name: string) => refused(staffTexts.alreadyClaimed(cut(name, 64)))
}

export function refusalToast(reason: string): Toast {
  switch (reason) {
    case 'ticket_closed':
      return refused('The ticket is closed. The customer’s next message opens a new one.')
    case 'ticket_resolved':
      return refused('The ticket is resolved. Reopen it first.')
    case 'not_resendable':
      return refused('This reply was sent, or is being sent.')
    case 'unknown_message':
      return refused('This ticket has no such reply.')
    case 'not_an_agent':
      return toasts.notAnAgent
    default:
      return refused(`Not done: ${reason.replaceAll('_', ' ')}.`)
  }
}
