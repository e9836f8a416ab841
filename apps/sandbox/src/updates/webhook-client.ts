import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

export type WebhookAnswer =
  | { ok: true; status: number }
  | { ok: false; status: number | undefined; error: string; retryAfterS: number | undefined }

const inactivityMs = 60_000

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
          answer.resume()
          answer.on('end', () => resolve(judge(answer.statusCode ?? 0, answer.headers['retry-after'])))
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

function judge(status: number, retryAfter: string | undefined): WebhookAnswer {
  if (status >= 200 && status < 300) return { ok: true, status }
  const seconds = retryAfter !== undefined && /^\d{1,4}$/.test(retryAfter) ? Number(retryAfter) : undefined
  return {
    ok: false,
    status,
    error: `Wrong response from the webhook: ${status}`,
    retryAfterS: seconds !== undefined && seconds <= 3600 ? seconds : undefined
  }
}
