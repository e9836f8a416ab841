import { describe, expect, it } from '@jest/globals'
import type { Change } from './index/messages.js'
import { openCalls } from './index/serve.js'
import { suggestArticles } from './suggest.js'

const article = (id: string, title: string, body: string): Change => ({
  change: 'text',
  text: {
    ...{ kind: 'article', id, title, summary: '', url: null, shortcode: null, category: null },
    ...{ audience: 'customers', languages: ['en'], keywords: [], body: [body] }
  }
})
const calls = openCalls({ folder: undefined, masterKey: Buffer.alloc(32) })
calls.apply(
  [
    article('damaged', 'The goods arrived broken', "Send us a photo. We can't do without, I'm afraid."),
    article('track', 'Where is my parcel?', 'Press Track. A late one may stand still; it isn’t lost.'),
    article('print', 'A label', 'Print it. That doesn’t cost anything.'),
    article('refund', 'Refunds', 'We give the money back.'),
    article('ночь', 'Доставка ночью', 'Добрый курьер приходит ночью, иногда утром.')
  ],
  undefined
)
const suggested = async (...words: readonly string[]) =>
  (await suggestArticles({ texts: async query => calls.texts(query) }, words)).map(({ id }) => id)

describe('suggested is', () => {
  it.each([
    ['Good night'],
    ['Good evening!'],
    ['Доброй ночи'],
    ['I love the dress'],
    ['ceramic plates'],
    ['painted'],
    ["I can't"],
    ["Hi, I'm Bob"],
    ['It doesn’t'],
    ["isn't, wasn't, won't, hasn't, didn't, couldn't"]
  ])('nothing for %s', async words => {
    expect(await suggested(words)).toEqual([])
  })

  it('what is spoken of after forty words that nothing has, and after a long message', async () => {
    const unknown = Array.from({ length: 40 }, (_, n) => `unknown${n}`).join(' ')
    expect(await suggested(`${unknown}. Refund please`)).toEqual(['refund'])
    expect(await suggested('unheard of '.repeat(500), 'Refund please')).toEqual(['refund'])
  })
})
