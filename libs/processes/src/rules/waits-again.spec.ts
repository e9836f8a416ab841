import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { TicketCommand } from '#domain'
import { commandIdFor, messageIdFor, type TeamId, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import { openRulesStory, type RulesStory } from './testing/rules-story.js'

let story: RulesStory
beforeEach(async () => {
  story = await openRulesStory()
  await story.publish('ticket_field', 'order', { name: 'Order', type: 'text' })
  await story.publish('form', 'order', { name: 'Order', fields: [{ field: 'order', label: { en: '?' } }] })
  const chain = { on: ['agent_reply'], ladder: 'closing', once: 'instance' }
  const after = { clock: 'calendar', while: ['waiting_on_customer'], who: 'customer' }
  await story.publish('rule', 'remind', {
    ...{ ...chain, name: 'Remind', position: 1, after: { ...after, s: 600 } },
    then: [{ add_tags: ['reminded'] }]
  })
  await story.publish('rule', 'close', {
    ...{ ...chain, name: 'Close', position: 2, after: { ...after, s: 1800 } },
    then: [{ set_status: 'resolved' }]
  })
})
afterEach(() => story.close())

const said = (n: number) => ({
  messageId: messageIdFor(commandIdFor(`said in a form ${n}`)),
  personal: conceal({ text: '12345' })
})

/** Nothing in a minute or two after the reply, and all in its time. */
async function expectItsTime(ticketId: TicketId): Promise<void> {
  await story.answer(ticketId)
  await story.pass(5)
  expect(await story.rules(ticketId)).toEqual([])
  await story.pass(30)
  expect(await story.rules(ticketId)).toEqual(['remind', 'close'])
}

describe('A reminder and the end of a ticket', () => {
  it('count from the next reply once the customer has written', async () => {
    const ticketId = await story.write('Hello')
    await story.answer(ticketId)
    await story.pass(5)
    await story.write('I will look tomorrow')
    await story.pass(60)
    await expectItsTime(ticketId)
  })

  it.each([
    ['answered', { type: 'SubmitForm', flagged: [], confirmation: said(2) }],
    ['left for a person', { type: 'LeaveFormOfTicket', cause: 'person' }],
    ['left half answered', { type: 'LeaveFormOfTicket', cause: 'timeout', answered: said(2) }]
  ])('count from the next reply once a form is %s', async (_, over) => {
    const ticketId = await story.write('Hello')
    await story.answer(ticketId)
    await story.act(ticketId, { type: 'RequestForm', form: 'order' })
    const ended = { form: 'order', version: 0, now: story.clock.now(), ...said(1), ...over }
    await story.act(ticketId, ended as TicketCommand)
    await story.pass(60)
    await expectItsTime(ticketId)
  })

  it('come in their time where a form is left as it was', async () => {
    const ticketId = await story.write('Hello')
    await story.answer(ticketId)
    await story.act(ticketId, { type: 'RequestForm', form: 'order' })
    const left = { form: 'order', version: 0, cause: 'timeout', now: story.clock.now() } as const
    await story.act(ticketId, { type: 'LeaveFormOfTicket', ...left })
    await story.pass(35)
    expect(await story.rules(ticketId)).toEqual(['remind', 'close'])
  })

  it('count from the next reply where nothing came of them before', async () => {
    const ticketId = await story.write('Hello')
    await story.answer(ticketId)
    await story.act(ticketId, { type: 'ChangeStatus', to: 'on_hold', cause: 'api', now: story.clock.now() })
    await story.pass(60)
    await expectItsTime(ticketId)
  })

  it('come also where somebody has taken note of an escalation', async () => {
    await story.publish('team', 'seniors', { name: 'Seniors', level: 2 })
    const ticketId = await story.write('Hello')
    const by = { rule: null, levels: new Map(), now: story.clock.now() }
    await story.act(ticketId, {
      ...{ type: 'EscalateTicket', teamId: 'seniors' as TeamId, reassign: false, raisePriorityTo: null },
      ...by
    })
    await story.answer(ticketId)
    const noted = { by: { keyId: 'key_1' }, teams: null, now: story.clock.now() }
    await story.act(ticketId, { type: 'AcknowledgeEscalation', ...noted })
    await story.pass(35)
    expect(await story.rules(ticketId)).toEqual(['remind', 'close'])
  })
})
