import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Request, RequestHandler, Response } from 'express'
import type { BotId, JsonObject } from '#kernel'
import type { Logger } from '#observability'
import { answerOfError } from '../http/problems/answer-of-error.js'
import { Problem } from '../http/problems/problem.js'
import { requestIdOf } from '../http/request-id.js'
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
export function createWebhookHandler(
  bots: readonly WebhookBot[],
  logger: Logger,
  /** Whether updates may come from where this one does. */
  maySend: (request: IncomingMessage) => boolean = () => true
): RequestHandler {
  const known = new Map<string, { door: UpdateDoor; secret: Buffer }>(
    bots.map(({ bot, door, secret }) => [bot, { door, secret: sha256(secret) }])
  )
  return async (request, response) => {
    const { bot_id: id } = request.params
    const bot = typeof id === 'string' ? known.get(id) : undefined
    const refuse = (status: number, problem: string, detail: string) =>
      answer(response, status, answerOfError(new Problem(status, problem, detail), requestIdOf(request)).body)
    if (!maySend(request)) return refuse(403, 'address_not_allowed', 'updates come from Telegram only')
    if (request.method !== 'POST') {
      response.setHeader('Allow', 'POST')
      return refuse(405, 'method_not_allowed', 'updates are posted')
    }
    if (!bot) return refuse(404, 'not_found', 'there is no such bot')
    const said = request.headers['x-telegram-bot-api-secret-token']
    if (typeof said !== 'string' || !timingSafeEqual(sha256(said), bot.secret)) {
      return refuse(401, 'unauthorized', 'the secret is missing or wrong')
    }
    try {
      const body = await textOf(request)
      if (body === undefined)
        return refuse(413, 'body_too_large', `an update may have ${maxUpdateBytes} bytes`)
      const received = await bot.door.receive(body)
      return received.kind === 'not_an_update'
        ? refuse(400, 'bad_request', 'the body is not an update')
        : answer(response, 200, null)
    } catch (error) {
      if (request.destroyed && !request.complete) return
      logger.error({ error, bot: id }, 'an update could not be recorded; Telegram will bring it again')
      response.setHeader('Retry-After', String(retryAfterS))
      return refuse(503, 'unavailable', 'the log can not be written now')
    }
  }
}

const answer = (response: Response, status: number, problem: JsonObject | null): void => {
  const text = problem ? JSON.stringify(problem) : ''
  response.statusCode = status
  if (problem) response.setHeader('Content-Type', 'application/problem+json')
  response.setHeader('Content-Length', Buffer.byteLength(text))
  response.end(text)
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
