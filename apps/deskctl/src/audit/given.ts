import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Malformed, parseCheckpoint, parseNote, parseVkey, TooManySignatures, type VerifierKey } from '#audit'
import { Failure, messageOf, UsageMistake } from '../failure.js'
import type { Terminal } from '../terminal.js'

/** @throws UsageMistake */
export function keysGiven(given: readonly string[]): VerifierKey[] {
  try {
    return given.map(parseVkey)
  } catch (error) {
    throw new UsageMistake(`--key: ${messageOf(error)}`)
  }
}

/** @throws UsageMistake for one that can't be read or is no checkpoint; Failure for one with too many signatures */
export function noteGiven(path: string, terminal: Terminal): string {
  const note = bytesGiven(path, terminal).toString('utf8')
  try {
    parseCheckpoint(parseNote(note).text)
    return note
  } catch (error) {
    if (error instanceof TooManySignatures) throw new Failure(`${path}: ${error.message}`)
    if (error instanceof Malformed) throw new UsageMistake(`${path}: ${error.message}`)
    throw error
  }
}

/** @throws UsageMistake */
export function bytesGiven(path: string, terminal: Terminal): Buffer {
  try {
    return readFileSync(resolve(terminal.io.cwd, path))
  } catch (error) {
    throw new UsageMistake(`${path} can't be read: ${messageOf(error)}`)
  }
}
