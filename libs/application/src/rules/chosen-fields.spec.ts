import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Json } from '#kernel'
import { conceal } from '#privacy'
import { type RulesScene, rulesScene } from '../testing/rules.js'

let scene: RulesScene
beforeEach(async () => {
  scene = await rulesScene()
  const options = ['refund', 'other'].map(id => ({ id, label: { en: id } }))
  await scene.publish('ticket_field', 'topic', { name: 'Topic', type: 'select', decides: true, options })
  await scene.publish('ticket_field', 'topics', {
    ...{ name: 'Topics', type: 'multi_select', decides: true, options }
  })
  await scene.publish('ticket_field', 'paid', { name: 'Paid', type: 'yes_no', decides: true })
})

describe('A rule that looks at a field that decides', () => {
  it.each([
    ['topic', 'matches', '^ref', 'refund', 'other'],
    ['topics', 'matches', 'refund other', ['refund', 'other'], ['other']],
    ['paid', 'matches', '^yes$', true, false],
    ['paid', 'is', true, true, false],
    ['paid', 'is_not', true, false, true],
    ['paid', 'is', 'no', false, true],
    ['topic', 'is', 'REFUND', 'refund', 'other']
  ])('%s %s %j: %j makes it hold, %j does not', async (field, op, value, holds, fails) => {
    await scene.rule('looks', {
      ...{ on: ['fields_changed'], then: [{ add_tags: ['x'] }] },
      if: { all: [{ field: `field.${field}`, op, value: value as Json }] }
    })
    const chosenOf = (one: unknown) =>
      typeof one === 'boolean' ? [one ? 'yes' : 'no'] : [one].flat().map(String)
    const ticketId = await scene.write('hello')
    const given = (one: Json) =>
      scene.act(ticketId, {
        type: 'ChangeFields',
        changes: [{ field, digest: JSON.stringify(one), chosen: chosenOf(one) }],
        personal: conceal({ values: { [field]: one } })
      })
    await given(fails as Json)
    expect(await scene.applied(ticketId)).toEqual([])
    await given(holds as Json)
    expect(await scene.applied(ticketId)).toEqual(['looks'])
  })
})
