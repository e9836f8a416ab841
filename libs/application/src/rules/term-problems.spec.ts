import { beforeEach, describe, expect, it } from '@jest/globals'
import { type RulesScene, rulesScene } from '../testing/rules.js'

let scene: RulesScene
beforeEach(async () => {
  scene = await rulesScene()
  await scene.publish('ticket_field', 'order', { name: 'Order', type: 'text' })
})

const problems = async (field: string, op: string, value: readonly string[]) => {
  const asked = { any: [{ field: 'queue_id', op: 'is', value: 'general' }], none: [{ field, op, value }] }
  const body = { name: 'x', on: ['ticket_opened'], if: asked, then: [{ add_tags: ['x'] }] }
  const done = await scene.try('rule', 'x', body)
  return !done.ok && 'problems' in done ? done.problems.map(({ pointer, code }) => [pointer, code]) : []
}

describe('A term that could hit nothing, or something else', () => {
  it.each(['🔥', '???', '=', '= ', '=!!!', '👍🏽', 'C++', '=C++', 'c#', '<3', '$5', '“c”'])(
    'is refused under its pointer: %s',
    async term => {
      expect(await problems('text', 'has_any', ['help', term])).toEqual([['/if/none/0/value/1', 'no_word']])
    }
  )

  it('is refused of all that people write, by every way to ask for words', async () => {
    for (const field of ['title', 'field.order'])
      for (const op of ['has_any', 'has_all', 'has_none'])
        expect(await problems(field, op, ['…'])).toEqual([['/if/none/0/value/0', 'no_word']])
  })

  it.each([
    'c',
    '=c',
    '7',
    'the',
    "can't",
    'urgent!!!',
    '24/7',
    'R&D',
    '№42',
    '🔥 fire',
    'node.js',
    'ж',
    ' c '
  ])('is none that has a word: %s', async term => {
    expect(await problems('text', 'has_any', [term])).toEqual([])
  })

  it('is none of tags, nor where the whole value counts or a pattern is looked for', async () => {
    expect(await problems('tags', 'has_any', ['🔥'])).toEqual([])
    expect(await problems('field.order', 'in', ['???'])).toEqual([])
    expect(await problems('source', 'in', ['+'])).toEqual([])
  })
})
