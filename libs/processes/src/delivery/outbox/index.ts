export { Carried } from './carried.js'
export { Holds } from './holds.js'
export { iconStateOf } from './icon-state.js'
export { editsHeldAt, Lane, type Step, type Wished } from './lane.js'
export { Outbox, type Overtaken } from './outbox.js'
export { PutOff } from './put-off.js'
export { askingOf, OutboxReader, progressOf } from './reader.js'
export { noteEdit, settledAt, type Turns } from './settle.js'
export { cardAgain } from './shown-again.js'
export {
  echoMs,
  isForm,
  isSeenByCustomer,
  type PrivateNotice,
  privateLane,
  type StaffNoticeAbout,
  type Task,
  taskFor,
  ticketLane,
  type Work
} from './task.js'
export { type AskedReply, isTopic, type TicketFacts } from './ticket-facts.js'
export { type EventOf, isDelivery } from './typed.js'
export { undelivered } from './undelivered.js'
export { type FormWish, isOfCard, type RatingWish, type ReplyEditWish } from './wish.js'
