import {
  type AgentId,
  type ApiKeyId,
  type ConversationId,
  type DeliveryId,
  type EndpointId,
  isUuid,
  type JobId,
  type MessageId,
  type RecomputationId,
  type SubjectId,
  type TicketId
} from './ids.js'

const parse = (prefix: string, text: string): string | undefined =>
  text.startsWith(prefix) && isUuid(text.slice(prefix.length)) ? text.slice(prefix.length) : undefined

/** Ids as the API shows them: a prefix and a uuid. Anything else is no id: undefined. */
export const ticketIdIn = (text: string): TicketId | undefined => parse('tkt_', text) as TicketId | undefined
export const agentIdIn = (text: string): AgentId | undefined => parse('agt_', text) as AgentId | undefined
export const messageIdIn = (text: string): MessageId | undefined =>
  parse('msg_', text) as MessageId | undefined
export const deliveryIdIn = (text: string): DeliveryId | undefined =>
  parse('dlv_', text) as DeliveryId | undefined
export const recomputationIdIn = (text: string): RecomputationId | undefined =>
  parse('rcp_', text) as RecomputationId | undefined

export const endpointIdIn = (text: string): EndpointId | undefined =>
  parse('whk_', text) as EndpointId | undefined

export const jobIdIn = (text: string): JobId | undefined => parse('job_', text) as JobId | undefined

/** A customer is shown by the pseudonym under which the vault knows the person. */
export const customerIdIn = (text: string): SubjectId | undefined =>
  parse('cus_', text) as SubjectId | undefined
const apiKeyId = /^key_([0-9a-f]{8})$/
export const apiKeyIdIn = (text: string): ApiKeyId | undefined =>
  apiKeyId.exec(text)?.[1] as ApiKeyId | undefined

export const ticketIdText = (id: TicketId): string => `tkt_${id}`
export const conversationIdText = (id: ConversationId): string => `cnv_${id}`
export const agentIdText = (id: AgentId | string): string => `agt_${id}`
export const messageIdText = (id: MessageId): string => `msg_${id}`
export const deliveryIdText = (id: DeliveryId): string => `dlv_${id}`
export const apiKeyIdText = (id: ApiKeyId): string => `key_${id}`
export const recomputationIdText = (id: RecomputationId): string => `rcp_${id}`
export const endpointIdText = (id: EndpointId): string => `whk_${id}`
export const jobIdText = (id: JobId): string => `job_${id}`
export const customerIdText = (id: SubjectId): string => `cus_${id}`
