import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

import { type Reply, replyOf } from './webhook-reply.js'

export type WebhookAnswer =
  | { ok: true; status: number; reply: Reply | undefined }
  | { ok: false; status: number | undefined; error: string; retryAfterS: number | undefined }

const inactivityMs = 60_000
const maxReply = 52_000_000

/** Posts one update and says how it was taken. Never throws. */
export class WebhookClient {
  private readonly http = new HttpAgent({ keepAlive: true })
  private readonly https = new HttpsAgent({ keepAlive: true })

  post(url: string, secret: string | undefined, body: string): Promise<WebhookAnswer> {
    return new Promise(resolve => {
      const secure = url.startsWith('https:')
      const content = Buffer.from(body)
      const call = (secure ? httpsRequest : httpRequest)(
        url,
        {
          method: 'POST',
          agent: secure ? this.https : this.http,
          timeout: inactivityMs,
          headers: {
            'content-type': 'application/json',
            'content-length': content.length,
            ...(secret !== undefined && { 'x-telegram-bot-api-secret-token': secret })
          }
        },
        answer => {
          const chunks: Buffer[] = []
          let size = 0
          answer.on('data', (chunk: Buffer) => {
            size += chunk.length
            if (size <= maxReply) chunks.push(chunk)
          })
          answer.on('end', () => resolve(judge(answer, Buffer.concat(chunks))))
          answer.on('error', () => resolve(failed('Connection reset by peer')))
        }
      )
      call.on('timeout', () => call.destroy(new Error('Read timeout expired')))
      call.on('error', error => resolve(failed(error.message)))
      call.end(content)
    })
  }

  stop(): void {
    this.http.destroy()
    this.https.destroy()
  }
}

const failed = (error: string): WebhookAnswer => ({
  ok: false,
  status: undefined,
  error,
  retryAfterS: undefined
})

async function judge(
  { statusCode: status = 0, headers }: IncomingMessage,
  body: Buffer
): Promise<WebhookAnswer> {
  if (status >= 200 && status < 300)
    return { ok: true, status, reply: await replyOf(headers['content-type'], body) }
  const retryAfter = headers['retry-after'] ?? ''
  const seconds = /^\d{1,9}$/.test(retryAfter) ? Math.min(Number(retryAfter), 3600) : 0
  return {
    ok: false,
    status,
    error: `Wrong response from the webhook: ${status}`,
    // None at all is as good as not said.
    retryAfterS: seconds > 0 ? seconds : undefined
  }
}
