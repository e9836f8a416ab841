import { commandIdFor, type Instant, messageIdFor } from '#kernel'
import { conceal } from '#privacy'

export const messageAt = (sentAt: Instant, telegramMessageId: number) => ({
  messageId: messageIdFor(commandIdFor(`message ${telegramMessageId} ${sentAt}`)),
  telegramMessageId,
  kind: 'text' as const,
  sentAt,
  digest: `digest ${telegramMessageId}`,
  soundsClosing: false,
  mediaGroup: null,
  replyToTelegramMessageId: null,
  personal: conceal({ text: 'hello' })
})

const allDay = [['00:00', '24:00']]
/** Always open. */
export const always = {
  name: 'Always',
  time_zone: 'UTC',
  weekly: { mon: allDay, tue: allDay, wed: allDay, thu: allDay, fri: allDay, sat: allDay, sun: allDay }
}

export const policy = (targets: readonly object[], more: object = {}) => ({
  name: 'Standard',
  calendar_id: 'always',
  targets,
  ...more
})
