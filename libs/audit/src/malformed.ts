/** What was read is not of the form that its specification asks for; says in one line what is wrong. */
export class Malformed extends Error {
  override readonly name = 'Malformed'
}

/** Standard base64 in its one canonical spelling. @throws Malformed */
export function fromBase64(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  if (text === '' || bytes.toString('base64') !== text) throw new Malformed(`${what} is not base64`)
  return bytes
}

/** @throws Malformed */
export function hashFrom(text: string, what: string): Buffer {
  const bytes = fromBase64(text, what)
  if (bytes.length !== 32) throw new Malformed(`${what} is not a hash of 32 bytes`)
  return bytes
}

/** A whole number as ASCII digits without leading zeroes. @throws Malformed */
export function wholeNumber(text: string, what: string): number {
  const value = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) throw new Malformed(`${what} is not a whole number`)
  return value
}
