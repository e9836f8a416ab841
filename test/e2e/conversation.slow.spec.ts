import { describe, expect, it } from '@jest/globals'
import { onLogServer } from '../servers/log-for-tests.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { Colleague, Customer, saidIn } from './bot-api/index.js'
import { Play, type Way } from './play.js'

const opened = openedByEachTest()

describe.each<[Way, string]>([
  ['polling', 'in a file'],
  ['webhook', 'in a file'],
  ['webhook', 'on a server']
])('A customer and an agent talk, by %s, the log %s', (way, where) => {
  const start = async () =>
    Play.start(opened, { way, env: where === 'on a server' ? await onLogServer(opened) : {} })

  it('and find the ticket, its thread, the queue and the agent in the REST API', async () => {
    const play = await start()
    const { api } = play
    const customer = new Customer(api, { first_name: 'Carla', last_name: 'Weber' })
    const anna = new Colleague(api, { first_name: 'Anna', username: 'anna' })

    const { ticket, thread } = await play.openedBy(customer, 'My parcel is broken')
    expect(ticket).toMatchObject({
      status: 'open',
      priority: 'normal',
      queue_id: 'general',
      assigned_agent_id: null,
      customer: { id: expect.stringMatching(/^cus_/), display_name: 'Carla Weber' },
      topic: { chat_id: api.world.group.id, thread_id: thread },
      message_count: 1,
      first_response_at: null
    })
    expect(api.world.topics.get(thread)?.name).toBe(`Carla Weber · ${ticket.code}`)
    await play.got(customer, ticket.code)

    const answer = anna.says('We send you a new one', thread)
    await play.got(customer, 'We send you a new one')
    await play.reaction(answer, '👍')
    const answered = await play.ticket('is answered', each => each.status === 'waiting_on_customer')
    expect(answered.first_response_at).not.toBeNull()

    const agent = (await play.desk.agents()).find(({ username }) => username === 'anna')
    expect(agent).toMatchObject({ display_name: 'Anna', assigned_open: 1 })
    expect(answered.assigned_agent_id).toBe(agent?.id)

    const messages = await play.desk.thread(ticket.id)
    expect(messages.map(({ direction, text }) => [direction, text])).toEqual([
      ['inbound', 'My parcel is broken'],
      ['outbound', 'We send you a new one']
    ])
    expect(messages[0]?.author).toMatchObject({ display_name: 'Carla Weber' })
    expect(messages[1]?.author).toMatchObject({ id: agent?.id, display_name: 'Anna' })
    expect(messages[1]?.delivery?.state).toBe('sent')

    const queue = (await play.desk.queues()).find(({ id }) => id === 'general')
    expect(queue).toMatchObject({ open: 1, unassigned: 0 })

    anna.says('/resolve', thread)
    await play.ticket('is resolved', each => each.status === 'resolved')
    await eventually('the topic is closed', () => api.world.topics.get(thread)?.closed)
    expect(await play.desk.all('/api/v1/queues/general/tickets')).toEqual([])

    customer.says('It arrived broken again')
    const reopened = await play.ticket('is open again', each => each.status === 'in_progress')
    expect(reopened.message_count).toBe(3)
    await play.shown(thread, 'It arrived broken again')
    await eventually('the topic is open', () => api.world.topics.get(thread)?.closed === false)
    expect(play.inTopic(thread).filter(each => saidIn(each) === 'My parcel is broken')).toHaveLength(1)
  })
})
