import type { TextSignal } from '#domain'

/**
 * What a signal sounds like in a language. Of regular expressions on folded text (lower case, е for ё): a space is whatever
 * stands between two words, `~` the rest of a word, `_` any word.
 */
export type SignalLists = { readonly [Signal in Exclude<TextSignal, 'capitals' | 'angry_emoji'>]: SignalList }

export interface SignalList {
  readonly sounds: readonly string[]
  /** That behind "not" or "without" it means nothing. */
  readonly isNegatable: boolean
}

/** One for all of a list, by whole words. */
export const compiledList = ({ sounds }: SignalList): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${sounds.map(sourceOf).join('|')})(?![\\p{L}\\p{N}])`, 'u')

const sourceOf = (sound: string): string =>
  sound.replaceAll(' ', '[^\\p{L}\\p{N}]+').replaceAll('~', '\\p{L}*').replaceAll('_', '[\\p{L}\\p{N}]+')
