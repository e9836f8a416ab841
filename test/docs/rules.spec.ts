import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { JsonObject, TicketId } from '#kernel'
import { openRulesStory, type RulesStory } from '../../libs/processes/src/rules/testing/rules-story.js'
import { firstRule, headings, needed, settingsIn, rulesTold as told } from '../support/rules-page.js'

const bodyOf = (id: string): JsonObject => {
  const found = told.find(rule => rule.id === id)
  if (!found) throw new Error(`docs/rules.md tells of no rule ${id}`)
  return found.body
}

let story: RulesStory
beforeEach(async () => {
  story = await openRulesStory()
  await story.publishAll(settingsIn(needed))
})
afterEach(() => story.close())

const day = 24 * 60
/** What each rule does, with those it needs beside it. */
const stories: {
  readonly [rule: string]: { readonly beside?: readonly string[]; readonly play: () => Promise<void> }
} = {
  billing: {
    async play() {
      const asks = await story.write('Where are my Invoices?')
      expect(await story.ticket(asks)).toMatchObject({ queueId: 'billing' })
      const another = await story.write('The app crashes', { who: 'Ben' })
      expect(await story.ticket(another)).toMatchObject({ queueId: 'general' })
      const russian = await story.write('Где мои счета?', { who: 'Vera', language: 'ru' })
      expect(await story.ticket(russian)).toMatchObject({ queueId: 'billing' })
    }
  },
  urgent: {
    async play() {
      const ticketId = await story.write('It does not work')
      expect(await story.ticket(ticketId)).toMatchObject({ priority: 'normal' })
      await story.write('Please, it is URGENT')
      expect(await story.ticket(ticketId)).toMatchObject({ priority: 'urgent' })
    }
  },
  'urgent-waits': {
    beside: ['urgent'],
    async play() {
      const [waits, answered, calm] = [
        await story.write('Urgent!'),
        await story.write('Urgent!', { who: 'Ben' }),
        await story.write('No hurry', { who: 'Cleo' })
      ]
      await story.answer(answered)
      await story.pass(9)
      expect((await story.ticket(waits)).escalation).toBe(null)
      await story.pass(2)
      expect(await story.ticket(waits)).toMatchObject({ escalation: { teamId: 'seniors', level: 2 } })
      for (const other of [answered, calm]) expect((await story.ticket(other)).escalation).toBe(null)
    }
  },
  premium: {
    async play() {
      await story.resolve(await story.write('Hello'))
      await story.isPremium()
      const next = async (): Promise<TicketId> => {
        const ticketId = await story.write('Hello again')
        await story.act(ticketId, { type: 'CloseTicket', cause: 'api', now: story.clock.now() })
        return ticketId
      }
      await next()
      expect(await story.ticket(await next())).toMatchObject({ team: 'seniors' })
      expect(await story.ticket(await story.write('Hello', { who: 'Ben' }))).toMatchObject({ team: null })
      await story.pass(12 * 60, 60)
      expect(await story.ticket(await next())).toMatchObject({ team: null })
    }
  },
  russian: {
    async play() {
      const ticketId = await story.write('Помогите', { language: 'ru' })
      expect(await story.ticket(ticketId)).toMatchObject({ tags: ['russian'] })
      expect(await story.ticket(await story.write('Help', { who: 'Ben' }))).toMatchObject({ tags: [] })
    }
  },
  'order-number': {
    async play() {
      const ticketId = await story.write('My Order #12345 is late')
      await story.write('order 12345, I said')
      expect(await story.rules(ticketId)).toEqual(['order-number'])
      expect(await story.ticket(ticketId)).toMatchObject({ tags: ['order'] })
      expect(await story.events(ticketId, 'NoteAdded')).toHaveLength(1)
      expect(await story.rules(await story.write('Заказ 12345', { who: 'Vera' }))).toEqual(['order-number'])
      expect(await story.rules(await story.write('It costs 12345', { who: 'Ben' }))).toEqual([])
    }
  },
  pricing: {
    async play() {
      const ticketId = await story.write('What does it cost?', { source: 'pricing' })
      expect(await story.ticket(ticketId)).toMatchObject({ queueId: 'sales' })
      const another = await story.write('What does it cost?', { who: 'Ben', source: 'help' })
      expect(await story.ticket(another)).toMatchObject({ queueId: 'general' })
    }
  },
  ask: {
    async play() {
      const ticketId = await story.write('Hello')
      expect(await story.events(ticketId, 'FormRequested')).toMatchObject([{ data: { form: 'request' } }])
    }
  },
  asked: {
    async play() {
      const ticketId = await story.write('Hello')
      await story.chooses(ticketId, 'topic', 'refund')
      expect(await story.ticket(ticketId)).toMatchObject({ queueId: 'billing' })
      const other = await story.write('Hello', { who: 'Ben' })
      await story.chooses(other, 'topic', 'other')
      expect(await story.ticket(other)).toMatchObject({ queueId: 'general' })
    }
  },
  away: {
    async play() {
      const byDay = await story.write('Hello')
      await story.pass(10 * 60, 60)
      const byNight = await story.write('Hello', { who: 'Ben' })
      await story.write('Anybody?', { who: 'Ben' })
      expect([await story.said(byDay), await story.said(byNight)]).toEqual([[], ['away']])
      await story.write('Still me')
      await story.write('And again')
      expect(await story.said(byDay)).toEqual(['away'])
    }
  },
  threats: {
    async play() {
      const ticketId = await story.write('My lawyers will hear of this')
      expect(await story.ticket(ticketId)).toMatchObject({ priority: 'high' })
      expect(await story.told(ticketId)).toEqual([{ who: 'leads', text: 'This customer threatens.' }])
      expect(await story.rules(await story.write('Sued I will not be', { who: 'Ben' }))).toEqual([])
    }
  },
  'writes-again': {
    async play() {
      const ticketId = await story.write('Hello')
      await story.write('Hello?')
      expect(await story.rules(ticketId)).toEqual([])
      await story.write('HELLO?')
      expect(await story.ticket(ticketId)).toMatchObject({ priority: 'high', tags: ['impatient'] })
    }
  },
  unclaimed: {
    async play() {
      const [free, taken] = [await story.write('Hello'), await story.write('Hello', { who: 'Ben' })]
      await story.claim(taken)
      await story.pass(20)
      const said = [{ who: 'group', text: 'Nobody has taken this ticket yet.' }]
      expect([await story.told(free), await story.told(taken)]).toEqual([said, []])
    }
  },
  'due-soon': {
    async play() {
      const ticketId = await story.write('Hello')
      await story.pass(44)
      expect(await story.rules(ticketId)).toEqual([])
      await story.pass(3)
      expect(await story.told(ticketId)).toMatchObject([{ who: 'assignee' }])
    }
  },
  missed: {
    async play() {
      const ticketId = await story.write('Hello')
      await story.claim(ticketId)
      await story.pass(62)
      expect(await story.ticket(ticketId)).toMatchObject({
        priority: 'high',
        assignee: null,
        escalation: { teamId: 'seniors' }
      })
      await story.pass(60, 5)
      expect(await story.rules(ticketId)).toEqual(['missed'])
    }
  },
  'came-back': {
    async play() {
      const ticketId = await story.write('Hello')
      for (const level of [null, 3]) {
        await story.resolve(ticketId)
        await story.reopen(ticketId)
        expect((await story.ticket(ticketId)).escalation?.level ?? null).toBe(level)
      }
    }
  },
  'on-hold': {
    async play() {
      const ticketId = await story.write('Hello')
      await story.act(ticketId, { type: 'ChangeStatus', to: 'on_hold', cause: 'api', now: story.clock.now() })
      await story.pass(3 * day - 60, 60)
      expect(await story.ticket(ticketId)).toMatchObject({ status: 'on_hold' })
      await story.pass(120, 60)
      expect(await story.ticket(ticketId)).toMatchObject({ status: 'open' })
      expect(await story.told(ticketId)).toMatchObject([{ who: 'assignee' }])
    }
  },
  remind: {
    async play() {
      const [silent, writes] = [await story.write('Hello'), await story.write('Hello', { who: 'Ben' })]
      await story.answer(silent)
      await story.answer(writes)
      await story.pass(day / 2, 60)
      await story.write('Thank you, one more thing', { who: 'Ben' })
      await story.pass(day / 2 + 60, 60)
      expect([await story.said(silent), await story.said(writes)]).toEqual([['still-there'], []])
      const [, reminder] = await story.events(silent, 'ReplyRequested')
      expect(reminder?.data).toMatchObject({ agentId: null, offersHelp: true })
      await story.pass(day, 120)
      expect(await story.said(silent)).toEqual(['still-there'])
    }
  },
  close: {
    beside: ['remind'],
    async play() {
      const [silent, needsHelp] = [await story.write('Hello'), await story.write('Hello', { who: 'Ben' })]
      await story.answer(silent)
      await story.answer(needsHelp)
      await story.pass(2 * day, 120)
      // As the button "Still need help" does.
      await story.write('Still need help', { who: 'Ben' })
      await story.pass(day + 120, 120)
      expect(await story.said(silent)).toEqual(['still-there', 'ended'])
      expect(await story.ticket(silent)).toMatchObject({ status: 'resolved' })
      expect((await story.ticket(needsHelp)).status).not.toBe('resolved')
      expect(await story.said(needsHelp)).toEqual(['still-there'])
    }
  },
  rate: {
    async play() {
      const ticketId = await story.write('Hello')
      await story.answer(ticketId)
      await story.resolve(ticketId)
      expect(await story.events(ticketId, 'RatingRequested')).toHaveLength(1)
      await story.reopen(ticketId)
      await story.resolve(ticketId)
      expect(await story.events(ticketId, 'RatingRequested')).toHaveLength(2)
    }
  },
  unhappy: {
    beside: ['rate'],
    async play() {
      const [low, good] = [await story.write('Hello'), await story.write('Hello', { who: 'Ben' })]
      for (const [ticketId, score] of [
        [low, 1],
        [good, 5]
      ] as const) {
        await story.answer(ticketId)
        await story.resolve(ticketId)
        await story.rates(ticketId, score)
      }
      expect(await story.ticket(low)).toMatchObject({ escalation: { teamId: 'leads' }, tags: ['unhappy'] })
      expect(await story.rules(good)).toEqual(['rate'])
    }
  }
}

describe('docs/rules.md', () => {
  it('tells at least twenty rules, each with a story here, and each story is of a rule there', () => {
    expect(told.length).toBeGreaterThanOrEqual(20)
    expect(Object.keys(stories).sort()).toEqual(told.map(({ id }) => id).sort())
    expect(headings).toHaveLength(told.length)
  })

  it('has rules that can all be in force together', async () => {
    await story.publishAll(told.map(({ id, body }) => ({ kind: 'rule', id, body })))
    const ticketId = await story.write('Urgent: where is my refund for order #12345?')
    expect(await story.rules(ticketId)).toEqual(['billing', 'urgent', 'order-number', 'ask'])
  })

  it.each(Object.entries(stories))('%s does what it says', async (id, { beside = [], play }) => {
    for (const rule of [id, ...beside]) await story.publish('rule', rule, bodyOf(rule))
    await play()
  })

  it('begins with a rule that can be published as it stands', async () => {
    await story.publish('rule', 'first', firstRule)
    expect(await story.rules(await story.write('It is urgent'))).toEqual(['first'])
  })
})
