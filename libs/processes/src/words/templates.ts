import { foldShortcode } from '#domain'
import { shortcodeIdFor } from '#kernel'
import type { Details } from './refusals.js'

/** A template that somebody looked for. */
export interface FoundTemplate {
  readonly shortcode: string
  readonly name: string
}

/** As it is recorded: names, shortcodes, and by what the buttons find them. */
export const templateDetails = (found: readonly FoundTemplate[]): Details => ({
  lines: found.map(({ name, shortcode }) => `${oneLine(name)} · /t ${shortcode}`).join('\n'),
  names: found.map(({ name }) => oneLine(name)).join('\n'),
  shortcodes: found.map(({ shortcode }) => shortcodeIdFor(foldShortcode(shortcode))).join(' ')
})

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** A button for each, which shows it. */
export function templateButtons({
  names,
  shortcodes
}: Details): { readonly text: string; readonly data: string }[] {
  const named = String(names ?? '').split('\n')
  return String(shortcodes ?? '')
    .split(' ')
    .filter(Boolean)
    .map((shortcode, index) => ({ text: named[index] || '…', data: `show:${shortcode}` }))
}
