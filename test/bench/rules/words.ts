import type { Random } from '../random.js'

const vocabulary = 30_000
const syllables = [
  ['ba', 'ke', 'dor', 'sta', 'vi', 're', 'mo', 'pla', 'ti', 'lon', 'nu', 'ber', 'go', 'ry', 'che', 'pu'],
  ['за', 'ка', 'до', 'ста', 'ви', 'ре', 'мо', 'пла', 'ти', 'ло', 'ну', 'бе', 'го', 'ры', 'че', 'пу']
]

/** The n-th made-up word: Latin and Cyrillic in turns. */
function wordNamed(n: number): string {
  const of = syllables[n % 2] ?? []
  let word = ''
  for (let rest = n + 17; rest > 0; rest = Math.floor(rest / of.length)) word += of[rest % of.length]
  return word
}

/** The n-th word is met 1/n as often as the first. */
const zipf = (random: Random): number => Math.floor((vocabulary + 1) ** random.next()) - 1

export const textOf = (random: Random, words: number): string =>
  Array.from({ length: words }, () => wordNamed(zipf(random))).join(' ')

/** Each as likely as the others. */
export const anyWord = (random: Random): string => wordNamed(random.below(vocabulary))

/** Of two to four words. */
export const phraseOf = (random: Random): string =>
  Array.from({ length: 2 + random.below(3) }, () => anyWord(random)).join(' ')
