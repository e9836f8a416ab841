import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ApiError, tooMany } from '../api-error.js'
import type { CallLog, LoggedCall } from '../call-log.js'
import type { FaultEffect, Faults } from '../faults.js'
import type { Limits } from '../limits.js'
import { costOf, methodNamed } from '../methods/index.js'
import type { Params } from '../params.js'
import { RawJson } from '../updates/polling.js'
import type { World } from '../world/world.js'
import { readParams } from './body.js'
import { decoded } from './decoded.js'

/** A result that comes with a line of text. */
export class Described {
  constructor(
    readonly result: unknown,
    readonly description: string
  ) {}
}

/** A method that needs more than the world: the server itself, or time. */
export type ServerMethod = (params: Params, gone: AbortSignal) => unknown

export interface BotApiParts {
  world: World
  limits: Limits
  faults: Faults
  log: CallLog
  /** By lower-case name; looked up first. */
  serverMethods: ReadonlyMap<string, ServerMethod>
}

const tokenForm = /^\d{1,15}:[A-Za-z0-9_-]+$/
const badGateway = '<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>'

/** The Bot API over HTTP: `/bot<token>/<method>`. */
export class BotApi {
  private readonly open = new Set<Socket>()

  constructor(private readonly parts: BotApiParts) {}

  /** Breaks every call under way, as a server does that goes away. What was applied stays applied. */
  breakAll(): void {
    for (const socket of this.open) socket.destroy()
  }

  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const { faults, world, log } = this.parts
    if (faults.away === 'refuse') return void request.socket.destroy()
    if (faults.away === 'bad_gateway') return answerHtml(response, 502, badGateway)
    const [, token = '', method = ''] = /^\/bot([^/]*)\/(?:test\/)?([^/]*)$/.exec(decoded(url.pathname)) ?? []
    if (!tokenForm.test(token)) return answer(response, new ApiError(404, 'Not Found'))
    if (token !== world.bot.token) return answer(response, new ApiError(401, 'Unauthorized'))
    let params: Params
    try {
      params = await readParams(request, url.search.slice(1))
    } catch (error) {
      return answer(response, asApiError(error))
    }
    const chatId = params.int('chat_id')
    const call = log.begin(method, chatId, params.plain())
    const startedAt = performance.now()
    const end = (result: Partial<LoggedCall>) => {
      // What was refused may not have been read to its end.
      const ignored = 'result' in result ? params.unread() : []
      log.end(call, { ...result, ignored, ms: Math.round(performance.now() - startedAt) })
    }
    const fault = faults.take(method, chatId, params.plain())
    await this.answerWith(request, response, fault, end, gone => this.call(method, params, gone, fault))
  }

  /** For a webhook whose answer names a method: runs and logs it, and tells nobody the result. */
  async run(method: string, params: Params): Promise<void> {
    const call = this.parts.log.begin(method, params.int('chat_id'), params.plain())
    try {
      const result = await this.call(method, params, new AbortController().signal)
      this.parts.log.end(call, { outcome: 'ok', result, ignored: params.unread() })
    } catch (error) {
      const { code, description } = asApiError(error)
      this.parts.log.end(call, { outcome: 'error', error_code: code, description })
    }
  }

  private async call(name: string, params: Params, gone: AbortSignal, fault?: FaultEffect): Promise<unknown> {
    if (fault?.kind === 'error') throw new ApiError(fault.code, fault.description, fault.parameters)
    if (fault?.kind === 'http_500') throw new ApiError(500, 'Internal Server Error: restart')
    const { world, limits, serverMethods } = this.parts
    const ofServer = serverMethods.get(name.toLowerCase())
    const method = methodNamed(name)
    if (!ofServer && !method) throw new ApiError(404, 'Not Found: method not found')
    const chatId = params.int('chat_id') ?? 0
    const cost = costOf(name, params)
    const wait = limits.wait(chatId, cost)
    if (wait > 0) throw tooMany(wait)
    const result = ofServer ? await ofServer(params, gone) : method?.(world, params)
    limits.take(chatId, cost)
    await world.store.committed()
    return result
  }

  private async answerWith(
    request: IncomingMessage,
    response: ServerResponse,
    fault: FaultEffect | undefined,
    end: (result: Partial<LoggedCall>) => void,
    run: (gone: AbortSignal) => Promise<unknown>
  ): Promise<void> {
    if (fault?.kind === 'lose_request') {
      end({ outcome: 'lost_request' })
      return void request.socket.destroy()
    }
    const gone = new AbortController()
    this.open.add(request.socket)
    response.once('close', () => {
      this.open.delete(request.socket)
      gone.abort()
    })
    try {
      const result = await run(gone.signal)
      const shown = result instanceof RawJson ? '(updates)' : result
      if (fault?.kind === 'lose_answer') {
        end({ outcome: 'lost_answer', result: shown })
        return void request.socket.destroy()
      }
      if (fault?.kind === 'slow') await this.parts.world.timers.sleep(fault.ms)
      end({ outcome: 'ok', result: shown })
      answerJson(response, 200, okText(result))
    } catch (error) {
      const apiError = asApiError(error)
      end({ outcome: 'error', error_code: apiError.code, description: apiError.description })
      answer(response, apiError)
    }
  }
}

function okText(result: unknown): string {
  if (result instanceof RawJson) return `{"ok":true,"result":${result.text}}`
  return JSON.stringify({ ok: true, ...(result instanceof Described ? result : { result }) })
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  process.stderr.write(
    `sandbox: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`
  )
  return new ApiError(500, 'Internal Server Error')
}

function answerJson(response: ServerResponse, code: number, text: string): void {
  if (response.destroyed) return
  const body = Buffer.from(text)
  response.writeHead(code, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
}

function answer(response: ServerResponse, error: ApiError): void {
  const wait = error.parameters?.retry_after
  if (wait !== undefined && !response.headersSent) response.setHeader('retry-after', String(wait))
  answerJson(response, error.code, JSON.stringify(error.body()))
}

function answerHtml(response: ServerResponse, code: number, html: string): void {
  response.writeHead(code, { 'content-type': 'text/html' }).end(html)
}
