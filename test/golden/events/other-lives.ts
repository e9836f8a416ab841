import {
  type DeliveryCommand,
  type RecomputationCommand,
  type SettingCommand,
  type StaffGroupCommand,
  ticketStream
} from '#domain'
import type { ConversationId, StaffGroupId, TicketId } from '#kernel'

/** Commands that together make every event of deliveries, staff groups, settings and recomputations. */
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
    { type: 'AbandonDelivery', subject: delivery.subject, reason: 'topic_gone' }
  ]
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
const counts = { looked: 500, changed: 20 }
export const recomputationLife: RecomputationCommand[] = [
  {
    type: 'RequestRecomputation',
    kind: 'calendar',
    settingId: 'berlin',
    version: 2,
    reason: 'a holiday was forgotten',
    now: acceptedAt
  },
  { type: 'AdvanceRecomputation', after: { createdAt: acceptedAt, ticketId }, ...counts },
  { type: 'FinishRecomputation', ...counts }
]
