import { isUtf8 } from 'node:buffer'
import { badRequest } from './api-error.js'

const notUtf8 = () => badRequest('strings must be encoded in UTF-8')

export function textOf(body: Buffer): string {
  if (!isUtf8(body)) throw notUtf8()
  return body.toString('utf8')
}

/** Fields of a form or a query, whose percent signs may hide bytes that are no text. */
export function fieldsOf(form: string): Record<string, string> {
  for (const [bytes] of form.matchAll(/(?:%[0-9a-f]{2})+/gi)) {
    if (!isUtf8(Buffer.from(bytes.replaceAll('%', ''), 'hex'))) throw notUtf8()
  }
  return Object.fromEntries(new URLSearchParams(form))
}

/** A part of a multipart body, where broken bytes have already become U+FFFD. */
export function partOf(value: string, body: Buffer): string {
  if (value.includes('\uFFFD') && !body.includes(value)) throw notUtf8()
  return value
}

const isText = (key: string, value: unknown): boolean =>
  key.isWellFormed() && (typeof value !== 'string' || value.isWellFormed())

/** For JSON.parse. @throws SyntaxError where half a surrogate pair is written */
export function onlyText(key: string, value: unknown): unknown {
  if (!isText(key, value)) throw new SyntaxError('strings must be encoded in UTF-8')
  return value
}

/** Escapes in JSON can write half a surrogate pair, which UTF-8 cannot. */
export function checkedJson(text: string, whenBroken: string): unknown {
  let wellFormed = true
  let value: unknown
  try {
    value = JSON.parse(text, (key, each: unknown) => {
      wellFormed &&= isText(key, each)
      return each
    })
  } catch {
    throw badRequest(whenBroken)
  }
  if (!wellFormed) throw notUtf8()
  return value
}
