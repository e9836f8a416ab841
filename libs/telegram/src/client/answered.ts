import { isJsonObject, type JsonObject } from '#kernel'

/** What a body says, where it is the Bot API's. Undefined: it is of something on the way. */
export function answeredIn(
  body: Buffer
):
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly code: number; readonly said: JsonObject }
  | undefined {
  const answer = parsed(body)
  if (!isJsonObject(answer)) return undefined
  const { ok, result, error_code: code } = answer
  if (ok === true && result !== undefined) return { ok, result }
  return ok === false && Number.isInteger(code) ? { ok, code: Number(code), said: answer } : undefined
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
