import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

import { type Reply, replyOf } from './webhook-reply.js'

export type WebhookAnswer =
  | { ok: true; status: number; reply: Reply | undefined }
  | { ok: false; status: number | undefined; error: string; retryAfterS: number | undefined }

const inactivityMs = 60_000
const maxReply = 1_000_000

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
          let text = ''
          answer.setEncoding('utf8')
          answer.on('data', (chunk: string) => {
            if (text.length < maxReply) text += chunk
          })
          answer.on('end', () => resolve(judge(answer, text)))
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

function judge({ statusCode: status = 0, headers }: IncomingMessage, text: string): WebhookAnswer {
  if (status >= 200 && status < 300)
    return { ok: true, status, reply: replyOf(headers['content-type'], text) }
  const retryAfter = headers['retry-after']
  const seconds = retryAfter !== undefined && /^\d{1,4}$/.test(retryAfter) ? Number(retryAfter) : undefined
  return {
    ok: false,
    status,
    error: `Wrong response from the webhook: ${status}`,
    retryAfterS: seconds !== undefined && seconds <= 3600 ? seconds : undefined
  }
}
