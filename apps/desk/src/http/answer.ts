import type { Readable } from 'node:stream'
import type { Response } from 'express'
import type { JsonObject } from '#kernel'

/** What an API handler answers: a value, so that it can be remembered and given again. */
export interface Answer {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: JsonObject | null
  /** Instead of a body: sent as it is, or as it comes, and never remembered. */
  readonly file?: Uint8Array | Readable
  /** Also to whoever names its ETag: what that stands for is not all that is shown. */
  readonly always?: boolean
}

export function writeAnswer(response: Response, { status, headers }: Answer): void {
  response.status(status)
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}

/** What a GET answers: with the position it reflects. */
export function found(
  body: JsonObject,
  reflects: string | undefined,
  headers: Answer['headers'] = {}
): Answer {
  return {
    status: 200,
    headers: { ...headers, ...(reflects === undefined ? {} : { 'X-Projection-Position': reflects }) },
    body
  }
}

/** A file that a GET answers, to be kept by whoever asked and by nobody on the way. */
export const download = (
  file: Uint8Array,
  name: string,
  type: string,
  reflects: string | undefined
): Answer => ({
  ...found({}, reflects, {
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Cache-Control': 'no-store'
  }),
  file
})

export const etagOf = (revision: number): string => `"r${revision}"`

/** What a command answers: where the log stands after it. */
export const positionOf = ({ position }: { readonly position?: string | undefined }): Answer['headers'] =>
  position === undefined ? {} : { 'X-Position': position }
