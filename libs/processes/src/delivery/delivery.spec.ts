import { describe, expect, it } from '@jest/globals'
import { annasChat, group, Scene } from './testing/scene.js'

describe('the way of a message to Telegram', () => {
  it('a new ticket gets a topic, a card and the customer’s words; the customer gets the code', async () => {
    const scene = await Scene.open()
    const { telegram } = scene.world
    await scene.customerWrites('It is broken')
    await scene.quiet()
    const [created] = telegram.named('createForumTopic')
    expect(created?.params['name']).toMatch(/^Anna · [0-9A-Z]{4}-[0-9A-Z]{4}$/)
    expect(telegram.texts(group)).toEqual([expect.stringContaining('Customer: Anna'), 'It is broken'])
    expect(telegram.texts(annasChat)).toEqual([expect.stringContaining('Your ticket is')])
    await scene.stop()
  })

  it('an agent’s reply reaches the customer and gets a reaction', async () => {
    const scene = await Scene.open()
    const { telegram } = scene.world
    const { ticketId } = await scene.customerWrites('It is broken')
    await scene.quiet()
    await scene.agentReplies(ticketId, 'We repair it')
    await scene.quiet()
    expect(telegram.texts(annasChat).at(-1)).toBe('We repair it')
    expect(telegram.named('setMessageReaction')).toHaveLength(1)
    expect(scene.types('ticket-')).toContain('TicketResponded')
    await scene.stop()
  })
})
