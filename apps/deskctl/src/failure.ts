import { isNativeError } from 'node:util/types'

/** Tried, and it did not work: exit code 1. The message is one line that says what to do. */
export class Failure extends Error {
  override readonly name: string = 'Failure'
}

/** The command line or the settings are wrong: exit code 2. */
export class UsageMistake extends Error {
  override readonly name = 'UsageMistake'
}

export const messageOf = (error: unknown): string => (isNativeError(error) ? error.message : String(error))

/** The code of a system error, e.g. ENOENT. */
export const codeOf = (error: unknown): string | undefined =>
  isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined
