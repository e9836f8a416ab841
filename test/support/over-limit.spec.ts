import { describe, expect, it } from '@jest/globals'
import { ActOnTicket, ActOnTicketHandler } from '#application'
import { slotsDecider, slotsStream, type TicketCommand, ticketDecider, ticketStream } from '#domain'
import type { AgentId, QueueId, TicketId } from '#kernel'
import { firstStart } from '../../libs/application/src/first-start.js'
import { holdForFact } from '../../libs/application/src/slots/hold-slot.js'
import { agentOf } from '../../libs/application/src/testing/agents.js'
import { contextOf, testDesk } from '../../libs/application/src/testing/test-desk.js'
import { openNumbered } from '../../libs/application/src/testing/ticket.js'
import { givenByRequest, overLimit, recordedIn } from './over-limit.js'

async function scene() {
  const desk = testDesk()
  await firstStart(desk)
  const ann = await agentOf(desk, 7, 1)
  let count = 0
  const act = (id: TicketId, command: TicketCommand, cause = `act ${++count}`) =>
    new ActOnTicketHandler(desk).execute(new ActOnTicket(id, command, contextOf(cause)))
  return {
    desk,
    ann,
    one: await openNumbered(desk, 1),
    two: await openNumbered(desk, 2),
    act,
    gets: (id: TicketId, cause?: string) => act(id, to(ann), cause),
    /** As a desk would that looks at nothing. */
    async holdsAnyway(ticketId: TicketId, cause: string) {
      const { revision: ticketRevision } = await desk.runner.load(ticketDecider, ticketStream(ticketId))
      const wanted = { agentId: ann, ticketId, queueId: 'general' as QueueId, ticketRevision }
      await holdForFact(desk, wanted, contextOf(cause))
    },
    held: async () => {
      const { state } = await desk.runner.load(slotsDecider, slotsStream(ann))
      return [...state.held.keys()]
    },
    beyond: async () => overLimit(givenByRequest(await recordedIn(desk.log)), 1)
  }
}

const to = (agentId: AgentId): TicketCommand => ({ type: 'AssignTicket', agentId })

describe('What exceeds a limit by request', () => {
  it('is not what follows a slot that is on its way out, or one whose assignment never came', async () => {
    const { desk, one, two, act, gets, holdsAnyway, held, beyond } = await scene()
    await gets(one)
    const { append } = desk.log
    desk.log.append = async (stream, events, expected) => {
      if (events[0]?.type === 'SlotReleased') throw new Error('killed')
      return append.call(desk.log, stream, events, expected)
    }
    await expect(act(one, { type: 'UnassignTicket' })).rejects.toThrow('killed')
    desk.log.append = append
    expect(await gets(two)).toMatchObject({ ok: true })
    expect(await held()).toEqual([one, two])
    await act(two, { type: 'UnassignTicket' })
    await holdsAnyway(two, 'dies before it assigns')
    await act(two, { type: 'ChangePriority', priority: 'urgent' })
    expect(await gets(one)).toMatchObject({ ok: true })
    expect(new Set(await held())).toEqual(new Set([one, two]))
    expect(await beyond()).toEqual([])
    expect(await gets(two)).toMatchObject({ ok: false })
  })

  it('is not what a person takes, nor what is forced', async () => {
    const { desk, ann, one, two, gets, act, beyond } = await scene()
    await gets(one)
    const claim = new ActOnTicket(
      two,
      { type: 'ClaimTicket', agentId: ann },
      contextOf('claims', { actor: `agent:${ann}` })
    )
    await new ActOnTicketHandler(desk).execute(claim)
    await act(await openNumbered(desk, 3), { type: 'AssignTicket', agentId: ann, force: true })
    expect(await beyond()).toEqual([])
  })

  it('is one more than the limit, of a desk that did not look', async () => {
    const { ann, one, two, gets, holdsAnyway, beyond } = await scene()
    await gets(one)
    await holdsAnyway(two, 'given')
    expect(await gets(two, 'given')).toMatchObject({ ok: true })
    expect(await beyond()).toEqual([`${ann} was given ${two} beside ${one}`])
  })

  it('is the second of two whose slots were held before either was given', async () => {
    const { ann, one, two, gets, holdsAnyway, beyond } = await scene()
    await holdsAnyway(one, 'one')
    await holdsAnyway(two, 'two')
    await gets(two, 'two')
    await gets(one, 'one')
    expect(await beyond()).toEqual([`${ann} was given ${two} beside ${one}`])
  })

  it('is whatever had no slot', async () => {
    const { desk, ann, one, beyond } = await scene()
    await desk.runner.run(ticketDecider, ticketStream(one), to(ann), contextOf('at once'))
    expect(await beyond()).toEqual([`${ann} was given ${one}, and no slot was held`])
  })
})
