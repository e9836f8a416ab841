import { describe, expect, it } from '@jest/globals'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { buttonsOf, Colleague, Customer, textOf } from './bot-api/index.js'
import { Play } from './play.js'

const opened = openedByEachTest()

async function withTicket() {
  const play = await Play.start(opened)
  const { api } = play
  const customer = new Customer(api)
  const anna = new Colleague(api, { first_name: 'Anna', username: 'anna' })
  const ben = new Colleague(api, { first_name: 'Ben', username: 'ben' })
  const { ticket, thread } = await play.openedBy(customer, 'Help')
  const card = await eventually('the card', () =>
    play.inTopic(thread).find(each => buttonsOf(each).some(({ text }) => text === 'Claim'))
  )
  return { play, api, customer, anna, ben, ticket, thread, card }
}

describe('The team in the topic', () => {
  it('claims by button; of two at once one has the ticket and the other is told who', async () => {
    const { play, api, anna, ben, ticket, thread, card } = await withTicket()
    const presses = [anna.presses(card, 'Claim'), ben.presses(card, 'Claim')]
    const answers = await Promise.all(presses.map(press => play.answerTo(press)))
    const claimed = await play.ticket('is claimed', each => each.assigned_agent_id !== null)
    const holder = (await play.desk.agents()).find(({ id }) => id === claimed.assigned_agent_id)
    const assigned = (await play.desk.events(ticket.id)).filter(({ type }) => type === 'TicketAssigned')
    expect(assigned).toHaveLength(1)
    const told = answers.map(({ params }) => String(params['text'] ?? ''))
    expect(told.filter(text => text.includes(`${holder?.display_name} has this ticket`))).toHaveLength(1)
    await eventually('the card names the holder', () =>
      textOf(api.world.find(card.chat.id, card.message_id) ?? card).includes(holder?.display_name ?? '?')
    )
    expect(play.inTopic(thread).filter(each => buttonsOf(each).length > 0)).toHaveLength(1)
  })

  it('commands the ticket, and the customer sees nothing of it', async () => {
    const { play, customer, anna, ben, thread } = await withTicket()
    ben.says('I only say hello', undefined)
    anna.says('/claim', thread)
    const claimed = await play.ticket('is claimed', each => each.status === 'assigned')
    ben.says('/claim', thread)
    await play.shown(thread, 'Anna has this ticket')
    ben.says('/assign @ben', thread)
    await play.ticket('is Ben’s', each => each.assigned_agent_id !== claimed.assigned_agent_id)
    anna.says('/hold', thread)
    await play.ticket('is on hold', each => each.status === 'on_hold')
    anna.says('/resume', thread)
    await play.ticket('goes on', each => each.status !== 'on_hold')
    anna.says('/wait', thread)
    await play.ticket('waits', each => each.status === 'waiting_on_customer')
    anna.says('/priority urgent', thread)
    await play.ticket('is urgent', each => each.priority === 'urgent')
    anna.says('/tag +vip +blue', thread)
    await play.ticket('has tags', each => each.tags.length === 2)
    anna.says('/tag -blue', thread)
    await play.ticket('has one tag', each => each.tags.join() === 'vip')
    anna.says('/unassign', thread)
    await play.ticket('is nobody’s', each => each.assigned_agent_id === null && each.status === 'open')
    const note = anna.says('/note the boss knows', thread)
    await play.reaction(note, '✍')
    anna.says('/nonsense', thread)
    await play.shown(thread, 'I do not know this command')
    anna.says('/claim@another_bot', thread)
    anna.says('/resolve', thread)
    const resolved = await play.ticket('is resolved', each => each.status === 'resolved')
    expect(resolved.assigned_agent_id).toBeNull()
    await play.got(customer, 'resolved')
    expect(customer.received.join()).not.toMatch(/boss|nonsense|another_bot|\/claim|hello/)
    const [queue] = await play.desk.queues()
    expect(queue).toMatchObject({ id: 'general', open: 0, unassigned: 0 })
  })

  it('resolves by closing the topic and reopens by opening it', async () => {
    const { play, anna, thread } = await withTicket()
    anna.closes(thread)
    await play.ticket('is resolved', each => each.status === 'resolved' && each.resolved_at !== null)
    anna.reopens(thread)
    await play.ticket('is open again', each => each.status === 'open' && each.resolved_at === null)
  })

  it('closes a ticket; the next words open a new one that links back', async () => {
    const { play, customer, anna, ticket, thread } = await withTicket()
    anna.says('/close', thread)
    await play.ticket('is closed', each => each.status === 'closed')
    const late = anna.says('Too late', thread)
    await eventually('the agent is told', () =>
      play.inTopic(thread).find(each => each.reply_to_message?.message_id === late.message_id)
    )
    const second = await play.openedBy(customer, 'Something new')
    expect(second.thread).not.toBe(thread)
    expect(second.ticket).toMatchObject({
      status: 'open',
      conversation_id: ticket.conversation_id,
      message_count: 1
    })
    expect(second.ticket.code).not.toBe(ticket.code)
    const [first] = await play.desk.events(second.ticket.id)
    expect(JSON.stringify(first?.data)).toContain(ticket.id.replace('tkt_', ''))
    expect((await play.desk.thread(ticket.id)).map(({ text }) => text)).toEqual(['Help'])
    expect(customer.received.join()).not.toContain('Too late')
  })

  it('sees what a customer changes, also after the ticket has been closed', async () => {
    const { play, api, customer, anna, ticket, thread } = await withTicket()
    const first = api.world.in(customer.user.id)[0]
    if (!first) throw new Error('the customer wrote nothing')
    customer.edits(first, 'Help, please')
    await play.shown(thread, 'Help, please')
    anna.says('/close', thread)
    await play.ticket('is closed', each => each.status === 'closed')
    customer.edits(first, 'Help, thank you')
    await eventually(
      'the edit is in the thread',
      async () => (await play.desk.thread(ticket.id))[0]?.text === 'Help, thank you'
    )
    const [message, more] = await play.desk.thread(ticket.id)
    expect(more).toBeUndefined()
    expect(message?.edits).toHaveLength(2)
    expect(await play.desk.tickets()).toHaveLength(1)
  })

  it('gets and sends media', async () => {
    const { play, customer, anna, ticket, thread } = await withTicket()
    customer.sendsPhoto('See the crack')
    await play.shown(thread, 'See the crack')
    expect(play.inTopic(thread).at(-1)?.photo).toBeDefined()
    expect((await play.desk.thread(ticket.id)).at(-1)).toMatchObject({ kind: 'photo', text: 'See the crack' })
    anna.says('Thank you', thread)
    await play.got(customer, 'Thank you')
  })

  it('is told when a customer has blocked the bot, and why a reply was not delivered', async () => {
    const { play, customer, anna, ticket, thread } = await withTicket()
    customer.blocks()
    await play.shown(thread, 'blocked the bot')
    const answer = anna.says('Are you there?', thread)
    const told = await eventually('the agent is told', () =>
      play.inTopic(thread).find(each => each.reply_to_message?.message_id === answer.message_id)
    )
    expect(textOf(told)).toContain('Not delivered')
    await eventually(
      'the reply is failed',
      async () => (await play.desk.thread(ticket.id)).at(-1)?.delivery?.state === 'failed'
    )
    expect((await play.desk.ticket(ticket.id)).first_response_at).toBeNull()
  })

  it('greets a customer, in his language, who only starts the bot', async () => {
    const play = await Play.start(opened)
    const customer = new Customer(play.api, { first_name: 'Иван', language_code: 'ru' })
    customer.says('/start')
    await play.got(customer, 'Здравствуйте')
    expect(await play.desk.tickets()).toEqual([])
    await play.openedBy(customer, 'Не работает')
    await play.got(customer, 'Номер обращения')
  })

  it('writes as an anonymous administrator and is told why nothing was sent', async () => {
    const { play, api, customer, thread } = await withTicket()
    const { world } = api
    const fake = { id: 1_087_968_824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' }
    const message = world.post(world.group, fake, { text: 'From nobody' }, thread)
    world.tell({ message: { ...message, ...{ sender_chat: world.group } } })
    await play.shown(thread, 'anonymous administrator')
    expect(customer.received.join()).not.toContain('From nobody')
  })
})
