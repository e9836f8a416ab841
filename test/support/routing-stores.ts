import type { DeskState } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { eventTypes, type TicketCommand } from '#domain'
import { type EventLog, withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { commandIdFor, FakeClock, type Instant, messageIdFor } from '#kernel'
import { conceal, type Vault } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import type { ReadStore } from '#read-store'
import { openMemoryReadStore } from '#read-store/memory'

/** What outlives a process. */
export interface Stores {
  readonly log: EventLog
  readonly store: ReadStore
  readonly state: DeskState
  readonly vault: Vault
  readonly clock: FakeClock
}

export function memoryStores(): Stores {
  const clock = new FakeClock()
  return {
    clock,
    log: withTypes(openMemoryLog(), eventTypes),
    store: openMemoryReadStore(),
    state: openMemoryDeskState({ clock }),
    vault: openMemoryVault({ masterKey: Buffer.alloc(32, 7), clock })
  }
}

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

/** A first reply within so many seconds, day and night. */
export const owes = (targetS: number, at: Instant): TicketCommand => ({
  type: 'ApplySla',
  ...{ policyId: 'standard', policyVersion: 0, calendarId: null, calendarVersion: null, zoneData: 'test' },
  targets: [
    {
      ...{ metric: 'first_reply', targetS, clock: 'calendar', startsAt: 'creation' },
      ...{ warnBeforeS: [], graceS: 0, pauseIn: [], resolution: 'total' }
    }
  ],
  notify: { warn: false, breach: false },
  cause: 'opened',
  at
})
