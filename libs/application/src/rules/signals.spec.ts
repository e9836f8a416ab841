import { beforeEach, describe, expect, it } from '@jest/globals'
import { ticketStream } from '#domain'
import type { Json } from '#kernel'
import { type RulesScene, rulesScene } from '../testing/rules.js'

let scene: RulesScene
beforeEach(async () => {
  scene = await rulesScene()
})

const from = (value: Json, op = 'at_least') => ({
  ...{ on: ['ticket_opened', 'customer_message', 'rated'], once: 'event' },
  ...{ if: { all: [{ field: 'signal_score', op, value }] }, then: [{ note: 'look' }] }
})
const minutes = (n: number) => scene.desk.clock.advance(n * 60_000)

describe('The score of signals', () => {
  it('is the sum of what a message has, by the weights of the desk', async () => {
    await scene.rule('angry', from(2))
    const calm = await scene.write('Where is my order?')
    await scene.write('I want to talk to a human')
    expect(await scene.applied(calm)).toEqual([])
    await scene.write('Жду две недели 😡')
    expect(await scene.told(calm, 'RuleApplied')).toMatchObject([{ data: { rule: 'angry', signalScore: 2 } }])
    await scene.publish('desk', 'notices', { signals: { asks_for_person: 5, angry_emoji: 0 } })
    await scene.write('I want to talk to a human')
    await scene.write('😡 again two weeks of waiting')
    expect((await scene.told(calm, 'RuleApplied')).map(({ data }) => data['signalScore'])).toEqual([2, 5])
  })

  it('stands in the event as a whole number, and what was heard sealed', async () => {
    await scene.rule('angry', from(1))
    const stored = await scene.desk.stored(ticketStream(await scene.write('My lawyer will call you')))
    const applied = stored.find(({ type }) => type === 'RuleApplied')
    expect(applied?.data['signalScore']).toBe(1)
    expect(JSON.stringify(applied?.data)).not.toMatch(/lawyer|threats/)
    const at = { stream: applied?.stream ?? '', eventId: applied?.id, type: 'RuleApplied' }
    const { subjectId } = scene
    const opened =
      applied?.personal && (await scene.desk.sealer.open({ ...at, subjectId } as never, applied.personal))
    expect(opened).toEqual({ matched: [{ field: 'signal_score', terms: ['threats: my lawyer will'] }] })
  })

  it('counts that nobody has answered for long: the third message, half an hour after the first', async () => {
    await scene.rule('alone', from(1))
    const ticketId = await scene.write('Hello')
    await minutes(20)
    await scene.write('My order is blue')
    await scene.write('and green')
    expect(await scene.applied(ticketId)).toEqual([])
    await minutes(10)
    await scene.write('and red')
    expect(await scene.applied(ticketId)).toEqual(['alone'])
  })

  it('counts a low rating, and neither a good one nor what was said before', async () => {
    await scene.rule('unhappy', from(1))
    const ticketId = await scene.write('Hello')
    const now = scene.desk.clock.now()
    const rate = (score: number) =>
      scene.act(ticketId, {
        ...{ type: 'RateTicket', resolution: 1, score, low: score < 3, telegramMessageId: 9, now }
      })
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now })
    await scene.act(ticketId, { type: 'RequestRating', now })
    await rate(5)
    expect(await scene.applied(ticketId)).toEqual([])
    await rate(1)
    expect(await scene.applied(ticketId)).toEqual(['unhappy'])
  })

  it('is not asked for where no rule looks at it', async () => {
    await scene.rule('other', { on: ['ticket_opened'], then: [{ note: 'look' }] })
    const [applied] = await scene.told(await scene.write('IDIOTS, ALL OF YOU 😡'), 'RuleApplied')
    expect(applied?.data).not.toHaveProperty('signalScore')
  })

  it('has names that are known: others are refused', async () => {
    const done = await scene.try('desk', 'notices', { signals: { sentiment: 2 } })
    expect(!done.ok && 'problems' in done && done.problems.map(({ pointer }) => pointer)).toEqual([
      '/signals/sentiment'
    ])
  })
})
