import { fromJson } from '../http/body.js'
import { Params } from '../params.js'

export interface Reply {
  method: string
  params: Params
}

const notAllowed = /^(get.*|setwebhook|deletewebhook|close|logout)$/i

/** The method that a webhook's answer asks for, if any. Its result is never told to anybody. */
export function replyOf(contentType: string | undefined, body: string): Reply | undefined {
  if (body === '') return undefined
  const values = valuesOf(contentType ?? '', body)
  const method = values?.['method']
  if (!values || typeof method !== 'string' || notAllowed.test(method)) return undefined
  return { method, params: new Params(values) }
}

function valuesOf(contentType: string, body: string): Record<string, unknown> | undefined {
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) {
    return Object.fromEntries(new URLSearchParams(body))
  }
  try {
    return fromJson(body)
  } catch {
    return undefined
  }
}
