import { expect, it } from '@jest/globals'
import { FreshTexts } from './fresh-texts.js'

const mebi = 1024 * 1024
const made = (length: number) => ({ text: 'x'.repeat(length), about: 'anna', held: undefined, named: [] })

it('What was just kept is there once, and the oldest goes where it is too much', () => {
  const fresh = new FreshTexts()
  for (const id of ['a', 'b', 'c', 'd']) fresh.keep(id, made(3 * mebi))
  const left = () => ['a', 'b', 'c', 'd', 'e'].filter(id => fresh.take(id))
  expect(left()).toEqual(['c', 'd'])
  expect(left()).toEqual([])
  fresh.keep('a', made(4 * mebi))
  fresh.keep('b', made(9 * mebi))
  expect(left()).toEqual([])
  fresh.keep('c', made(4 * mebi))
  fresh.keep('d', made(4 * mebi))
  fresh.keep('e', made(1))
  expect(left()).toEqual(['d', 'e'])
})
