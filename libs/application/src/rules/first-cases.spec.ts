import { beforeEach, describe, expect, it } from '@jest/globals'
import { type ExistingTicket, ticketDecider, ticketStream } from '#domain'
import type { TicketId } from '#kernel'
import { ClassifyCustomer, ClassifyCustomerHandler } from '../commands/classify-customer.js'
import { type RulesScene, rulesScene } from '../testing/rules.js'
import { contextOf } from '../testing/test-desk.js'

let scene: RulesScene
beforeEach(async () => {
  scene = await rulesScene()
  await scene.publish('queue', 'billing', { name: 'Billing' })
  await scene.publish('team', 'seniors', { name: 'Seniors', level: 2 })
  await scene.publish('calendar', 'office', {
    name: 'Office',
    time_zone: 'UTC',
    weekly: { mon: [['09:00', '17:00']] }
  })
  const opened = { on: ['ticket_opened'] }
  const words = (...value: string[]) => ({ all: [{ field: 'text', op: 'has_any', value }] })
  await scene.rule('urgent', {
    ...{ ...opened, position: 1, if: words('urgent', 'срочно') },
    then: [{ set_priority: 'urgent' }, { escalate: { team_id: 'seniors' } }]
  })
  await scene.rule('billing', {
    ...{ ...opened, position: 2, if: words('invoice', 'refund', 'счёт') },
    then: [{ transfer: 'billing' }]
  })
  await scene.rule('premium', {
    ...{ ...opened, position: 3 },
    if: {
      all: [
        { field: 'customer.tier', op: 'is', value: 'premium' },
        { field: 'calendar.office', op: 'is', value: 'open' }
      ]
    },
    then: [{ assign_team: 'seniors' }]
  })
})

async function opened(text: string): Promise<ExistingTicket> {
  return ticketOf(await scene.write(text))
}
async function ticketOf(ticketId: TicketId): Promise<ExistingTicket> {
  const { state } = await scene.desk.runner.load(ticketDecider, ticketStream(ticketId))
  if (!state.exists) throw new Error('no such ticket')
  return state
}
const becomesPremium = () =>
  new ClassifyCustomerHandler(scene.desk).execute(
    new ClassifyCustomer(
      scene.subjectId,
      [scene.conversationId],
      { tier: 'premium' },
      contextOf('premium', { subjectId: scene.subjectId })
    )
  )

describe('The first cases of rules', () => {
  it.each(['It is URGENT', 'Очень срочно!'])('what is urgent goes up, with its priority: %s', async text => {
    expect(await opened(text)).toMatchObject({
      priority: 'urgent',
      team: 'seniors',
      escalation: { teamId: 'seniors', level: 2 }
    })
  })

  it.each(['My invoices are wrong', 'I want a refund', 'Где мои счета?'])(
    'what is about billing goes to its queue: %s',
    async text => {
      expect(await opened(text)).toMatchObject({ queueId: 'billing', priority: 'normal', team: null })
    }
  )

  it('a premium customer’s goes to the seniors while the office is open', async () => {
    const first = await opened('hello')
    await scene.act(first.ticketId, { type: 'CloseTicket', cause: 'api', now: scene.desk.clock.now() })
    await becomesPremium()
    // A Monday at nine.
    expect(await opened('hello again')).toMatchObject({ team: 'seniors', queueId: 'general' })
  })

  it('and stays where it is while the office is closed', async () => {
    const first = await opened('hello')
    await scene.act(first.ticketId, { type: 'CloseTicket', cause: 'api', now: scene.desk.clock.now() })
    await becomesPremium()
    await scene.desk.clock.advance(10 * 3_600_000)
    expect(await opened('hello again')).toMatchObject({ team: null })
  })

  it('what matches nothing lands in the default queue, nobody’s', async () => {
    const ticket = await opened('Where is my parcel?')
    expect(ticket).toMatchObject({ queueId: 'general', assignee: null, team: null, priority: 'normal' })
    expect(await scene.applied(ticket.ticketId)).toEqual([])
  })
})
