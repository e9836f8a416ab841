import type { JsonObject } from '#kernel'
import type { Sealer } from '#privacy'
import type { SealedPart } from '#views'
import type {
  AgentPersonal,
  CustomerNamePersonal,
  FieldsPersonal,
  FormAnswerPersonal,
  MessagePersonal,
  RulePersonal,
  TicketCustomerPersonal,
  TitlePersonal
} from '../personal-shapes.js'

/** Undefined: forgotten, or there was nothing personal. */
async function open(sealer: Sealer, part: SealedPart | null): Promise<JsonObject | undefined> {
  return part ? sealer.open(part, part.sealed) : undefined
}

// Each event type is sealed with the shape that personal-shapes.ts names for it, and the cipher binds the type.
type Opened<T> = Promise<T | undefined>

export const openCustomer = async (sealer: Sealer, part: SealedPart | null): Opened<TicketCustomerPersonal> =>
  (await open(sealer, part)) as TicketCustomerPersonal | undefined

export const openName = async (sealer: Sealer, part: SealedPart | null): Opened<CustomerNamePersonal> =>
  (await open(sealer, part)) as CustomerNamePersonal | undefined

export const openRule = async (sealer: Sealer, part: SealedPart | null): Opened<RulePersonal> =>
  (await open(sealer, part)) as RulePersonal | undefined

export const openTitle = async (sealer: Sealer, part: SealedPart | null): Opened<TitlePersonal> =>
  (await open(sealer, part)) as TitlePersonal | undefined

export const openFields = async (sealer: Sealer, part: SealedPart | null): Opened<FieldsPersonal> =>
  (await open(sealer, part)) as FieldsPersonal | undefined

export const openMessage = async (sealer: Sealer, part: SealedPart | null): Opened<MessagePersonal> =>
  (await open(sealer, part)) as MessagePersonal | undefined

export const openFormAnswer = async (sealer: Sealer, part: SealedPart | null): Opened<FormAnswerPersonal> =>
  (await open(sealer, part)) as FormAnswerPersonal | undefined

export const openAgent = async (sealer: Sealer, part: SealedPart | null): Opened<AgentPersonal> =>
  (await open(sealer, part)) as AgentPersonal | undefined
