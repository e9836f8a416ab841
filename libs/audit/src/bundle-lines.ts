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

export function objectIn(text: string): JsonObject | undefined {
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
