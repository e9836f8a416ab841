import {
  type AccessCommand,
  type AlertCommand,
  type ApiKeyCommand,
  type AuditEvent,
  type DeliveryCommand,
  type Digest,
  type EndpointCommand,
  type RecomputationCommand,
  type SessionCommand,
  type SettingCommand,
  type ShortcodeCommand,
  type SlotCommand,
  type StaffGroupCommand,
  type SubjectCommand,
  ticketStream
} from '#domain'
import type { JsonObject } from '#kernel'
import {
  type ConversationId,
  commandIdFor,
  type DeliveryId,
  type QueueId,
  type StaffGroupId,
  type SubjectId,
  type TicketId
} from '#kernel'
import { conceal } from '#privacy'
import { legalHold, subjectId } from './sealed-with.js'

/** Commands that together make every event of deliveries, staff groups, settings, recomputations and subjects. */
const ticketId = 'ticket-1' as TicketId
const conversationId = 'conversation-1' as ConversationId
const staffGroupId = 'group-1' as StaffGroupId
const acceptedAt = Date.UTC(2026, 0, 5, 12)

const delivery: DeliveryCommand & { type: 'AttemptDelivery' } = {
  type: 'AttemptDelivery',
  subject: {
    kind: 'relay',
    ticketId,
    conversationId,
    staffGroupId,
    requestStream: ticketStream(ticketId),
    requestRevision: 1
  },
  part: 0,
  parts: 1,
  method: 'copyMessage',
  marked: false,
  threadId: 7
}
const outcome = { attempt: 1, part: 0 }
export const deliveryLives: DeliveryCommand[][] = [
  [
    delivery,
    { type: 'DoubtDelivery', ...outcome, final: false },
    { ...delivery, marked: true },
    {
      type: 'SucceedDelivery',
      attempt: 2,
      part: 0,
      parts: 1,
      telegramMessageIds: [72],
      threadId: 7,
      acceptedAt
    }
  ],
  [
    delivery,
    {
      type: 'RejectDelivery',
      ...outcome,
      code: 429,
      reason: 'too_many_requests',
      final: false,
      retryAt: acceptedAt
    },
    { type: 'AbandonDelivery', subject: delivery.subject, reason: 'topic_gone' },
    { type: 'SupersedeDelivery', by: 'delivery-2' as DeliveryId }
  ]
]
export const slotsLife: SlotCommand[] = [
  {
    type: 'HoldSlot',
    ticketId,
    queueId: 'billing' as QueueId,
    at: acceptedAt,
    ticketRevision: 4,
    heldFor: commandIdFor('assign'),
    limit: 1,
    notCounting: new Map()
  },
  { type: 'ReleaseSlot', ticketId }
]
export const groupLife: StaffGroupCommand[] = [
  { type: 'RegisterStaffGroup', staffGroupId, chatId: -1001 },
  { type: 'RecordRights', missing: ['can_pin_messages'] },
  { type: 'MigrateStaffGroup', fromChatId: -1001, toChatId: -1002 },
  { type: 'RetireStaffGroup', staffGroupId }
]
export const queue = { kind: 'queue' as const, id: 'billing' }
export const settingLife: SettingCommand[] = [
  { type: 'PublishSetting', ...queue, body: { name: 'Billing', position: 1 } },
  { type: 'RetireSetting', ...queue }
]
const shortcode = { shortcode: 'refund', templateId: 'refund-1' }
export const shortcodeLife: ShortcodeCommand[] = [
  { type: 'TakeShortcode', ...shortcode, at: acceptedAt, without: undefined },
  { type: 'FreeShortcode', ...shortcode }
]
const counts = { looked: 500, changed: 20 }
export const recomputationLife: RecomputationCommand[] = [
  {
    type: 'RequestRecomputation',
    kind: 'calendar',
    settingId: 'berlin',
    version: 2,
    reason: conceal({ reason: 'a holiday was forgotten' }),
    now: acceptedAt
  },
  { type: 'AdvanceRecomputation', after: { createdAt: acceptedAt, ticketId }, ...counts },
  { type: 'FinishRecomputation', ...counts }
]

const person = subjectId as SubjectId
const held: SubjectCommand = {
  type: 'SetLegalHold',
  subjectId: person,
  until: acceptedAt + 3_600_000,
  reason: conceal(legalHold)
}

export const subjectLife: readonly SubjectCommand[] = [
  held,
  { type: 'LiftLegalHold', subjectId: person, now: acceptedAt },
  {
    type: 'ForgetSubject',
    subjectId: person,
    by: 'key:key_admin',
    code: 'request',
    case: 'A-17/2026',
    now: acceptedAt
  },
  {
    type: 'RecordErased',
    reached: { rememberedAnswers: 1, topics: 2, topicsLeft: 0, cards: 1, cardsLeft: 1, relaysShown: 12 }
  }
]

export const disclosure: AccessCommand = {
  type: 'Disclose',
  subjectId: person,
  what: 'export',
  principal: 'key:key_admin'
}

export const alertLife: readonly AlertCommand[] = [
  {
    type: 'BeginAlert',
    name: 'updates_pending',
    at: acceptedAt,
    details: { pending: 1200, error: 'Wrong response from the webhook: 404 Not Found' }
  },
  { type: 'EndAlert', name: 'updates_pending', at: acceptedAt + 60_000 }
]

const through = { stream: 'ticket-ticket-1', revision: 7 }
export const digestLife: readonly Digest[] = [
  {
    chat: { leadsChatId: -1009 },
    at: acceptedAt,
    one: through,
    counts: { handed_up: 1 },
    tickets: ['AAAA-BBBB'],
    more: 0,
    through
  },
  {
    chat: { staffGroupId },
    at: acceptedAt + 60_000,
    one: null,
    counts: { overdue: 9, due_soon: 3 },
    tickets: ['AAAA-BBBB', 'CCCC-DDDD'],
    more: 2,
    through: { ...through, revision: 8 }
  }
]

const everything = { scopes: ['admin'], queues: null, cidrs: null, expiresAt: null } as const
const grants = {
  scopes: ['tickets:read'],
  queues: ['general' as QueueId],
  cidrs: ['10.0.0.0/8'],
  expiresAt: acceptedAt + 1000
} as const
export const keyLives: ApiKeyCommand[][] = [
  [
    { type: 'IssueApiKey', name: 'Shop', asked: grants, hash: 'a'.repeat(64), by: everything },
    { type: 'RotateApiKey', hash: 'b'.repeat(64), overlapMs: 3_600_000, by: everything, now: acceptedAt },
    { type: 'RevokeApiKey', by: everything }
  ],
  [{ type: 'IssueApiKey', name: null, asked: everything, hash: 'c'.repeat(64), by: everything }]
]

const hidden = conceal({
  name: 'Shop',
  description: null,
  url: 'https://example.com/hook',
  secret: 'whsec_x'
})
const terms = {
  host: 'example.com:443',
  events: ['ticket.*'],
  queues: ['billing' as QueueId],
  payload: 'full' as const,
  personal: true,
  timeoutS: 30,
  retryFirstS: 5
}
export const endpointLife: EndpointCommand[] = [
  { type: 'RegisterEndpoint', terms, owner: 'key:key_admin', personal: hidden },
  { type: 'AskErrand', errand: { kind: 'verification' } },
  { type: 'RecordVerified', address: 1 },
  { type: 'ChangeEndpoint', terms, owner: 'key:key_admin', moved: true, changes: 0, personal: hidden },
  { type: 'RotateEndpointSecret', overlapMs: 3_600_000, now: acceptedAt, personal: hidden },
  { type: 'AskErrand', errand: { kind: 'replay', from: acceptedAt, to: null, onlyGivenUp: true } },
  {
    type: 'AskErrand',
    errand: {
      ...{ kind: 'replay', from: null, to: null, onlyGivenUp: false },
      after: { stream: 'ticket-1', revision: 3, told: 1 }
    }
  },
  { type: 'RecordGivenUp', delivery: 'whd_1', event: 'event-1', attempts: 10 },
  { type: 'PauseEndpoint', cause: 'gone' },
  { type: 'ResumeEndpoint', owner: 'key:key_admin', changes: 1 },
  { type: 'RemoveEndpoint' }
]

export const sessionLives: SessionCommand[][] = [
  [
    { type: 'BeginSession', principal: 'agent:ann', role: 'lead', way: 'code', expiresAt: acceptedAt },
    { type: 'EndSession', why: 'signed_out' }
  ],
  [{ type: 'BeginSession', principal: 'key:key_admin', role: null, way: 'key', expiresAt: acceptedAt }],
  [{ type: 'RefuseSignIn', way: 'code' }]
]

/** The sealer writes these itself: nothing is decided. */
const origin = 'topicdesk/log-1'
const anchored = { origin, size: 8 }
export const sealed: readonly (AuditEvent & { readonly stream: string; readonly personal?: JsonObject })[] = [
  { stream: 'audit-heads', type: 'HeadsCommitted', data: { size: 7, root: '00'.repeat(32) } },
  { stream: 'audit-checkpoints', type: 'CheckpointSigned', data: { note: 'a note' } },
  {
    stream: 'audit-anchors',
    type: 'CheckpointAnchored',
    data: { ...anchored, kind: 'rfc3161', where: 'freetsa.org', answer: 'MAA=' }
  },
  {
    stream: 'audit-anchors',
    type: 'CheckpointAnchored',
    data: { ...anchored, kind: 'chat', where: '-1001', answer: null }
  },
  { stream: 'audit-keys', type: 'AuditKeyChanged', data: { from: ['old'], to: ['new'] } },
  {
    stream: 'audit-origins',
    type: 'AuditOriginChanged',
    data: { from: origin, to: `${origin}/2` },
    personal: { reason: 'the log was restored' }
  }
]
