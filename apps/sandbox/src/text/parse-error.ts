import { type ApiError, badRequest } from '../api-error.js'

export const parseError = (what: string): ApiError => badRequest(`can't parse entities: ${what}`)

/** Telegram counts in bytes where it complains about markup. */
export const bytesBefore = (source: string, index: number): number =>
  Buffer.byteLength(source.slice(0, index))

/** White space as TDLib knows it. */
export const isSpace = (sign: string | undefined): boolean =>
  sign !== undefined && /^[ \t\r\n\0\v]$/.test(sign)
