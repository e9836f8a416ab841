import type { Param } from '../input/query.js'

export const searchedKinds = ['tickets', 'articles', 'templates'] as const

export const mostCharacters = 1000

/** What is looked for; of usual words and signs alone nothing is found. */
export const searchWords: Param<string> = {
  read: text => (text.length <= mostCharacters ? text : undefined),
  expected: `words of at most ${mostCharacters} characters`
}
