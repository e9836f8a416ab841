import { createHash, timingSafeEqual } from 'node:crypto'
import type { Request, RequestHandler, Response } from 'express'
import type { BotId } from '#kernel'
import type { Logger } from '#observability'
import type { UpdateDoor } from './door.js'

export const webhookPath = '/telegram/:bot_id/webhook'

/** Telegram sends a few KiB. */
export const maxUpdateBytes = 1024 * 1024
const retryAfterS = 1

export interface WebhookBot {
  readonly bot: BotId
  readonly secret: string
  readonly door: UpdateDoor
}

/**
 * Takes what Telegram posts; answers are in docs (200 only once the update is durable, 503 with Retry-After while it can't be).
 * A plain Express handler, to be mounted before Nest's body parsers: `app.use(webhookPath, …)` costs a request neither
 * a second parse nor Nest's pipeline.
 */
export function createWebhookHandler(bots: readonly WebhookBot[], logger: Logger): RequestHandler {
  const known = new Map<string, { door: UpdateDoor; secret: Buffer }>(
    bots.map(({ bot, door, secret }) => [bot, { door, secret: sha256(secret) }])
  )
  return async (request, response) => {
    const { bot_id: id } = request.params
    const bot = typeof id === 'string' ? known.get(id) : undefined
    if (request.method !== 'POST') return answer(response.setHeader('Allow', 'POST'), 405)
    if (!bot) return answer(response, 404)
    const said = request.headers['x-telegram-bot-api-secret-token']
    if (typeof said !== 'string' || !timingSafeEqual(sha256(said), bot.secret)) return answer(response, 401)
    try {
      const body = await textOf(request)
      if (body === undefined) return answer(response, 413)
      const received = await bot.door.receive(body)
      return answer(response, received.kind === 'recorded' ? 200 : 400)
    } catch (error) {
      if (request.destroyed && !request.complete) return
      logger.error({ error, bot: id }, 'an update could not be recorded; Telegram will bring it again')
      return answer(response.setHeader('Retry-After', String(retryAfterS)), 503)
    }
  }
}

const answer = (response: Response, status: number): void => {
  response.statusCode = status
  response.setHeader('Content-Length', 0)
  response.end()
}

/** Equal length for `timingSafeEqual`, whatever was sent. */
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The body as text; undefined when it is too large: what is over the limit is not kept. */
function textOf(request: Request): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxUpdateBytes) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= maxUpdateBytes) return void chunks.push(chunk)
      chunks.length = 0
      resolve(undefined)
    })
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('error', reject)
    request.on('close', () => {
      if (!request.complete) reject(new Error('the request was cut off'))
    })
  })
}
