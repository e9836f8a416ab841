import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type TicketEvent, type TicketState, ticketDecider, ticketStream } from '#domain'
import type { TicketId } from '#kernel'
import { anyTicketLife } from '../../../domain/src/testing/arbitrary-ticket.js'
import { eventAt, ticketEvents } from '../testing/histories.js'
import type { TicketDocument } from './document.js'
import { foldTicket } from './fold.js'

const ticketId = '00000000-0000-4000-8000-000000000001' as TicketId
const stream = ticketStream(ticketId)
const start = Date.UTC(2026, 0, 5, 9)

function folded(events: readonly TicketEvent[]): (TicketDocument | undefined)[] {
  let document: TicketDocument | undefined
  return events.map((told, revision) => {
    const event = {
      ...eventAt({ stream, told }, revision, start + revision * 1000),
      position: String(revision)
    }
    document = foldTicket(document, event)
    return document
  })
}

describe('A ticket as the view folds it', () => {
  it('agrees with what decisions are made on, after every event of any life', () => {
    fc.assert(
      fc.property(anyTicketLife, life => {
        const events = ticketEvents(ticketId, life)
        let state: TicketState = ticketDecider.initial
        for (const [revision, document] of folded(events).entries()) {
          const event = events[revision]
          if (!event) throw new Error('more documents than events')
          state = ticketDecider.evolve(state, event)
          if (!state.exists || !document) throw new Error('a life begins with its opening')
          expect(document).toMatchObject({
            status: state.status,
            live: state.status !== 'resolved' && state.status !== 'closed',
            assignedAgentId: state.assignee,
            queueId: state.queueId,
            priority: state.priority,
            tags: state.tags,
            topic: state.topic,
            revision
          })
        }
      })
    )
  })

  it('counts messages of both sides, without notes', () => {
    fc.assert(
      fc.property(anyTicketLife, life => {
        const events = ticketEvents(ticketId, life)
        const said = events.filter(
          ({ type }) => type === 'CustomerMessageReceived' || type === 'ReplyRequested'
        )
        expect(folded(events).at(-1)?.messageCount).toBe(said.length)
      })
    )
  })

  it('never changes when it was opened, nor when it was first answered', () => {
    fc.assert(
      fc.property(anyTicketLife, life => {
        const documents = folded(ticketEvents(ticketId, life)).flatMap(one => (one ? [one] : []))
        expect(new Set(documents.map(({ createdAt }) => createdAt))).toEqual(new Set([start]))
        const answered = documents.map(one => one.firstResponseAt).filter(time => time !== null)
        expect(new Set(answered).size).toBeLessThanOrEqual(1)
      })
    )
  })

  it('is nothing before it was opened, and is not opened twice', () => {
    const event = {
      ...eventAt({ stream, told: { type: 'TicketUnassigned', data: {} } as never }, 0, start),
      position: '1'
    }
    expect(foldTicket(undefined, event)).toBeUndefined()
    const [opened] = ticketEvents(ticketId, [])
    expect(opened).toBeUndefined()
  })

  it('is sorted live before done, urgent before low, older before newer', () => {
    const life = ticketEvents(ticketId, fc.sample(anyTicketLife, { numRuns: 1, seed: 1 })[0] ?? [])
    const [first] = folded(life)
    if (!first) throw new Error('a life begins with its opening')
    const opening = life[0]
    if (!opening) throw new Error('a life begins with its opening')
    const at = (told: TicketEvent, document: TicketDocument | undefined, revision: number, time: number) =>
      foldTicket(document, { ...eventAt({ stream, told }, revision, time), position: String(revision) })
    const older = at(opening, undefined, 0, start)
    const newer = at(opening, undefined, 0, start + 1)
    const urgent = at(
      { type: 'PriorityChanged', data: { from: 'normal', to: 'urgent' } },
      newer,
      1,
      start + 2
    )
    const done = at(
      { type: 'TicketResolved', data: { from: 'open', cause: 'api', at: start } },
      urgent,
      2,
      start + 3
    )
    const sorted = [done, newer, urgent, older].map(one => one?.urgency ?? '').sort()
    expect(sorted).toEqual([urgent, older, newer, done].map(one => one?.urgency))
  })
})
