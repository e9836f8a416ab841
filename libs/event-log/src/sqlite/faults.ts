/** Primary result codes of SQLite that mean something to us. */
export const sqliteCodes = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  notADatabase: 26
}

/** SQLite's primary result code of an error thrown by node:sqlite; undefined for any other error. */
export function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return undefined
  return error.errcode & 0xff
}

export const isDamage = (code: number | undefined): boolean =>
  code === sqliteCodes.corrupt || code === sqliteCodes.notADatabase

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
