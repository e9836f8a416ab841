import type { SignalName, TextSignal } from '#domain'
import { fold } from '#search'
import { en } from './lists/en.js'
import { compiledList, type SignalLists } from './lists/notation.js'
import { ru } from './lists/ru.js'

/** What of a text sounds like somebody who should not be kept waiting. */
export interface SeenSignal {
  readonly signal: TextSignal
  /** Its words as they stand in the text, folded. */
  readonly seen: string
}

/** What was heard in a ticket or in what was written; what in the text, where it was there. */
export interface HeardSignal {
  readonly signal: SignalName
  readonly seen: string | null
}

/** Each once: what the ticket says of itself counts no more beside what its customer says. */
export const seenIn = (
  ofTicket: readonly SignalName[],
  ofText: readonly SeenSignal[]
): readonly HeardSignal[] => [
  ...ofText,
  ...ofTicket
    .filter(signal => !ofText.some(one => one.signal === signal))
    .map(signal => ({ signal, seen: null }))
]

export const shownSignal = ({ signal, seen }: HeardSignal): string =>
  seen === null ? signal : `${signal}: ${seen}`

const listed = ['repeated_contact', 'waiting_time', 'threats', 'insults', 'asks_for_person'] as const

const compiledLists = [en, ru].map((lists: SignalLists) =>
  listed.map(signal => ({
    signal,
    pattern: compiledList(lists[signal]),
    isNegatable: lists[signal].isNegatable
  }))
)

/** Each at most once, by its first place. What is quoted is somebody else's. */
export function signalsIn(text: string): readonly SeenSignal[] {
  const own = withoutQuotes(text)
  const sentences = fold(own)
    .split(/[.!?;\n]+/)
    .map(sentenceOf)
  const ofLists = compiledLists.flat().flatMap(({ signal, pattern, isNegatable }) => {
    const seen = sentences.map(one => found(one, pattern, isNegatable)).find(one => one !== undefined)
    return seen === undefined ? [] : [{ signal, seen }]
  })
  const inOneLanguage = ofLists.filter(
    (one, at) => ofLists.findIndex(other => other.signal === one.signal) === at
  )
  return [...inOneLanguage, ...capitalsIn(own), ...emojiIn(own)]
}

const withoutQuotes = (text: string): string =>
  text.replaceAll(/«[^»]*»|“[^”]*”|"[^"\n]*"/gu, ' ').replaceAll(/^\s*>.*$/gmu, ' ')

const negates = /(?<!\p{L})(?:not|t|never|without|не|без|do i|should i|must i|нужно ли|надо ли)(?!\p{L})/u
/** So many words before count, up to a comma that does not introduce what is not meant. */
const nearby = 4

interface Sentence {
  readonly text: string
  /** With one space between two. */
  readonly words: string
  /** Where each word begins in the text. */
  readonly begins: readonly number[]
}

function sentenceOf(text: string): Sentence {
  const found = [...text.matchAll(/[\p{L}\p{N}]+/gu)]
  return { text, words: found.map(([word]) => word).join(' '), begins: found.map(({ index }) => index) }
}

function found({ text, words, begins }: Sentence, pattern: RegExp, isNegatable: boolean): string | undefined {
  const match = pattern.exec(words)
  if (!match) return undefined
  if (!isNegatable) return match[0]
  const nth = words.slice(0, match.index).split(' ').length - 1
  const before =
    text
      .slice(0, begins[nth])
      .split(/,(?! (?:что|that) )|[:—–]/)
      .at(-1) ?? ''
  return negates.test(sentenceOf(before).words.split(' ').slice(-nearby).join(' ')) ? undefined : match[0]
}

const leastLetters = 10
const leastShare = 0.8

/** Words in capitals that are no abbreviations: most of a text of some length. */
function capitalsIn(text: string): readonly SeenSignal[] {
  const words = text.match(/\p{L}{2,}/gu) ?? []
  const loud = words.filter(word => word === word.toUpperCase() && word !== word.toLowerCase())
  const letters = (of: readonly string[]) => of.join('').length
  const isLoud = letters(loud) >= leastLetters && letters(loud) >= leastShare * letters(words)
  return isLoud && loud.length > 1 ? [{ signal: 'capitals', seen: loud.slice(0, 3).join(' ') }] : []
}

function emojiIn(text: string): readonly SeenSignal[] {
  const [seen] = text.match(/😡|🤬|😠|👿|💢|🖕|🤮|😤/u) ?? []
  return seen === undefined ? [] : [{ signal: 'angry_emoji', seen }]
}
