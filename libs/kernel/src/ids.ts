import { hash } from 'node:crypto'

declare const brand: unique symbol
type Branded<Name extends string> = string & { readonly [brand]: Name }

/** Ids are lower-case uuids unless said otherwise; the API puts the prefix in front. */
export type TicketId = Branded<'TicketId'>
export type ConversationId = Branded<'ConversationId'>
export type AgentId = Branded<'AgentId'>
export type MessageId = Branded<'MessageId'>
export type DeliveryId = Branded<'DeliveryId'>
/** A natural person under a random pseudonym. */
export type SubjectId = Branded<'SubjectId'>
export type RecomputationId = Branded<'RecomputationId'>
/** Chosen at random: an address outside that gets webhooks. */
export type EndpointId = Branded<'EndpointId'>
export type JobId = Branded<'JobId'>
export type EventId = Branded<'EventId'>
export type CommandId = Branded<'CommandId'>
/** Eight hex digits, chosen at random; a key has them in the clear: `tdk_<id>_<secret>`. */
export type ApiKeyId = Branded<'ApiKeyId'>
export type SessionId = Branded<'SessionId'>
/** Chosen by people: 1-64 of a-z, 0-9, `-`, `_`. */
export type QueueId = Branded<'QueueId'>
/** As a queue's. */
export type TeamId = Branded<'TeamId'>
/** Chosen by us: see `staffGroupIdFor`; stays when Telegram gives the group another chat id. */
export type StaffGroupId = Branded<'StaffGroupId'>
/** Telegram's number of a bot, the part of its token before the colon. */
export type BotId = Branded<'BotId'>

const namespace = Buffer.from('6f1f1d1c5c1a5d0b9a342f6f0f6b7a11', 'hex')
/** The namespace, then room for a name of usual length: hashing copies it, so one is enough. */
const named = Buffer.alloc(1024)
namespace.copy(named)
const longestInPlace = Math.floor((named.length - namespace.length) / 3)

/** A uuid of version 5 (RFC 9562) in our namespace: here, because a message needs some forty of them. */
function derive(kind: string, ...parts: readonly (string | number)[]): string {
  const name = [kind, ...parts].join('\n')
  const bytes =
    name.length <= longestInPlace
      ? named.subarray(0, namespace.length + named.write(name, namespace.length))
      : Buffer.concat([namespace, Buffer.from(name)])
  const hex = hash('sha1', bytes, 'hex')
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) & 3)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The same cause and ordinal give the same command, whoever computes it and whenever. */
export const commandIdFor = (cause: string, ordinal: number | string = 0): CommandId =>
  derive('command', cause, ordinal) as CommandId

export const eventIdFor = (command: CommandId, index: number): EventId =>
  derive('event', command, index) as EventId

export const conversationIdFor = (subject: SubjectId, bot: BotId): ConversationId =>
  derive('conversation', subject, bot) as ConversationId

export const ticketIdFor = (command: CommandId): TicketId => derive('ticket', command) as TicketId

export const agentIdFor = (subject: SubjectId): AgentId => derive('agent', subject) as AgentId

export const messageIdFor = (command: CommandId): MessageId => derive('message', command) as MessageId

/** Of a folded shortcode: streams have names of ASCII. */
export const shortcodeIdFor = (folded: string): string => derive('shortcode', folded)

export const jobIdFor = (command: CommandId): JobId => derive('job', command) as JobId

export const recomputationIdFor = (command: CommandId): RecomputationId =>
  derive('recomputation', command) as RecomputationId

/** `what` names the kind of delivery, so that one event can ask for several. */
export const deliveryIdFor = (event: EventId, what: string): DeliveryId =>
  derive('delivery', event, what) as DeliveryId

export const staffGroupIdFor = (firstChatId: number): StaffGroupId =>
  derive('staff-group', firstChatId) as StaffGroupId

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The short human name of a ticket: 40 bits of its id in Crockford base32, e.g. `7K3Q-X9M2`. */
export function ticketCodeFor(ticket: TicketId): string {
  let bits = BigInt(`0x${ticket.replaceAll('-', '').slice(-10)}`)
  let code = ''
  for (let i = 0; i < 8; i++) {
    code = crockford.charAt(Number(bits & 31n)) + code
    bits >>= 5n
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`
}

const codeForm = /^([0-9A-HJKMNP-TV-Z]{4})-?([0-9A-HJKMNP-TV-Z]{4})$/

/** As people write it: in any case, with or without the dash. Undefined for what is no code. */
export function ticketCodeIn(text: string): string | undefined {
  const parts = codeForm.exec(text.toUpperCase())
  return parts ? `${parts[1]}-${parts[2]}` : undefined
}

/** 1-64 of a-z, 0-9, `-`, `_`, starting with a letter or digit. */
export const isSlug = (text: string): boolean => /^[a-z0-9][a-z0-9_-]{0,63}$/.test(text)

export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
