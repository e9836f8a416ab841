/** Primary result codes of SQLite that mean something to us. */
export const sqliteCodes = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26
}

const passing = new Set([
  sqliteCodes.busy,
  sqliteCodes.locked,
  sqliteCodes.readOnly,
  sqliteCodes.ioError,
  sqliteCodes.full,
  sqliteCodes.cantOpen
])

/** SQLite's primary result code of an error thrown by node:sqlite; undefined for any other error. */
export function codeOf(error: unknown): number | undefined {
  const code = memberOf(error, 'errcode')
  return typeof code === 'number' ? code & 0xff : undefined
}

/** A number in the file that is too large for JavaScript: nobody wrote that. */
export const isOutOfRange = (error: unknown): boolean => memberOf(error, 'code') === 'ERR_OUT_OF_RANGE'

export const isDamage = (code: number | undefined): boolean =>
  code === sqliteCodes.corrupt || code === sqliteCodes.notADatabase

export const messageOf = (error: unknown): string => String(memberOf(error, 'message') ?? error)

// By form: an error of Node's own may come from another realm, where it is no instance of our Error.
const memberOf = (error: unknown, name: string): unknown =>
  typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined

/** The port's own errors. */
export interface PortErrors {
  /** Worth repeating later. */
  unavailable(message: string, options: ErrorOptions): Error
  /** Not before somebody has done something: the message is what is wrong; the port adds the remedy. */
  unusable(message: string, options: ErrorOptions): Error
}

/** What went wrong in SQLite, as the port says it. Broken rules and mistakes in our own SQL stay what they are: repeating them helps nobody. */
export function translated(error: unknown, path: string, errors: PortErrors): unknown {
  const code = codeOf(error)
  if (code === undefined) return error
  const message = `${path}: ${code === sqliteCodes.full ? 'the disk is full' : messageOf(error)}`
  if (isDamage(code)) return errors.unusable(`${path} is damaged (${messageOf(error)})`, { cause: error })
  return passing.has(code) ? errors.unavailable(message, { cause: error }) : error
}
