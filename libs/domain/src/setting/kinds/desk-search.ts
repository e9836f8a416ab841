import { isJsonObject, type Json, type JsonObject } from '#kernel'
import { type Field, list, object, problem, seconds, standard } from '../fields.js'
import { settingKind } from '../spec.js'
import { texts } from '../text-fields.js'

const maxWeight = 100
const weight: Field = {
  schema: { type: 'integer', minimum: 0, maximum: maxWeight },
  check: (value, at) =>
    Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= maxWeight
      ? []
      : [problem(at, 'invalid', `must be a whole number, 0 to ${maxWeight}`)]
}

const standardWeights = { title: 5, keywords: 3, body: 1 }

export const deskSearchKind = settingKind({
  kind: 'desk',
  only: 'search',
  path: 'desk/search',
  what: 'how the desk searches',
  name: 'DeskSearch',
  example: {
    weights: { title: 5, keywords: 3, body: 1 },
    synonyms: [['refund', 'money back']],
    stop_words: { en: ['shop'], ru: ['магазин'] }
  },
  fields: {
    weights: standard(
      object({
        title: standard(weight, standardWeights.title),
        keywords: standard(weight, standardWeights.keywords),
        body: standard(weight, standardWeights.body)
      }),
      {}
    ),
    synonyms: standard(list(texts(20, 100, 'words'), { max: 500, of: 'synonyms' }), []),
    stop_words: standard(
      object({ en: standard(texts(500, 64, 'words'), []), ru: standard(texts(500, 64, 'words'), []) }),
      {}
    ),
    update_every_s: standard(seconds(1, 60), 1)
  }
})

export interface SearchSettings {
  readonly weights: { readonly title: number; readonly keywords: number; readonly body: number }
  readonly synonyms: readonly (readonly string[])[]
  readonly stopWords: readonly string[]
  readonly updateEveryS: number
}

const strings = (given: Json | undefined): string[] =>
  Array.isArray(given) ? given.filter(one => typeof one === 'string') : []

/** Reads a body that was checked when it was published; what is missing has its default. */
export function searchSettings(body: JsonObject): SearchSettings {
  const { weights, synonyms, stop_words: stop, update_every_s: every } = body
  const stopWords = isJsonObject(stop) ? stop : {}
  return {
    // Checked when it was published.
    weights: {
      ...standardWeights,
      ...(isJsonObject(weights) ? (weights as Partial<typeof standardWeights>) : {})
    },
    synonyms: Array.isArray(synonyms) ? synonyms.map(strings) : [],
    stopWords: [...strings(stopWords['en']), ...strings(stopWords['ru'])],
    updateEveryS: typeof every === 'number' ? every : 1
  }
}
