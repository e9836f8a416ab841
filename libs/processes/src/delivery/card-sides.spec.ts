import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { ActOnTicket } from '#application'
import type { CardSide, TicketCommand } from '#domain'
import type { AgentId, QueueId, TicketId } from '#kernel'
import { readPress } from '../intake/button-data.js'
import { agent, group, groupStream, Scene, World } from './testing/scene.js'
import { lost, refusal } from './testing/scripted-telegram.js'

const bob = 'b0000000-0000-5000-8000-000000000002' as AgentId
const choosing: CardSide = {
  kind: 'agents',
  holder: null,
  page: 1,
  pages: 3,
  choices: [
    { agentId: bob, load: 3, limit: 10 },
    { agentId: agent, load: 4, limit: null }
  ]
}

let world: World
let scene: Scene
let ticketId: TicketId
beforeEach(async () => {
  world = new World()
  scene = await Scene.open(world)
  ticketId = (await scene.customerWrites('It is broken')).ticketId
  await scene.quiet()
})
afterEach(() => scene.stop())

type Keyboard = { inline_keyboard: { text: string; callback_data: string }[][] }
const keyboards = () =>
  world.telegram.calls
    .filter(
      ({ method, params }) =>
        params['reply_markup'] && (method === 'sendMessage' || method === 'editMessageText')
    )
    .map(({ params }) => (params['reply_markup'] as Keyboard).inline_keyboard)
const shown = () => keyboards().at(-1) ?? []
const texts = () => shown().map(row => row.map(({ text }) => text))
const chooses = (command: TicketCommand) =>
  scene.bus.execute(new ActOnTicket(ticketId, command, { ...scene.context(), actor: `agent:${bob}` }))
const edits = () => world.telegram.named('editMessageText')

describe('the buttons of a card', () => {
  it('are what can be done, and turn into a choice and back, in the card itself', async () => {
    const actions = [
      ['Claim', 'Assign…', 'Resolve'],
      ['Hold', 'Priority…', 'Escalate…']
    ]
    expect(texts()).toEqual(actions)
    await scene.turnsCard(ticketId, choosing)
    await scene.quiet()
    expect(texts()).toEqual([['A colleague · 3/10'], ['A colleague · 4'], ['‹', 'Back', '›']])
    await scene.turnsCard(ticketId, { kind: 'priorities' })
    await scene.quiet()
    expect(texts()).toEqual([['low', '• normal'], ['high', 'urgent'], ['Back']])
    await scene.turnsCard(ticketId, { kind: 'actions' })
    await scene.quiet()
    expect(texts()).toEqual(actions)
    const [first] = edits()
    for (const { params } of edits())
      expect([params['message_id'], params['text']]).toEqual([
        first?.params['message_id'],
        first?.params['text']
      ])
    expect(world.telegram.texts(group).filter(text => String(text).startsWith('Ticket '))).toHaveLength(1)
  })

  it('say what intake reads, in 64 bytes', async () => {
    await scene.turnsCard(ticketId, { ...choosing, holder: bob })
    await scene.act(ticketId, { type: 'HoldTicket' })
    await scene.quiet()
    await scene.turnsCard(ticketId, { kind: 'priorities' })
    await scene.quiet()
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: world.clock.now() })
    await scene.quiet()
    const data = keyboards()
      .flat(2)
      .map(({ callback_data }) => callback_data)
    expect(data).toContain(`give:${bob}:b0000000`)
    expect(data).toContain('reopen')
    for (const each of data) {
      expect(readPress(each, agent, 0)).toBeDefined()
      expect(Buffer.byteLength(each)).toBeLessThanOrEqual(64)
    }
  })

  it('go back to what can be done once something was chosen, by whomever', async () => {
    await scene.turnsCard(ticketId, choosing)
    await scene.quiet()
    await chooses({ type: 'AssignTicket', agentId: bob })
    await scene.quiet()
    expect(texts()).toEqual([
      ['Assign…', 'Resolve'],
      ['Hold', 'Priority…', 'Escalate…']
    ])
    await scene.turnsCard(ticketId, { kind: 'priorities' })
    await chooses({ type: 'ChangePriority', priority: 'high' })
    await scene.quiet()
    expect(texts()[1]).toEqual(['Hold', 'Priority…', 'Escalate…'])
  })

  it('stay a choice while the customer writes, and while tags change', async () => {
    await scene.turnsCard(ticketId, choosing)
    await scene.customerWrites('Still broken')
    await scene.act(ticketId, { type: 'ChangeTags', add: ['vip'], remove: [] })
    await scene.quiet()
    expect(texts()).toHaveLength(3)
  })

  it('are in the end what the last of two who press at once has asked for', async () => {
    await scene.turnsCard(ticketId, choosing)
    await scene.turnsCard(ticketId, { kind: 'priorities' })
    await scene.quiet()
    expect(texts()).toEqual([['low', '• normal'], ['high', 'urgent'], ['Back']])
  })

  it('are turned when the answer was lost, and when the process was killed in between', async () => {
    world.telegram.answer('editMessageText', lost)
    await scene.turnsCard(ticketId, choosing)
    await scene.quiet()
    expect(edits()).toHaveLength(2)
    await scene.turnsCard(ticketId, { kind: 'priorities' })
    await scene.die()
    scene = await Scene.open(world)
    await scene.quiet()
    expect(texts()).toEqual([['low', '• normal'], ['high', 'urgent'], ['Back']])
  })

  it('come with the next card, where somebody has deleted this one', async () => {
    world.telegram.answer('editMessageText', refusal(400, 'Bad Request: message to edit not found'))
    await scene.turnsCard(ticketId, choosing)
    await scene.quiet()
    expect(world.telegram.texts(group).filter(text => String(text).startsWith('Ticket '))).toHaveLength(2)
    expect(texts()).toHaveLength(3)
  })

  it('of a topic that was deleted turn nothing: the next one begins with what can be done', async () => {
    const place = { staffGroupId: groupStream, chatId: group, threadId: scene.threadOf(ticketId) }
    await scene.turnsCard(ticketId, choosing)
    await scene.quiet()
    const before = edits().length
    await scene.act(ticketId, { type: 'LoseTopic', place })
    await scene.turnsCard(ticketId, choosing)
    await scene.quiet()
    expect(texts()[1]).toEqual(['Hold', 'Priority…', 'Escalate…'])
    expect(edits()).toHaveLength(before)
  })
})

describe('many who turn cards at once', () => {
  it('stay within what Telegram lets a group have, and all see what they asked for', async () => {
    await scene.stop()
    world = new World()
    scene = await Scene.open(world, { limits: true })
    const tickets: TicketId[] = []
    for (let user = 20; user < 32; user++) {
      tickets.push((await scene.customerWrites('It is broken', { user })).ticketId)
    }
    await scene.quiet(1000)
    const counted = (params: Readonly<Record<string, unknown>>) => params['chat_id'] === group
    const at: number[] = []
    world.telegram.before = async ({ method, params }) => {
      if (counted(params) && method !== 'setMessageReaction') at.push(world.clock.monotonic())
    }
    for (const each of tickets) {
      await scene.turnsCard(each, choosing)
      await scene.turnsCard(each, { kind: 'priorities' })
    }
    for (const each of tickets) await scene.turnsCard(each, choosing)
    await scene.quiet(1000)
    for (const from of at) {
      expect(at.filter(time => time >= from && time < from + 60_000).length).toBeLessThanOrEqual(20)
    }
    const last = new Map(
      edits().map(({ params }) => [params['message_id'], params['reply_markup'] as Keyboard])
    )
    expect(last.size).toBe(tickets.length)
    for (const { inline_keyboard } of last.values()) expect(inline_keyboard).toHaveLength(3)
  })
})

describe('the card of a ticket that the desk has decided on', () => {
  const grounds = { queueId: 'general' as QueueId, queueVersion: 3, strategy: 'round_robin', at: 0 } as const
  const seen = { candidates: [], more: 0 }
  const waiting = {
    ...grounds,
    ...seen,
    what: 'waiting',
    because: 'nobody_eligible',
    chosen: null,
    since: 0,
    skills: [],
    fallback: null
  } as const
  const card = () => String(edits().at(-1)?.params['text'] ?? world.telegram.texts(group)[0])

  it('says why nobody has it, then why it is whose it is, and nothing of what people decided since', async () => {
    await scene.act(ticketId, { type: 'RecordWaiting', decision: waiting })
    await scene.quiet()
    expect(card()).toContain('Waits: nobody who could have it is free')
    const given = {
      ...grounds,
      ...seen,
      what: 'assigned',
      because: 'longest_without',
      chosen: bob,
      acceptBy: null
    } as const
    await chooses({ type: 'AssignTicket', agentId: bob, routing: given })
    await scene.quiet()
    // Nobody has acted yet, so a colleague may take it.
    expect(texts()[0]).toEqual(['Claim', 'Assign…', 'Resolve'])
    expect(card()).toContain('Why: longest without a ticket of this queue')
    await chooses({ type: 'UnassignTicket' })
    await scene.quiet()
    expect(card()).not.toMatch(/Why|Waits/)
    await chooses({ type: 'ClaimTicket', agentId: bob })
    await scene.quiet()
    expect(card()).not.toMatch(/Why|Waits/)
    expect(texts()[0]).toEqual(['Assign…', 'Resolve'])
  })
})

describe('a card whose ticket is about something that is known', () => {
  const suggest = (...ids: string[]) =>
    scene.act(ticketId, { type: 'SuggestArticles', found: ids.map(id => ({ id, score: 1 })) })

  it('says how many articles there are, in a button of its own, until there are none', async () => {
    await suggest('refunds', 'banks')
    await scene.quiet()
    expect(shown().at(-1)).toEqual([{ text: '📄 Articles · 2', callback_data: 'suggested' }])
    expect(readPress('suggested', agent, 0)).toEqual({ kind: 'suggested' })
    await suggest()
    await scene.quiet()
    expect(texts()).toEqual([
      ['Claim', 'Assign…', 'Resolve'],
      ['Hold', 'Priority…', 'Escalate…']
    ])
  })
})
