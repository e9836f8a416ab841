import { afterEach, describe, expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { eventTypes, type TicketCommand, type TicketEvent, type TicketState, ticketDecider } from '#domain'
import { withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { commandIdFor, eventIdFor, type Instant, systemClock, type TicketId } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import type { Sealer } from '#privacy'
import { openMemoryReadStore } from '#read-store/memory'
import { runViews } from '#subscriptions'
import { factsView, ticketView } from '#views'
import * as t from '../../../../domain/src/testing/ticket.js'
import { appending } from '../../testing/record-history.js'
import { type DeskReads, readsOver } from '../desk-reads.js'
import { eachReportTicket } from './report-tickets.js'

const hour = 3_600_000

describe('Tickets that a report counts', () => {
  const running: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const views of running.splice(0)) await views.stop()
  })

  /** So many tickets, all open; `change` does something to one of them, and the views know of it. */
  async function deskOf(many: number) {
    const log = withTypes(openMemoryLog(), eventTypes)
    const store = openMemoryReadStore()
    const state = openMemoryDeskState({ clock: systemClock })
    const runtime = { clock: systemClock, logger: silentLogger, metrics: createMetrics(), random: () => 0 }
    const views = runViews({ views: [ticketView, factsView], log, store, state, ...runtime })
    running.push(views)
    const append = appending(log)
    const states = new Map<TicketId, TicketState>()
    let steps = 0
    const change = async (n: number, command: TicketCommand, recordedAt: Instant) => {
      const ticketId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as TicketId
      const named = command.type === 'OpenTicket' ? { ...command, ticketId, code: `T-${n}` } : command
      let before = states.get(ticketId) ?? ticketDecider.initial
      const decided = ticketDecider.decide(named, before)
      if (!decided.ok) throw new Error(`${command.type}: refused`)
      for (const event of decided.value) before = ticketDecider.evolve(before, event)
      states.set(ticketId, before)
      const commandId = commandIdFor(`step ${steps++}`)
      const events = decided.value.map(({ type, data }, i) => ({
        id: eventIdFor(commandId, i),
        event: { type, data } as TicketEvent
      }))
      await append({ ticketId, append: steps, commandId, recordedAt, events })
    }
    const known = async () => {
      const head = await log.head()
      for (const { name } of [ticketView, factsView]) if (head) await views.waitFor(name, head, 30_000)
    }
    for (let n = 0; n < many; n++) await change(n, t.openTicket, systemClock.now() - 2 * hour)
    await known()
    return { reads: readsOver({ log, store, sealer: {} as Sealer, clock: systemClock }), change, known }
  }

  /** Something happens after the first page of what is looked through. */
  function meanwhile(reads: DeskReads, happens: () => Promise<void>): DeskReads {
    let pages = 0
    return {
      ...reads,
      facts: {
        ...reads.facts,
        find: async query => {
          const page = await reads.facts.find(query)
          if (page.length > 0 && ++pages === 1) await happens()
          return page
        }
      }
    }
  }

  async function counted(reads: DeskReads) {
    const period = { from: systemClock.now() - 24 * hour, to: systemClock.now() + hour }
    const codes: string[] = []
    await eachReportTicket(reads, period, ({ code }) => codes.push(code))
    return codes.sort()
  }
  const all = Array.from({ length: 250 }, (_, n) => `T-${n}`).sort()
  const resolve = (now: Instant): TicketCommand => ({ type: 'ResolveTicket', cause: 'command', now })
  const reopen = (now: Instant): TicketCommand => ({ type: 'ReopenTicket', cause: 'command', now })

  it('are all there, once each, also where some are resolved while it is made', async () => {
    const { reads, change, known } = await deskOf(250)
    const now = systemClock.now()
    const codes = await counted(
      meanwhile(reads, async () => {
        for (let n = 150; n < 250; n++) await change(n, resolve(now), now)
        await known()
      })
    )
    expect(codes).toEqual(all)
  })

  it('are all there, once each, also where some are reopened while it is made', async () => {
    const { reads, change, known } = await deskOf(250)
    const now = systemClock.now()
    for (let n = 0; n < 250; n++) await change(n, resolve(now), now - hour + n)
    await known()
    const codes = await counted(
      meanwhile(reads, async () => {
        for (let n = 0; n < 50; n++) await change(n, reopen(now), now)
        await known()
      })
    )
    expect(codes).toEqual(all)
  })
})
