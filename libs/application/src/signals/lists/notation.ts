import type { TextSignal } from '#domain'

/**
 * What a signal sounds like in a language. Of regular expressions on the words of a text, folded (lower case, е for ё), with
 * one space between two: `~` is the rest of a word, `_` any word.
 */
export type SignalLists = { readonly [Signal in Exclude<TextSignal, 'capitals' | 'angry_emoji'>]: SignalList }

export interface SignalList {
  readonly sounds: readonly string[]
  /** That behind "not" or "without" it means nothing. */
  readonly isNegatable: boolean
}

/** One for all of a list, by whole words. */
export const compiledList = ({ sounds }: SignalList): RegExp =>
  new RegExp(`(?<![^ ])(?:${sounds.map(sourceOf).join('|')})(?![^ ])`)

const sourceOf = (sound: string): string => sound.replaceAll('~', '[^ ]*').replaceAll('_', '[^ ]+')
