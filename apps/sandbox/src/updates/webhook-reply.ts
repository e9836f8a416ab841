import { answeredParams } from '../http/body.js'
import type { Params } from '../params.js'

export interface Reply {
  method: string
  params: Params
}

const notAllowed = /^(get.*|setwebhook|deletewebhook|close|logout)$/i

/** The method that a webhook's answer asks for, if any. Its result is never told to anybody. */
export async function replyOf(contentType: string | undefined, body: Buffer): Promise<Reply | undefined> {
  if (body.length === 0) return undefined
  const params = await answeredParams(body, contentType ?? '').catch(() => undefined)
  const method = params?.raw('method')
  if (!params || typeof method !== 'string' || notAllowed.test(method)) return undefined
  return { method, params }
}
