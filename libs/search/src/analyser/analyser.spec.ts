import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createAnalyser } from './analyser.js'
import { fold, stem, stemsOf, wordsIn } from './words.js'

const { terms, wordsWith } = createAnalyser()

describe('the words of a text', () => {
  it.each<[string, string, string[]]>([
    [
      'letters and digits, with whatever stands between left out',
      'Order №42: paid (twice)!',
      ['order', 'no42', 'paid', 'twice']
    ],
    ['compatible forms alike', 'ﬁle ｆｕｌｌ ①', ['file', 'full', '1']],
    ['capitals alike', 'ЗАКАЗ Order', ['заказ', 'order']],
    ['ё as е, also in two characters', 'Ёлка е\u0308лка ЕЩЁ', ['елка', 'елка', 'еще']],
    ['й as itself, also in two characters', 'и\u0306од', ['йод']],
    ['marks with the letters they belong to', 'हिन्दी नमस्ते', ['हिन्दी', 'नमस्ते']],
    ['words from right to left', 'שלום עולם', ['שלום', 'עולם']],
    ['no emoji', '🔥🔥 👍🏽', []],
    ['of a word without end its beginning', 'a'.repeat(10_000), ['a'.repeat(64)]]
  ])('are %s', (_, text, expected) => {
    expect(wordsIn(text).map(({ folded }) => folded)).toEqual(expected)
  })

  it('do not change when they are folded again, and can be found again in the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), text => {
        for (const { shown, folded } of wordsIn(text)) {
          expect(text.normalize('NFKC')).toContain(shown)
          expect(fold(folded)).toBe(folded)
          expect(folded.isWellFormed()).toBe(true)
        }
      })
    )
  })
})

describe('a stem', () => {
  it.each<[string, string[]]>([
    ['Russian', ['заказ', 'заказа', 'заказов', 'заказами']],
    ['Russian with ё', ['счёт', 'счета', 'счетов']],
    ['English', ['refund', 'refunds', 'refunded', 'refunding']]
  ])('is the same for all forms of a word: %s', (_, forms) => {
    expect(new Set(forms.map(form => stem(fold(form)))).size).toBe(1)
  })

  it('of what is neither English nor Russian is the word itself', () => {
    expect(['straße', 'x9m2', 'café', 'дzз', '2026'].map(stem)).toEqual([
      'straße',
      'x9m2',
      'café',
      'дzз',
      '2026'
    ])
  })

  it('counts usual words too, where all words are asked for', () => {
    expect(stemsOf('Where is my order?')).toEqual(['where', 'is', 'my', 'order'])
  })
})

describe('the terms of a text', () => {
  it.each<[string, string, string[]]>([
    ['without usual words', 'Where is my refund, please?', ['refund']],
    ['without usual Russian words', 'Здравствуйте, а где мой заказ', ['заказ', '~заказ']],
    ['of nothing but usual words: none', 'и в на the of a', []],
    ['of nothing: none', ' …!? 🔥', []],
    ['with what words share that have no stem in common', 'денег', ['денег', '~деньг']]
  ])('are its stems %s', (_, text, expected) => {
    expect(terms(text)).toEqual(expected)
  })

  it('of synonyms, phrases too, have one in common', () => {
    const ours = createAnalyser({ stopWords: [], synonyms: [['refund', 'money back', 'Возврат денег']] })
    const shared = ours.terms('refund').filter(term => term.startsWith('~refund'))
    expect(shared).toHaveLength(1)
    for (const text of ['I want my MONEY back!', 'возврата денег', 'refunded']) {
      expect(ours.terms(text)).toEqual(expect.arrayContaining(shared))
    }
    for (const text of ['money', 'back money', 'денег']) {
      expect(ours.terms(text)).not.toEqual(expect.arrayContaining(shared))
    }
  })

  it('leave out what the desk calls usual, in any form of writing', () => {
    const ours = createAnalyser({ stopWords: ['Topicdesk', 'ёж'], synonyms: [] })
    expect(ours.terms('topicdesk refund еж')).toEqual(['refund'])
  })

  it('of any text are the same whatever case and normal form it is written in', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'abcйёЁзаказ orders 42-!'), maxLength: 60 }), text => {
        expect(terms(text.toUpperCase())).toEqual(terms(text))
        expect(terms(text.normalize('NFD'))).toEqual(terms(text))
        expect(terms(text.normalize('NFKC'))).toEqual(terms(text))
      })
    )
  })

  it('of two texts with a space between are those of the one and of the other, synonyms aside', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 })
    const own = (all: string[]) => all.filter(term => !term.startsWith('~'))
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(own(terms(`${one} ${other}`))).toEqual([...own(terms(one)), ...own(terms(other))])
      })
    )
  })
})

describe('the words of a text that were asked for', () => {
  it('are shown as they stand there, each once', () => {
    const asked = new Set(terms('refunds'))
    expect(wordsWith(asked, 'Refund: your REFUNDS. Refund!')).toEqual(['Refund', 'REFUNDS'])
  })
})
