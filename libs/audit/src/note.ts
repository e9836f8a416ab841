import { fromBase64, Malformed } from './malformed.js'

/** C2SP signed-note. */
export interface SignedNote {
  /** Ends in a newline; what is signed. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

export interface NoteSignature {
  readonly name: string
  readonly keyId: Buffer
  /** What follows the key id. */
  readonly bytes: Buffer
  /** The line as it stands, with its newline. */
  readonly line: string
}

/** So many must be accepted; more are refused, so that nobody makes a verifier work for ever. */
export const mostSignatures = 16
const longestNote = 1024 * 1024

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a note may not hold
const control = /[\u0000-\u0009\u000b-\u001f]/
export const isKeyName = (name: string): boolean => name !== '' && !/[\p{White_Space}+]/u.test(name)

export class TooManySignatures extends Malformed {}

/** @throws Malformed */
export function parseNote(note: string): SignedNote {
  if (note.length > longestNote) throw new Malformed('the note is longer than any')
  if (!note.isWellFormed() || control.test(note)) throw new Malformed('the note holds control characters')
  const at = note.lastIndexOf('\n\n')
  if (at < 0 || !note.endsWith('\n') || at + 2 === note.length)
    throw new Malformed('the note has no signatures')
  const lines = note.slice(at + 2, -1).split('\n')
  if (lines.length > mostSignatures)
    throw new TooManySignatures(`the note has ${lines.length} signatures, ${mostSignatures} at most are read`)
  return { text: note.slice(0, at + 1), signatures: lines.map(signatureOf) }
}

/** One signature line, without its newline. @throws Malformed */
export function signatureOf(line: string): NoteSignature {
  const [dash, name, base64, ...more] = line.split(' ')
  if (dash !== '—' || name === undefined || base64 === undefined || more.length > 0 || !isKeyName(name))
    throw new Malformed('the note has a line that is no signature')
  const bytes = fromBase64(base64, 'a signature of the note')
  if (bytes.length < 5) throw new Malformed('a signature of the note is too short')
  return { name, keyId: bytes.subarray(0, 4), bytes: bytes.subarray(4), line: `${line}\n` }
}

export const signatureLine = (name: string, keyId: Buffer, bytes: Buffer): string =>
  `— ${name} ${Buffer.concat([keyId, bytes]).toString('base64')}\n`
