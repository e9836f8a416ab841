import { isNativeError } from 'node:util/types'

/** A file or folder that can't be read or made: path, cause and remedy in one line. */
export class UnusableFile extends Error {
  override readonly name = 'UnusableFile'

  constructor(what: string, cause: unknown, remedy: string) {
    super(`can't ${what} (${isNativeError(cause) ? cause.message : cause}): ${remedy}`, { cause })
  }
}
