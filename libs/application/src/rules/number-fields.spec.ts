import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Json } from '#kernel'
import { conceal } from '#privacy'
import { type RulesScene, rulesScene } from '../testing/rules.js'

let scene: RulesScene
beforeEach(async () => {
  scene = await rulesScene()
  await scene.publish('ticket_field', 'amount', { name: 'Amount', type: 'number' })
})

const ruleWith = (op: string, value: Json) => ({
  ...{ name: 'amount', on: ['fields_changed'], once: 'event', then: [{ add_tags: ['x'] }] },
  if: { all: [{ field: 'field.amount', op, value }] }
})

describe('A rule that looks at a number of the ticket', () => {
  it.each([
    ['at_least', 9, [9, 9.5, 10.25], [8.75, -10]],
    ['at_most', 0, [0, -0.5, -12], [0.5, 0.0000001, 3]],
    ['is', 10, [10], [10.5]],
    ['in', [9, 12], [9, 12], [9.5, 95]],
    ['not_in', [9, 12], [9.5], [9, 12]]
  ])('compares it with its decimals: %s %j', async (op, value, held, others) => {
    await scene.publish('rule', 'amount', ruleWith(op, value))
    const ticketId = await scene.write('hello')
    const acts: number[] = []
    for (const amount of [...held, ...others]) {
      await scene.act(ticketId, { type: 'ChangeTags', add: [], remove: ['x'] })
      const before = (await scene.applied(ticketId)).length
      await scene.act(ticketId, {
        type: 'ChangeFields',
        changes: [{ field: 'amount', digest: `of ${amount}`, chosen: null }],
        personal: conceal({ values: { amount } })
      })
      if ((await scene.applied(ticketId)).length > before) acts.push(amount)
    }
    expect(acts).toEqual(held)
  })

  it('is refused with a list of both, with one for words, and with what no event can hold', async () => {
    const problems = async (op: string, value: Json) => {
      const done = await scene.try('rule', 'amount', ruleWith(op, value))
      return !done.ok && 'problems' in done ? done.problems.map(({ pointer }) => pointer) : []
    }
    expect(await problems('in', [1, 'a'])).toEqual(['/if/all/0/value'])
    expect(await problems('has_any', [1, 2])).toEqual(['/if/all/0/value'])
    expect(await problems('at_least', 1.5)).toEqual(['/if/all/0/value'])
    expect(await problems('in', ['a', 'b'])).toEqual([])
  })
})
