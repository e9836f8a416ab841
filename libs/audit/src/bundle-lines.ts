import { isJsonObject, type JsonObject } from '#kernel'
import type { Finding } from './findings.js'

/** A record of a bundle, with its place in the tree. */
export interface Line {
  readonly record: JsonObject
  readonly leaf: Buffer
  readonly index: number
}

export const whereOf = ({
  stream,
  revision,
  id
}: JsonObject): Pick<Finding, 'stream' | 'revision' | 'event'> => ({
  ...(typeof stream === 'string' ? { stream } : {}),
  ...(typeof revision === 'number' ? { revision } : {}),
  ...(typeof id === 'string' ? { event: id } : {})
})

/** No record is as long. */
const longest = 16 * 1024 * 1024

/** So many lines at most, then what is left of the text: nothing where it ends with the last of them. */
export const linesIn = (text: string, most: number): string[] => {
  const lines: string[] = []
  let from = 0
  for (let at = text.indexOf('\n'); at >= 0 && lines.length < most; at = text.indexOf('\n', from)) {
    lines.push(text.slice(from, at))
    from = at + 1
  }
  return [...lines, text.slice(from)]
}

export function objectIn(text: string): JsonObject | undefined {
  if (text.length > longest) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export const hex = (value: unknown): Buffer | undefined =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? Buffer.from(value, 'hex') : undefined

/** How many entries a commitment covers; undefined: it says none that could have been there before it. */
export function coveredBy({ record: { data }, index }: Line): number | undefined {
  const size = isJsonObject(data) ? data['size'] : undefined
  const isBefore = typeof size === 'number' && Number.isInteger(size) && size >= 0
  return isBefore && (index < 0 || size <= index) ? size : undefined
}
