import type { Response } from 'express'
import type { JsonObject } from '#kernel'

/** What an API handler answers: a value, so that it can be remembered and given again. */
export interface Answer {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: JsonObject | null
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

export const etagOf = (revision: number): string => `"r${revision}"`

/** What a command answers: where the log stands after it. */
export const positionOf = ({ position }: { readonly position?: string | undefined }): Answer['headers'] =>
  position === undefined ? {} : { 'X-Position': position }
