import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '#kernel'
import { checkPolicy, completePolicy, matchPolicy, type PolicyFacts, policyOf, targetsFor } from './policy.js'

const target: JsonObject = { metric: 'first_reply', target_s: 1800 }
const body = (more: JsonObject = {}): JsonObject => ({
  name: 'Standard',
  calendar_id: 'berlin',
  targets: [target],
  ...more
})
const pointers = (policy: unknown) => checkPolicy(policy).map(({ pointer, code }) => `${pointer} ${code}`)
const withTarget = (more: JsonObject) => pointers(body({ targets: [{ ...target, ...more }] }))

describe('the body of a policy', () => {
  it('needs a name, a calendar and targets, of a target metric and seconds; the rest has defaults', () => {
    expect(checkPolicy(body())).toEqual([])
    expect(pointers({})).toEqual(['/name required', '/calendar_id required', '/targets required'])
    expect(pointers(body({ targets: [{}] }))).toEqual([
      '/targets/0/metric required',
      '/targets/0/target_s required'
    ])
    expect(completePolicy(body({ notify: { warn: false } }))).toEqual({
      ...body(),
      position: 0,
      filter: {},
      notify: { warn: false, breach: true }
    })
  })

  it('may say all of it', () => {
    const all = {
      ...target,
      clock: 'calendar',
      starts_at: 'assignment',
      priority: ['urgent'],
      warn_before_s: [600, 60],
      grace_s: 0,
      pause_in: ['on_hold'],
      resolution: 'first'
    }
    const filter = { queue_id: ['billing'], priority: ['high'], tags_any: ['vip'], language: ['de'] }
    expect(checkPolicy(body({ targets: [all], filter, position: 3, notify: { breach: false } }))).toEqual([])
  })

  it.each<[string, JsonObject, string]>([
    ['a metric nobody knows', { metric: 'speed' }, '/targets/0/metric invalid'],
    ['no time at all', { target_s: 0 }, '/targets/0/target_s invalid'],
    ['a negative target', { target_s: -1 }, '/targets/0/target_s invalid'],
    ['half a second', { target_s: 0.5 }, '/targets/0/target_s invalid'],
    ['more than ten years', { target_s: 315_360_001 }, '/targets/0/target_s invalid'],
    ['another clock', { clock: 'lunar' }, '/targets/0/clock invalid'],
    ['another start', { starts_at: 'dawn' }, '/targets/0/starts_at invalid'],
    ['a priority nobody knows', { priority: ['huge'] }, '/targets/0/priority invalid'],
    ['a status nobody knows', { pause_in: ['asleep'] }, '/targets/0/pause_in invalid'],
    ['a negative grace', { grace_s: -1 }, '/targets/0/grace_s invalid'],
    ['a warning before the start', { warn_before_s: [60, 1800] }, '/targets/0/warn_before_s/1 invalid'],
    ['a field nobody knows', { colour: 'red' }, '/targets/0/colour unknown']
  ])('is refused: %s', (_, more, problem) => {
    expect(withTarget(more)).toEqual([problem])
  })

  it.each<[string, unknown, string]>([
    ['text', 'policy', ' type'],
    [
      'a filter on a field that does not exist',
      body({ filter: { colour: ['red'] } }),
      '/filter/colour unknown'
    ],
    ['a filter that is no list', body({ filter: { queue_id: 'billing' } }), '/filter/queue_id invalid'],
    ['a position before the first', body({ position: -1 }), '/position invalid'],
    ['a notify that is neither', body({ notify: { warn: 'yes' } }), '/notify/warn invalid'],
    ['no targets', body({ targets: [] }), '/targets invalid'],
    ['a target that is none', body({ targets: [7] }), '/targets/0 type'],
    ['a field nobody knows', body({ colour: 'red' }), '/colour unknown'],
    ['a name of the language', body({ constructor: 1 }), '/constructor unknown']
  ])('is refused: %s', (_, policy, problem) => {
    expect(pointers(policy)).toEqual([problem])
  })
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
    ['its language', { language: ['de'] }, true],
    ['another language', { language: ['en'] }, false],
    ['all must fit', { queue_id: ['billing'], priority: ['low'] }, false],
    ['an empty list fits nothing', { queue_id: [] }, false]
  ])('asks for %s', (_, filter, fits) => {
    expect(choose({ one: { filter } })).toBe(fits ? 'one' : undefined)
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
