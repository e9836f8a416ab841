import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { TicketId } from '#kernel'
import { type MemoryDesk, openMemoryDesk } from './testing/desk.js'
import { alice, anna, bob, text, Updates } from './testing/updates.js'

let desk: MemoryDesk
let updates: Updates

beforeEach(async () => {
  desk = await openMemoryDesk()
  updates = new Updates()
})
afterEach(() => desk.close())

const ticketTypes = async () => (await desk.events('ticket-')).map(event => event.type)
const topic = 7

async function openTicket(): Promise<TicketId> {
  await desk.receive(updates.fromCustomer(anna, text('It is broken')))
  const [opened] = await desk.events('ticket-')
  const ticketId = opened?.data['ticketId'] as TicketId
  await desk.bind(ticketId, topic)
  return ticketId
}

describe('intake', () => {
  it('opens a ticket for the first message of a customer', async () => {
    await desk.receive(updates.fromCustomer(anna, text('It is broken')))
    expect(await ticketTypes()).toEqual(['TicketOpened', 'CustomerMessageReceived'])
    const [opened, message] = await desk.events('ticket-')
    expect(await desk.opened(opened)).toEqual({ display_name: 'Anna Customer', username: null })
    expect(await desk.opened(message)).toMatchObject({ text: 'It is broken' })
    expect(JSON.stringify([opened?.data, message?.data])).not.toContain('broken')
  })

  it('takes what an agent writes in the topic as a reply', async () => {
    await openTicket()
    await desk.receive(updates.inTopic(alice, topic, text('Have you tried again?')))
    const all = await desk.events('ticket-')
    expect(all.slice(3).map(event => event.type)).toEqual([
      'TicketAssigned',
      'TicketStatusChanged',
      'ReplyRequested'
    ])
    expect(await desk.opened(all.at(-1))).toMatchObject({ text: 'Have you tried again?' })
  })

  it('gives a ticket to the first of two who claim it and tells the other who has it', async () => {
    await openTicket()
    const presses = [updates.press(alice, topic, 'claim'), updates.press(bob, topic, 'claim')]
    await Promise.all(presses.map(press => desk.receive(press)))
    const types = await ticketTypes()
    expect(types.filter(type => type === 'TicketAssigned')).toHaveLength(1)
    expect(types.filter(type => type === 'CommandRefused')).toHaveLength(1)
    const said = desk.telegram.calls.map(call => call.params['text'])
    expect(said).toHaveLength(2)
    expect(said).toContain('The ticket is yours.')
    expect(said.join()).toMatch(/(Alice|Bob) has this ticket/)
  })
})
