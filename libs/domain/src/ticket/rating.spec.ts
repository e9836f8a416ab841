import { describe, expect, it } from '@jest/globals'
import * as asked from '../testing/asked.js'
import { deciderSpec } from '../testing/given.js'
import * as t from '../testing/ticket.js'
import { ticketDecider } from './decide.js'

const { givenCommands } = deciderSpec(ticketDecider)
const resolvedByAnn = [t.openTicket, t.claim(t.ann), t.resolve]
const wanted = givenCommands(...resolvedByAnn, asked.askRating)
const hours = (n: number) => t.noon + n * 60 * t.minute

describe('A rating', () => {
  it('is asked for once for each time that the ticket is resolved, of whoever had it then', () => {
    const data = { resolution: 1, agentId: t.ann, at: t.noon }
    givenCommands(...resolvedByAnn)
      .when(asked.askRating)
      .thenEvents({ type: 'RatingRequested', data })
    wanted.when(asked.askRating).thenNothing()
    const again = givenCommands(...resolvedByAnn, asked.askRating, t.reopen, t.resolve)
    again.when(asked.askRating).thenEvents({ type: 'RatingRequested', data: { ...data, resolution: 2 } })
  })

  it('is of the agent who was asked about, whoever has the ticket by now', () => {
    const { outcome } = wanted.when(asked.giveScore(2))
    const data = { resolution: 1, score: 2, low: true, agentId: t.ann, telegramMessageId: 40, at: t.noon }
    expect(outcome).toMatchObject({ ok: true, value: [{ type: 'TicketRated', data }] })
  })

  it('can be changed for a day after it was first given, and the same once more is nothing', () => {
    const rated = givenCommands(...resolvedByAnn, asked.askRating, asked.giveScore(2, { now: hours(1) }))
    rated.when(asked.giveScore(2, { now: hours(2) })).thenNothing()
    const changed = rated.when(asked.giveScore(5, { now: hours(25) }))
    expect(changed.outcome).toMatchObject({ ok: true, value: [{ data: { score: 5, low: false } }] })
    const twice = givenCommands(
      ...resolvedByAnn,
      asked.askRating,
      asked.giveScore(2, { now: hours(1) }),
      asked.giveScore(5, { now: hours(20) })
    )
    twice.when(asked.giveScore(4, { now: hours(26) })).thenRefused('rating_too_late')
  })

  it('comes too late a week after the question', () => {
    expect(wanted.when(asked.giveScore(3, { now: hours(7 * 24) })).outcome.ok).toBe(true)
    wanted.when(asked.giveScore(3, { now: hours(7 * 24 + 1) })).thenRefused('rating_too_late')
    wanted.when(asked.comment(41, hours(7 * 24 + 1))).thenRefused('rating_too_late')
  })

  it('of a ticket that was reopened, or resolved again, comes too late', () => {
    givenCommands(...resolvedByAnn, asked.askRating, t.reopen)
      .when(asked.giveScore(1))
      .thenRefused('rating_too_late')
    const again = givenCommands(...resolvedByAnn, asked.askRating, t.reopen, t.resolve, asked.askRating)
    again.when(asked.giveScore(1)).thenRefused('rating_too_late')
    expect(again.when(asked.giveScore(1, { resolution: 2 })).outcome.ok).toBe(true)
  })

  it('is taken of a ticket that was closed since', () => {
    const closed = givenCommands(...resolvedByAnn, asked.askRating, t.close)
    expect(closed.when(asked.giveScore(4)).outcome.ok).toBe(true)
    expect(closed.when(asked.comment(41)).outcome.ok).toBe(true)
  })

  it('has comments that come once, can be edited, and move nothing', () => {
    const commented = givenCommands(...resolvedByAnn, asked.askRating, asked.comment(41))
    expect(commented.state).toMatchObject({ status: 'resolved' })
    commented.when(asked.comment(41)).thenNothing()
    const edited = commented.when(t.edit(41, 'other words'))
    expect(edited.outcome).toMatchObject({ ok: true, value: [{ type: 'CustomerMessageEdited' }] })
    expect(edited.outcome).toMatchObject({ value: { length: 1 } })
  })
})
