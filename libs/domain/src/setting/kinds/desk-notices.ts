import { isJsonObject, type JsonObject } from '#kernel'
import { signalNames } from '../../rule/words.js'
import { count, object, optional, orNull, standard } from '../fields.js'
import { settingKind } from '../spec.js'
import { byLanguageOrNone, textsIn } from '../text-fields.js'

const weights = object(
  Object.fromEntries(signalNames.map(signal => [signal, optional(count(0, 100), 1)] as const))
)

const standardCommentBelow = 3

export const deskNoticesKind = settingKind({
  kind: 'desk',
  only: 'notices',
  path: 'desk/notices',
  what: 'what the desk asks and tells by itself',
  name: 'Notices',
  example: {
    leads_chat_id: -1001234567890,
    rating: { question: { en: 'How did we do?', ru: 'Как мы справились?' }, comment_below: 3 },
    signals: { asks_for_person: 2 }
  },
  fields: {
    leads_chat_id: standard(orNull(count(-(2 ** 52), 2 ** 52)), null),
    rating: standard(
      object({
        question: standard(byLanguageOrNone(1000), {}),
        comment_below: standard(count(1, 6), standardCommentBelow)
      }),
      {}
    ),
    signals: standard(weights, {})
  }
})

export interface DeskNotices {
  readonly leadsChatId: number | null
  readonly rating: {
    /** By language; empty: the desk's own. */
    readonly question: { readonly [language: string]: string }
    /** Of a lower score a comment is asked for, and the team is told. */
    readonly commentBelow: number
  }
  /** What each signal weighs; 1 of those that are not named. */
  readonly signals: { readonly [signal: string]: number }
}

/** Reads a body that was checked when it was published; undefined: none is in force. */
export function deskNotices(body: JsonObject | undefined): DeskNotices {
  const { leads_chat_id, rating, signals } = body ?? {}
  const { question, comment_below } = isJsonObject(rating) ? rating : {}
  const entries = (value: unknown) => Object.entries(isJsonObject(value) ? value : {})
  return {
    leadsChatId: typeof leads_chat_id === 'number' ? leads_chat_id : null,
    rating: {
      question: textsIn(question),
      commentBelow: typeof comment_below === 'number' ? comment_below : standardCommentBelow
    },
    signals: Object.fromEntries(
      entries(signals).flatMap(([name, weighs]) => (typeof weighs === 'number' ? [[name, weighs]] : []))
    )
  }
}
