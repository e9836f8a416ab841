import { ActOnTicket, type CommandContext } from '#application'
import type { DeskState } from '#desk-state'
import { commandIdFor, type Instant } from '#kernel'
import { pausedByWith, type SlaDocument } from '#views'
import { inSlices } from '../in-slices.js'
import type { TelegramReach } from '../timers/index.js'
import type { SlaShared } from './options.js'

const mostAtOnce = 512
const seenEveryMs = 5000
const outageFact = 'sla-telegram-outage'

export interface OutageOptions extends SlaShared {
  readonly state: Pick<DeskState, 'fact' | 'setFact'>
}

/**
 * Live tickets stand still while Telegram can't be reached, and only then: what a crash left is made up for here. Our own
 * time away is no outage of Telegram.
 */
export function createTelegramOutage(options: OutageOptions): (reach: TelegramReach) => Promise<void> {
  const { desk, commands, tickets, logger, state } = options
  const { clock } = desk
  let seenAt: Instant = 0
  /** Whether this process saw the outage that is on record; else it was another, and nobody knows when it ended. */
  let sawOutage = false

  async function lastSeenOut(now: Instant): Promise<Instant> {
    const seen = (await state.fact(outageFact))?.['seen_at']
    return typeof seen === 'number' ? seen : now
  }

  async function record({ id, revision }: SlaDocument, type: 'PauseSla' | 'ResumeSla', at: Instant) {
    const context: CommandContext = {
      commandId: commandIdFor(id, `${type}:${revision}`),
      causationId: `sla-outage ${type}`,
      correlationId: id,
      actor: 'process:sla',
      ifRevision: revision
    }
    const command = { type, cause: 'telegram_unreachable', at } as const
    const outcome = await commands.execute(new ActOnTicket(id, command, context))
    if (!outcome.ok && outcome.reason !== 'precondition_failed') {
      logger.warn(
        { ticketId: id, type, reason: outcome.reason },
        'a ticket refused that its clocks stand still'
      )
    }
  }

  return async reach => {
    if (reach.kind === 'unknown') return
    const now = clock.now()
    const isOut = reach.kind === 'unreachable'
    if (isOut) {
      sawOutage = true
      if (now - seenAt >= seenEveryMs) {
        await state.setFact(outageFact, { seen_at: now })
        seenAt = now
      }
    }
    const pausedBy = pausedByWith('telegram_unreachable', !isOut)
    const found = await tickets.find({ index: 'paused', where: { live: 1, pausedBy }, limit: mostAtOnce })
    if (found.length === 0) return
    const told = isOut || sawOutage ? reach.since : await lastSeenOut(now)
    await inSlices(found, ticket =>
      record(ticket, isOut ? 'PauseSla' : 'ResumeSla', Math.min(now, Math.max(told, ticket.createdAt)))
    )
  }
}
