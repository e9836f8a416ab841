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

/** Of a file that somebody else made: a browser saves it and runs nothing of it. */
export const fileHeaders = (name: string, type: string | null): Answer['headers'] => ({
  'Content-Type': type !== null && mediaType.test(type) ? type : 'application/octet-stream',
  'Content-Disposition': `attachment; filename="${plainName(name)}"; filename*=UTF-8''${encodedName(name)}`,
  'Content-Security-Policy': 'sandbox',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'private, no-store'
})

const mediaType = /^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}$/
const plainName = (name: string): string => name.replaceAll(/[^\w. -]/g, '_')
const encodedName = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
  )

export const etagOf = (revision: number): string => `"r${revision}"`

/** What a command answers: where the log stands after it. */
export const positionOf = ({ position }: { readonly position?: string | undefined }): Answer['headers'] =>
  position === undefined ? {} : { 'X-Position': position }
