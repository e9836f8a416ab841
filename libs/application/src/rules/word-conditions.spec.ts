import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Condition, conditionsOf, type Rule, ruleOf } from '#domain'
import { fold, stemsOf, wordsIn } from '#search'
import { ReadText } from './read-text.js'
import { WordConditions, type WordsHeld } from './word-conditions.js'

const word = fc.constantFrom(
  ...['money', 'Refund', 'refunds', 'refunded', 'back', 'a', 'ёлка', 'елки', 'ЕЛКУ', 'деньги', 'денег', '42'],
  ...['возврат', 'возврата', 'naïve', 'ﬁne', 'fine', 'don’t']
)
const phrase = fc.array(word, { minLength: 1, maxLength: 4 }).map(words => words.join(' '))
const term = fc.oneof(
  phrase,
  phrase.map(one => `=${one}`),
  fc.constantFrom('!!!', '=', '= ')
)
const op = fc.constantFrom('has_any', 'has_all', 'has_none')
const field = fc.constantFrom('text', 'title', 'field.order')
const value = fc.array(term, { minLength: 1, maxLength: 6 })
const conditions = fc.array(fc.record({ field, op, value }), { maxLength: 3 })
const anyRule = fc.record({ all: conditions, any: conditions, none: conditions })
const text = fc.array(fc.oneof(word, fc.constantFrom('—', '!', '…')), { maxLength: 12 })

/** Each condition by itself, each term at each place. */
function naive({ op: by, value: wanted }: Condition, said: string): WordsHeld {
  const terms = new Set([wanted].flat().map(String))
  const found = [...terms].filter(one => {
    const isExact = one.startsWith('=')
    const read = (of: string) => (isExact ? wordsIn(of).map(({ folded }) => folded) : stemsOf(of))
    const [looked, there] = [read(isExact ? one.slice(1) : one), read(said)]
    return looked.length > 0 && there.some((_, at) => looked.every((stem, n) => there[at + n] === stem))
  })
  if (by === 'has_none') return { holds: found.length === 0, matched: [] }
  const holds = by === 'has_any' ? found.length > 0 : found.length === terms.size
  return { holds, matched: holds ? found : [] }
}

const sorted = ({ holds, matched }: WordsHeld) => ({ holds, matched: [...matched].sort() })

it('finds of all rules together what each condition finds by itself, also when rules come and go', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyRule, fc.boolean()), { minLength: 1, maxLength: 6 }),
      text,
      (given, words) => {
        const all = new WordConditions()
        const rules = given.map(([body], n): Rule => ruleOf(`r${n}`, 0, { if: body } as never))
        for (const rule of rules) all.add(rule)
        for (const [n, [, goes]] of given.entries()) if (goes && rules[n]) all.remove(rules[n])
        const said = new ReadText(words.join(' '))
        for (const condition of rules.flatMap(conditionsOf))
          expect(sorted(all.ask(condition, said))).toEqual(sorted(naive(condition, said.text)))
      }
    ),
    { numRuns: 500 }
  )
})

it('keeps nothing of a rule that is gone', () => {
  const all = new WordConditions()
  const one = ruleOf('one', 0, { if: { all: [{ field: 'text', op: 'has_any', value: ['my money back'] }] } })
  const two = ruleOf('two', 0, { if: { all: [{ field: 'text', op: 'has_any', value: ['my money'] }] } })
  all.add(one)
  all.add(two)
  all.remove(one)
  const [left] = conditionsOf(two)
  expect(left && all.ask(left, new ReadText(fold('MY MONEY back')))).toEqual({
    holds: true,
    matched: ['my money']
  })
})

it.each([
  ["can't pay", 'I CAN’T pay!', true],
  ["can't pay", 'I can pay', false],
  ["I'm", "Hi, I'm Bob", true],
  ["doesn't work", 'it doesn’t works', true],
  ["doesn't work", 'it works', false]
])('takes each word of %p, usual ones too: of %p it holds %p', (term, said, holds) => {
  const rule = ruleOf('one', 0, { if: { all: [{ field: 'text', op: 'has_any', value: [term] }] } })
  const all = new WordConditions()
  all.add(rule)
  const [condition] = conditionsOf(rule)
  expect(condition && all.ask(condition, new ReadText(fold(said))).holds).toBe(holds)
})
