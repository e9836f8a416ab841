import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '#kernel'
import { slaPolicyKind } from './sla-policy.js'

const target: JsonObject = { metric: 'first_reply', target_s: 1800 }
const body = (more: JsonObject = {}): JsonObject => ({
  name: 'Standard',
  calendar_id: 'berlin',
  targets: [target],
  ...more
})
const pointers = (policy: unknown) =>
  slaPolicyKind.check(policy, 0).map(({ pointer, code }) => `${pointer} ${code}`)
const withTarget = (more: JsonObject) => pointers(body({ targets: [{ ...target, ...more }] }))

describe('the body of a policy', () => {
  it('needs a name, a calendar and targets, of a target metric and seconds; the rest has defaults', () => {
    expect(slaPolicyKind.check(body(), 0)).toEqual([])
    expect(pointers({})).toEqual(['/name required', '/calendar_id required', '/targets required'])
    expect(pointers(body({ targets: [{}] }))).toEqual([
      '/targets/0/metric required',
      '/targets/0/target_s required'
    ])
    expect(slaPolicyKind.complete(body({ notify: { warn: false } }))).toEqual({
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
    expect(
      slaPolicyKind.check(body({ targets: [all], filter, position: 3, notify: { breach: false } }), 0)
    ).toEqual([])
  })

  it('refers to its calendar, and to the queues that it is for', () => {
    expect(slaPolicyKind.refersTo(body({ filter: { queue_id: ['billing', 7, 'returns'] } }))).toEqual([
      { kind: 'calendar', id: 'berlin', pointer: '/calendar_id' },
      { kind: 'queue', id: 'billing', pointer: '/filter/queue_id/0' },
      { kind: 'queue', id: 'returns', pointer: '/filter/queue_id/2' }
    ])
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
