import { describe, expect, it } from '@jest/globals'
import type { Ticket } from '../support/api-types.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { healthOf, untilQuiet } from '../support/quiet.js'
import { buttonsOf, Colleague, Customer, saidIn, textOf } from './bot-api/index.js'
import { Play } from './play.js'

const opened = openedByEachTest()
const patienceMs = 40_000
const notEnough = {
  kind: 'refused',
  code: 429,
  description: 'Too Many Requests: retry after 4',
  parameters: { retry_after: 4 }
} as const

async function withTicket() {
  const play = await Play.start(opened)
  const { api } = play
  const customer = new Customer(api)
  const anna = new Colleague(api, { first_name: 'Anna', username: 'anna' })
  const { ticket, thread } = await play.openedBy(customer, 'Help')
  await play.got(customer, ticket.code)
  return { play, api, customer, anna, ticket, thread }
}

describe('When Telegram makes trouble', () => {
  it('a reply whose answer was lost is uncertain, and goes again only when an agent says so', async () => {
    const { play, api, customer, anna, ticket, thread } = await withTicket()
    api.next('sendMessage', { kind: 'answer_lost' }, customer.user.id)
    const reply = anna.says('We come tomorrow', thread)
    const question = await eventually('the question', () =>
      play.inTopic(thread).find(each => buttonsOf(each).some(({ text }) => text === 'Send again'))
    )
    expect(question.reply_to_message?.message_id).toBe(reply.message_id)
    const stateOf = async () => (await play.desk.thread(ticket.id)).at(-1)?.delivery?.state
    expect(await stateOf()).toBe('uncertain')
    expect(customer.received.filter(text => text === 'We come tomorrow')).toHaveLength(1)
    await play.restart('SIGKILL')
    await untilQuiet(play.desk)
    expect(customer.received.filter(text => text === 'We come tomorrow')).toHaveLength(1)

    // As a client shows it that has not seen the edit.
    const stale = structuredClone(question)
    await play.answerTo(anna.presses(question, 'Send again'))
    await eventually('it is sent', async () => (await stateOf()) === 'sent')
    expect(customer.received.filter(text => text === 'We come tomorrow')).toHaveLength(2)
    await eventually('the question is answered', () => saidIn(question).startsWith('✓ Arrived'))
    expect(buttonsOf(question)).toEqual([])
    const press = anna.presses(stale, 'Send again')
    await play.answerTo(press)
    await untilQuiet(play.desk)
    expect(customer.received.filter(text => text === 'We come tomorrow')).toHaveLength(2)
  })

  it('a relay whose answer was lost comes again and says so', async () => {
    const { play, api, customer, thread } = await withTicket()
    api.next('sendMessage', { kind: 'answer_lost' }, api.world.group.id)
    customer.says('Hello?')
    await play.shown(thread, '↻ perhaps repeated: Hello?')
    customer.says('Anybody?')
    await play.shown(thread, 'Anybody?')
    const texts = play.inTopic(thread).map(saidIn)
    expect(texts.slice(-3)).toEqual(['Hello?', '↻ perhaps repeated: Hello?', 'Anybody?'])
  })

  it('a topic whose answer was lost is found by its echo', async () => {
    const play = await Play.start(opened)
    const customer = new Customer(play.api)
    play.api.next('createForumTopic', { kind: 'answer_lost' })
    const { ticket } = await play.openedBy(customer, 'Help')
    expect(play.api.world.topics.size).toBe(1)
    expect(ticket.topic?.thread_id).toBe([...play.api.world.topics.keys()][0])
  })

  it('a topic whose answer was lost is made once, and an agent’s first word there counts, also when its echo comes last', async () => {
    const play = await Play.start(opened, { way: 'webhook' })
    const { api } = play
    const customer = new Customer(api)
    const anna = new Colleague(api, { first_name: 'Anna', username: 'anna' })
    const letEchoCome = api.updates.holdBack(({ message }) => message?.forum_topic_created !== undefined)
    api.next('createForumTopic', { kind: 'answer_lost' })
    customer.says('Help')
    const thread = await eventually('the topic', () => [...api.world.topics.keys()][0])
    const asked = () => api.callsOf('getWebhookInfo').length
    const before = asked()
    await eventually('the desk asks twice what is still to come', () => asked() >= before + 2, patienceMs)
    expect(api.world.topics.size).toBe(1)

    anna.says('On it', thread)
    await play.got(customer, 'On it')
    await play.shown(thread, 'Help')
    letEchoCome()
    anna.says('Done', thread)
    await play.got(customer, 'Done')
    await untilQuiet(play.desk)
    expect(api.world.topics.size).toBe(1)
    const { topic } = await play.ticket('has its topic')
    expect(topic?.thread_id).toBe(thread)
  }, 60_000)

  it('waits as long as Telegram says, in that chat alone, also over a restart', async () => {
    const { play, api, customer, anna, thread } = await withTicket()
    api.next('sendMessage', notEnough, customer.user.id)
    anna.says('Patience', thread)
    const refused = await eventually('the refusal', () => api.calls.find(({ outcome }) => outcome === 429))
    const other = new Customer(api, { first_name: 'Otto' })
    await play.openedBy(other, 'Me too')
    await play.restart('SIGKILL')
    await play.got(customer, 'Patience')
    const accepted = api.callsOf('sendMessage').find(({ params, outcome }) => {
      return params['text'] === 'Patience' && outcome === 'ok'
    })
    const waited = (accepted?.at ?? 0) - refused.at
    expect(waited).toBeGreaterThanOrEqual(4000)
    expect(waited).toBeLessThan(9000)
    expect(customer.received.filter(text => text === 'Patience')).toHaveLength(1)
  })

  it('makes a deleted topic again once, with what happened so far and the pending message once', async () => {
    const { play, api, customer, anna, ticket, thread } = await withTicket()
    anna.says('What is it?', thread)
    await play.got(customer, 'What is it?')
    api.world.deleteTopic(thread)
    customer.says('The lamp is broken')
    const moved = await play.ticket('has another topic', each => (each.topic?.thread_id ?? thread) !== thread)
    const next = moved.topic?.thread_id ?? 0
    await play.shown(next, 'The lamp is broken')
    await untilQuiet(play.desk)
    const texts = play.inTopic(next).map(saidIn)
    expect(texts.filter(text => text.includes('The lamp is broken'))).toHaveLength(1)
    const summary = texts.find(text => text.includes('The former topic of this ticket was deleted'))
    expect(summary).toContain('Help')
    expect(summary).toContain('What is it?')
    expect(texts.at(-1)).toBe('The lamp is broken')
    expect(api.callsOf('createForumTopic')).toHaveLength(2)
    anna.says('I see', next)
    await play.got(customer, 'I see')
    expect((await play.desk.thread(ticket.id)).map(({ text }) => text)).toEqual([
      'Help',
      'What is it?',
      'The lamp is broken',
      'I see'
    ])
  })

  it('pauses when rights are missing, says so once, and goes on when they are back', async () => {
    const play = await Play.start(opened)
    const { api } = play
    api.world.setRights({ can_manage_topics: false })
    const warned = () =>
      api.world.in(api.world.group.id).filter(each => textOf(each).includes('can_manage_topics'))
    await eventually('the group is told', () => warned().length > 0)
    const customers = [new Customer(api), new Customer(api, { first_name: 'Otto' })]
    for (const customer of customers) customer.says('Help')
    await eventually('both tickets', async () => (await play.desk.tickets()).length === 2)
    await eventually('health says so', async () =>
      (await healthOf(play.desk)).warnings.some(text => text.includes('can_manage_topics'))
    )
    expect(api.world.topics.size).toBe(0)
    expect(warned()).toHaveLength(1)
    api.world.setRights({ can_manage_topics: true })
    await eventually('both topics', async () =>
      (await play.desk.tickets()).every(({ topic }) => topic !== null)
    )
    await untilQuiet(play.desk)
    expect(api.world.topics.size).toBe(2)
    expect(warned()).toHaveLength(1)
  })

  it('follows the group when it gets another id', async () => {
    const { play, api, customer, anna, thread, ticket } = await withTicket()
    const before = api.world.group.id
    const held = api.withheld(() => api.world.migrate())
    customer.says('Are you there?')
    await play.shown(thread, 'Are you there?')
    for (const update of held) api.updates.push(update)
    anna.says('Yes', thread)
    await play.got(customer, 'Yes')
    const otto = await play.openedBy(new Customer(api, { first_name: 'Otto' }), 'Me too')
    expect(otto.ticket.topic?.chat_id).toBe(api.world.group.id)
    expect(api.world.group.id).not.toBe(before)
    const moved = await play.desk.get<Ticket>(`/api/v1/tickets/${ticket.id}`)
    expect(moved.body.topic).toEqual({ chat_id: api.world.group.id, thread_id: thread })
  })

  it.each([302, 403])(
    'sends once and in order what a proxy’s page of %d kept from being sent, and leaves nothing uncertain',
    async status => {
      const { play, api, customer, anna, ticket, thread } = await withTicket()
      for (let times = 0; times < 3; times++) {
        for (const chat of [api.world.group.id, customer.user.id]) {
          api.next('sendMessage', { kind: 'page', status }, chat)
        }
      }
      const words = ['one', 'two', 'three']
      for (const word of words) {
        customer.says(word)
        anna.says(`${word}, too`, thread)
      }
      for (const word of words) {
        await play.shown(thread, word)
        await play.got(customer, `${word}, too`)
      }
      await untilQuiet(play.desk)
      expect(
        play
          .inTopic(thread)
          .map(saidIn)
          .filter(text => words.includes(text))
      ).toEqual(words)
      expect(customer.received.filter(text => text.endsWith(', too'))).toEqual(
        words.map(word => `${word}, too`)
      )
      const states = (await play.desk.thread(ticket.id)).map(({ delivery }) => delivery?.state)
      expect(states.filter(state => state === 'failed' || state === 'uncertain')).toEqual([])
    }
  )

  it('sends in order what a bad gateway kept from being sent', async () => {
    const { play, api, customer, anna, thread } = await withTicket()
    for (let times = 0; times < 2; times++) {
      api.next('sendMessage', { kind: 'refused', code: 502, description: 'Bad Gateway' }, api.world.group.id)
    }
    const words = ['one', 'two', 'three']
    for (const word of words) customer.says(word)
    for (const word of words) await play.shown(thread, word)
    await untilQuiet(play.desk)
    anna.says('Thanks', thread)
    await play.got(customer, 'Thanks')
    const shown = play.inTopic(thread).map(each => saidIn(each).replace('↻ perhaps repeated: ', ''))
    expect(shown.slice(-3)).toEqual(words)
  })
})
