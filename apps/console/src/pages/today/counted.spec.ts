import { expect, it } from '@jest/globals'
import { countedIn, figureOf } from './counted.js'

it('A figure says that there are more than the page that was read', () => {
  const page = (length: number, has_more: boolean) => ({ data: Array.from({ length }), page: { has_more } })
  const figures = [page(100, true), page(100, false), page(0, false)].map(one => figureOf(countedIn(one)))
  expect(figures).toEqual(['100+', '100', '0'])
})
