import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '#kernel'
import { matchPolicy, type PolicyFacts, policyOf, targetsFor } from './policy.js'

const target: JsonObject = { metric: 'first_reply', target_s: 1800 }
const body = (more: JsonObject = {}): JsonObject => ({
  name: 'Standard',
  calendar_id: 'berlin',
  targets: [target],
  ...more
})

describe('the choice of a policy', () => {
  const facts: PolicyFacts = { queueId: 'billing', priority: 'high', tags: ['vip', 'new'], language: 'de' }
  const choose = (policies: Readonly<Record<string, JsonObject>>, about = facts) =>
    matchPolicy(
      Object.entries(policies).map(([id, more]) => policyOf(id, 0, body(more))),
      about
    )?.id

  it('is the first that fits, by position, then by id', () => {
    expect(choose({ b: { position: 1 }, c: { position: 0 }, a: { position: 1 } })).toBe('c')
    expect(choose({ b: {}, a: {} })).toBe('a')
    expect(choose({})).toBeUndefined()
  })

  it.each<[string, JsonObject, boolean]>([
    ['nothing asked for', {}, true],
    ['its queue', { queue_id: ['general', 'billing'] }, true],
    ['another queue', { queue_id: ['general'] }, false],
    ['its priority', { priority: ['high', 'urgent'] }, true],
    ['another priority', { priority: ['low'] }, false],
    ['any of its tags', { tags_any: ['old', 'vip'] }, true],
    ['other tags', { tags_any: ['old'] }, false],
    ['a tag in other letters', { tags_any: ['ＶＩＰ'] }, true],
    ['its language', { language: ['de'] }, true],
    ['another language', { language: ['en'] }, false],
    ['all must fit', { queue_id: ['billing'], priority: ['low'] }, false],
    ['an empty list fits nothing', { queue_id: [] }, false]
  ])('asks for %s', (_, filter, fits) => {
    expect(choose({ one: { filter } })).toBe(fits ? 'one' : undefined)
  })

  it('by a tag fits one that was recorded before tags were folded', () => {
    const about = { ...facts, tags: ['VIP'] }
    expect(choose({ one: { filter: { tags_any: ['vip'] } } }, about)).toBe('one')
    expect(choose({ one: { filter: { tags_any: ['Vip'] } } }, about)).toBe('one')
  })

  it('by language fits no ticket whose language nobody knows', () => {
    expect(choose({ one: { filter: { language: ['de'] } } }, { ...facts, language: null })).toBeUndefined()
  })
})

it('the first target for the priority counts, with the default pauses of its metric', () => {
  const policy = policyOf(
    'one',
    0,
    body({
      targets: [
        { ...target, priority: ['urgent'], target_s: 60, warn_before_s: [10, 30] },
        target,
        { metric: 'agent_work', target_s: 10 },
        { metric: 'requester_wait', target_s: 10 },
        { metric: 'resolution', target_s: 10, pause_in: ['on_hold'] }
      ]
    })
  )
  const told = (priority: 'urgent' | 'low') =>
    targetsFor(policy, priority).map(({ metric, targetS, pauseIn }) => [metric, targetS, ...pauseIn])
  const others = [
    ['agent_work', 10, 'waiting_on_customer', 'on_hold'],
    ['requester_wait', 10, 'waiting_on_customer'],
    ['resolution', 10, 'on_hold']
  ]
  expect(told('urgent')).toEqual([['first_reply', 60], ...others])
  expect(told('low')).toEqual([['first_reply', 1800], ...others])
  expect(targetsFor(policy, 'urgent')[0]?.warnBeforeS).toEqual([30, 10])
})
