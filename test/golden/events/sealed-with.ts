import type {
  AgentPersonal,
  CustomerPersonal,
  EscalationPersonal,
  FieldsPersonal,
  LegalHoldPersonal,
  MessagePersonal,
  TicketCustomerPersonal,
  TitlePersonal
} from '#application'
import { FakeClock } from '#kernel'
import { createSealer, type DataKey, type Vault } from '#privacy'

/** The key, and the personal data of each kind, that the golden files were sealed with. */
const key: DataKey = Buffer.alloc(32, 'golden key')
export const subjectId = '0a4e1f0e-0000-4000-8000-00000000c1e0'
export const clock = new FakeClock()

const goldenVault: Vault = {
  subjectFor: () => Promise.reject(new Error('not in golden files')),
  newSubject: () => Promise.reject(new Error('not in golden files')),
  findSubject: () => Promise.resolve(undefined),
  keyOf: () => Promise.resolve(key),
  forget: () => Promise.resolve(false),
  inboxKey: () => Promise.resolve(key),
  auditSalt: async () => undefined,
  makeAuditSalt: async () => {
    throw new Error('no proofs here')
  },
  findInboxKey: () => Promise.resolve(key),
  destroyInboxKeysBefore: () => Promise.resolve([]),
  entries: () => (async function* () {})(),
  adopt: () => Promise.reject(new Error('not in golden files')),
  logId: () => Promise.resolve(undefined),
  bindTo: () => Promise.reject(new Error('not in golden files')),
  ping: () => Promise.resolve(),
  close: () => Promise.resolve()
}
export const sealer = createSealer(goldenVault, { clock, cacheMs: 0 })

export const customer: CustomerPersonal = {
  chat_id: 42,
  user_id: 42,
  first_name: 'Cleo',
  last_name: 'Customer',
  username: 'cleo',
  language_code: 'en'
}
export const ticketCustomer: TicketCustomerPersonal = { display_name: 'Cleo Customer', username: 'cleo' }
export const escalation: EscalationPersonal = { reason: 'They threaten to sue' }
export const title: TitlePersonal = { title: 'A parcel that is late' }
export const fields: FieldsPersonal = { values: { plan: 'pro' } }
export const message: MessagePersonal = {
  text: 'My invoice is wrong',
  entities: [{ type: 'bold', offset: 3, length: 7 }],
  file: { file_id: 'AgAD', name: 'invoice.pdf', mime_type: 'application/pdf', size: 1234 },
  forwarded_from: 'Somebody'
}
export const photo: MessagePersonal = {
  text: null,
  entities: null,
  file: { file_id: 'AgAD', unique_id: 'AQAD', name: null, mime_type: 'image/jpeg', size: 1234 },
  forwarded_from: null
}
/** Of a kind that is more than text and file. */
export const contact: MessagePersonal = {
  text: null,
  entities: null,
  file: null,
  content: {
    type: 'contact',
    phone_number: '+49 30 1234',
    first_name: 'Ada',
    last_name: null,
    user_id: null
  },
  forwarded_from: null
}
/** That answers another message. */
export const answer: MessagePersonal = {
  ...message,
  reply_to: {
    quote: 'wrong',
    quote_entities: [{ type: 'bold', offset: 0, length: 5 }],
    words: 'is it wrong?'
  }
}
export const agentProfile: AgentPersonal = { user_id: 7, display_name: 'Ann Agent', username: 'ann' }
export const legalHold: LegalHoldPersonal = { reason: 'claim 17 is before the court' }
