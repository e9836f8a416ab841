import { inLanguage } from './language.js'

/** What the desk decided, as far as a sentence of it goes: what `GET /tickets/{id}/decisions` tells of it. */
export interface Decided {
  readonly kind: string
  readonly what: string
  readonly because: string
  readonly matched: readonly { readonly field: string; readonly terms: readonly string[] }[] | null
}
/** `data`: of the event in which it was decided, as it is recorded. */
type Sentence = (decided: Decided, data: { readonly [name: string]: unknown }) => string

/** In English in the desk's own words. */
const en: Sentence = ({ because }) => because

export const decisionWords = inLanguage(en)
