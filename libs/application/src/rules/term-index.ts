import type { Condition } from '#domain'
import { stemsOf, wordsIn } from '#search'

/** What of its terms a text has, by condition and as they are written there. Not named: nothing. */
export type FoundTerms = ReadonlyMap<Condition, readonly string[]>

/** Of a text, in order: by the analyser, and as they stand there, folded. */
export interface Words {
  readonly stems: readonly string[]
  readonly forms: readonly string[]
}

/** What may follow a word, and which terms end there. */
interface Node {
  /** Undefined: nothing, as behind nearly every word. */
  next: Map<string, Node> | undefined
  /** Of which conditions a term ends here, and as what it is written there: two lists, which are quicker to go through. */
  readonly conditions: Condition[]
  readonly shown: string[]
}

const newNode = (): Node => ({ next: undefined, conditions: [], shown: [] })

/**
 * The terms of many conditions, word by word: to look through a text takes as long as the text is and what it has of them,
 * however many conditions there are and terms in each.
 */
export class TermIndex {
  readonly #stems = newNode()
  readonly #forms = newNode()

  add(condition: Condition): void {
    for (const shown of termsOf(condition)) {
      const { root, words } = this.#placeOf(shown)
      if (words.length === 0) continue
      let node = root
      for (const word of words) {
        node.next ??= new Map()
        const next = node.next.get(word) ?? newNode()
        node.next.set(word, next)
        node = next
      }
      node.conditions.push(condition)
      node.shown.push(shown)
    }
  }

  remove(condition: Condition): void {
    for (const shown of termsOf(condition)) {
      const { root, words } = this.#placeOf(shown)
      withdraw(root, words, condition)
    }
  }

  in({ stems, forms }: Words): FoundTerms {
    const ends = new Set<Node>()
    endsIn(this.#stems, stems, ends)
    endsIn(this.#forms, forms, ends)
    const found = new Map<Condition, string[]>()
    for (const { conditions, shown } of ends)
      for (let n = 0; n < conditions.length; n++) {
        const [condition, term] = [conditions[n], shown[n]]
        if (!condition || term === undefined) continue
        const before = found.get(condition)
        if (before) before.push(term)
        else found.set(condition, [term])
      }
    return found
  }

  /** `=exact`: by the forms themselves. */
  #placeOf(term: string): { readonly root: Node; readonly words: readonly string[] } {
    return term.startsWith('=')
      ? { root: this.#forms, words: wordsIn(term.slice(1)).map(({ folded }) => folded) }
      : { root: this.#stems, words: stemsOf(term) }
  }
}

/** Each once. */
export const termsOf = ({ value }: Pick<Condition, 'value'>): ReadonlySet<string> =>
  new Set((Array.isArray(value) ? value : [value]).filter(one => typeof one === 'string'))

/** Adds where terms end that a text has. */
function endsIn(root: Node, words: readonly string[], found: Set<Node>): void {
  if (!root.next) return
  for (let start = 0; start < words.length; start++) {
    let node = root.next.get(words[start] ?? '')
    for (let at = start + 1; node; at++) {
      if (node.conditions.length > 0) found.add(node)
      const word = node.next && words[at]
      node = word === undefined ? undefined : node.next?.get(word)
    }
  }
}

/** What leads nowhere any more goes too. */
function withdraw(node: Node, [word, ...rest]: readonly string[], condition: Condition): void {
  if (word === undefined) {
    for (let n = node.conditions.indexOf(condition); n >= 0; n = node.conditions.indexOf(condition)) {
      node.conditions.splice(n, 1)
      node.shown.splice(n, 1)
    }
    return
  }
  const next = node.next?.get(word)
  if (!next) return
  withdraw(next, rest, condition)
  if (next.next || next.conditions.length > 0) return
  node.next?.delete(word)
  if (node.next?.size === 0) node.next = undefined
}
