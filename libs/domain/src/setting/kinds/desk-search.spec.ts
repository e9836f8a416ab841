import { describe, expect, it } from '@jest/globals'
import type { JsonObject } from '#kernel'
import { deskSearchKind, searchSettings } from './desk-search.js'

const pointers = (body: JsonObject) =>
  deskSearchKind.check(body, 0).map(({ pointer, code }) => `${pointer} ${code}`)

describe('how the desk searches', () => {
  it('has a default for everything', () => {
    expect(searchSettings(deskSearchKind.complete({}))).toEqual(searchSettings({}))
    expect(searchSettings({ weights: { body: 2 }, stop_words: { ru: ['магазин'] } })).toEqual({
      weights: { title: 5, keywords: 3, body: 2 },
      synonyms: [],
      stopWords: ['магазин'],
      updateEveryS: 1
    })
  })

  it.each<[string, JsonObject, string]>([
    ['a weight below none', { weights: { title: -1 } }, '/weights/title invalid'],
    ['half a weight', { weights: { title: 0.5 } }, '/weights/title invalid'],
    ['synonyms that are words', { synonyms: ['refund'] }, '/synonyms/0 invalid'],
    ['an empty word', { synonyms: [['refund', '']] }, '/synonyms/0/1 invalid'],
    ['words of another language', { stop_words: { de: [] } }, '/stop_words/de unknown'],
    ['never updated', { update_every_s: 0 }, '/update_every_s invalid']
  ])('is refused: %s', (_, body, problem) => {
    expect(pointers(body)).toEqual([problem])
  })
})
