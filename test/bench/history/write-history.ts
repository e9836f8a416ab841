import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteDeskState } from '#desk-state/sqlite'
import { eventTypes } from '#domain'
import { type EventLog, withTypes } from '#event-log'
import { openSqliteLog } from '#event-log/sqlite'
import { type BotId, systemClock } from '#kernel'
import { openSqliteVault } from '#privacy/sqlite'
import { HistoryClock } from './history-clock.js'
import { type Customer, TicketScript } from './ticket-script.js'
import { World } from './world.js'

export interface HistoryQuestion {
  /** Gets `log.db` and `vault.db`, as a desk with this data directory has them. */
  readonly directory: string
  readonly events: number
}

export interface HistoryAnswer {
  readonly events: number
  readonly tickets: number
  readonly seconds: number
}

export const historyBot = '4200000001' as BotId
export const historyChatId = -1_001_000_000_001
/** Of benchmarks only. */
export const historyMasterKey = Buffer.alloc(32, 42)

/** So many tickets are alive at once, and their events lie mixed in the log. */
const mostTicketsAtOnce = 1000
const days = 20
/** The clock is looked at a little more than once per event. */
const looksPerEvent = 1.2

/**
 * Writes a log as a desk leaves it after so many events: tickets from first message to resolution, with their raw updates,
 * conversations, topics and deliveries, decided by the desk's own handlers and deciders, personal data sealed.
 */
export async function writeHistory({ directory, events }: HistoryQuestion): Promise<HistoryAnswer> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const started = performance.now()
  const span = days * 86_400_000
  const clock = new HistoryClock(Date.now() - span, span / (events * looksPerEvent))
  const vault = await openSqliteVault({
    path: join(directory, 'vault.db'),
    masterKey: historyMasterKey,
    clock
  })
  const opened = await openSqliteLog({ path: join(directory, 'log.db') })
  let written = 0
  const log: EventLog = {
    ...withTypes(opened, eventTypes),
    append: (stream, list, expected) => {
      written += list.length
      return opened.append(stream, list, expected)
    }
  }
  const world = new World(historyBot, historyChatId, log, vault, clock)
  await world.begin()
  let tickets = 0
  const ticketsAtOnce = Math.min(mostTicketsAtOnce, Math.ceil(events / 1000))
  const serve = async (lane: number) => {
    // Few customers come back: about every tenth ticket is not the first.
    for (let i = 0; written < events; i++) {
      const customer = await customerOf(lane * 100_000 + 1 + i)
      for (let n = 0; n < (i % 10 === 0 ? 2 : 1) && written < events; n++, tickets++) {
        await new TicketScript(world, customer).play()
      }
    }
  }
  const customerOf = async (userId: number): Promise<Customer> => ({
    userId,
    subjectId: await vault.subjectFor(userId),
    messages: 0
  })
  await Promise.all(Array.from({ length: ticketsAtOnce }, (_, lane) => serve(lane)))
  await markHandled(directory, opened)
  await opened.close()
  await vault.close()
  return { events: written, tickets, seconds: (performance.now() - started) / 1000 }
}

/** Intake and delivery have been at work in the desk that this log is of. */
async function markHandled(directory: string, log: EventLog): Promise<void> {
  const position = await log.head()
  const last = position && (await log.eventAt(position))
  if (!last) return
  const state = await openSqliteDeskState({ path: join(directory, 'state.db'), clock: systemClock })
  for (const process of ['intake', `delivery-${historyBot}`]) {
    await state.saveCheckpoint(process, { position: last.position, eventId: last.id }, 0)
  }
  await state.close()
}
