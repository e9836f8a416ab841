import { signalsIn } from '#application'
import type { TextSignal } from '#domain'
import { en } from './labelled/en.js'
import { enSecond } from './labelled/en-second.js'
import { enThird } from './labelled/en-third.js'
import { ru } from './labelled/ru.js'
import { ruSecond } from './labelled/ru-second.js'
import { ruThird } from './labelled/ru-third.js'

const letters: { readonly [letter: string]: TextSignal } = {
  R: 'repeated_contact',
  W: 'waiting_time',
  T: 'threats',
  I: 'insults',
  C: 'capitals',
  E: 'angry_emoji',
  P: 'asks_for_person'
}

interface Labelled {
  readonly text: string
  readonly signals: readonly TextSignal[]
}

export interface Quality {
  readonly lines: number
  /** Of what was seen, so much is there. */
  readonly precision: number
  /** Of what is there, so much was seen. */
  readonly recall: number
  readonly mistakes: readonly string[]
}

const linesOf = (written: string): readonly Labelled[] =>
  written
    .trim()
    .split('\n')
    .map(line => {
      const [labels = '', ...words] = line.split(' ')
      return { text: words.join(' '), signals: [...labels].flatMap(letter => letters[letter] ?? []) }
    })

/** By language: what the lists were made with, by whose sums they were made wider, and what they had not seen. */
export const labelled = {
  en: { known: linesOf(en), second: linesOf(enSecond), third: linesOf(enThird) },
  ru: { known: linesOf(ru), second: linesOf(ruSecond), third: linesOf(ruThird) }
}

export function qualityOf(lines: readonly Labelled[]): Quality {
  const counts = { right: 0, wrong: 0, missed: 0 }
  const mistakes: string[] = []
  for (const { text, signals } of lines) {
    const seen = signalsIn(text).map(({ signal }) => signal)
    const wrong = seen.filter(signal => !signals.includes(signal))
    const missed = signals.filter(signal => !seen.includes(signal))
    counts.right += signals.length - missed.length
    counts.wrong += wrong.length
    counts.missed += missed.length
    if (wrong.length + missed.length > 0)
      mistakes.push(
        `${text} (${[...wrong.map(one => `+${one}`), ...missed.map(one => `-${one}`)].join(' ')})`
      )
  }
  const { right, wrong, missed } = counts
  return {
    lines: lines.length,
    precision: right / (right + wrong),
    recall: right / (right + missed),
    mistakes
  }
}
