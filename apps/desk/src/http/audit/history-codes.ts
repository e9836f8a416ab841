import type {
  AssignCause,
  CloseCause,
  Priority,
  ReopenCause,
  ResolveCause,
  StatusCause,
  TicketStatus
} from '#domain'
import type { Json } from '#kernel'

/** Both languages of one text. */
export interface Both {
  readonly en: string
  readonly ru: string
}

export const both = (en: string, ru: string): Both => ({ en, ru })

type Cause = AssignCause | StatusCause | ResolveCause | ReopenCause | CloseCause
const codes: { readonly [Code in Cause | TicketStatus | Priority]: Both } = {
  claim: both('took it', 'взято в работу'),
  assign: both('somebody gave it', 'назначил человек'),
  auto: both('left to the desk', 'назначила служба'),
  reply: both('by the reply', 'ответом'),
  routing: both('by routing', 'распределением'),
  accept: both('it was taken up', 'взято в работу'),
  reply_accepted: both('the reply arrived', 'ответ принят'),
  customer_message: both('the customer wrote', 'клиент написал'),
  hold: both('it was put on hold', 'отложено'),
  wait: both('it waits for the customer', 'ждут клиента'),
  resume: both('work goes on', 'работа продолжена'),
  command: both('by a command in the topic', 'командой в теме'),
  button: both('by a button', 'кнопкой'),
  topic_closed: both('the topic was closed', 'закрыта тема'),
  topic_reopened: both('the topic was opened again', 'тема открыта снова'),
  api: both('by a program', 'программой'),
  rule: both('by a rule', 'по правилу'),
  customer: both('the customer asked for it', 'по просьбе клиента'),
  inactivity: both('nothing happened for long', 'долго ничего не происходило'),
  reopen_window_passed: both('the time to open it again is over', 'время открыть снова прошло'),
  open: both('open', 'открыто'),
  assigned: both('assigned', 'назначено'),
  in_progress: both('in progress', 'в работе'),
  waiting_on_customer: both('waiting for the customer', 'ждём клиента'),
  on_hold: both('on hold', 'отложено'),
  resolved: both('resolved', 'решено'),
  closed: both('closed', 'закрыто'),
  low: both('low', 'низкий'),
  normal: both('normal', 'обычный'),
  high: both('high', 'высокий'),
  urgent: both('urgent', 'срочный')
}
const known: ReadonlyMap<unknown, Both> = new Map(Object.entries(codes))

/** What a code that is recorded means; itself where it is none of these. */
export const meantBy = (code: Json | undefined): Both => {
  const text = code === null || code === undefined ? '–' : String(code)
  return known.get(code) ?? both(text, text)
}

/** Whoever did it, where it is nobody with a name. */
export function actorWords(actor: string): Both {
  const [, process] = /^process:(.*)$/.exec(actor) ?? []
  if (process !== undefined) return both(`the desk (${process})`, `служба (${process})`)
  if (actor === 'customer') return both('customer', 'клиент')
  return actor === 'api' ? both('a program', 'программа') : both(actor, actor)
}
