import type { Json } from './schema.js'

/** From and to, as a clock shows them. */
export type Span = readonly [from: string, to: string]

export const spansOf = (value: Json | undefined): readonly Span[] =>
  (Array.isArray(value) ? value : []).flatMap(one =>
    Array.isArray(one) ? [[String(one[0]), String(one[1])] as const] : []
  )

export const written = (spans: readonly Span[]): string =>
  spans.map(([from, to]) => `${from}-${to}`).join(', ')

/** Undefined: these are no hours. */
export function readHours(text: string): readonly Span[] | undefined {
  if (text.trim() === '') return []
  const spans = text.split(',').map(part => /^(\d{2}:\d{2})\s*[-–]\s*(\d{2}:\d{2})$/.exec(part.trim()))
  return spans.every(one => one !== null) ? spans.map(one => [one[1] ?? '', one[2] ?? '']) : undefined
}
