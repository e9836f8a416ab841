import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { World } from '../world/world.js'
import type { BotApi } from './bot-api.js'
import { download } from './download.js'

export interface ListenerParts {
  world: World
  api: BotApi
  site: RequestListener
}

/** Sends every request where it belongs. Whatever it is, and whatever goes wrong, nothing is thrown out of here. */
export const listenerOf =
  (parts: ListenerParts): RequestListener =>
  (request, response) => {
    route(parts, request, response).catch((error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      process.stderr.write(`sandbox: ${text}\n`)
      end(response, 500, 'Internal Server Error')
    })
  }

async function route(
  { world, api, site }: ListenerParts,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const path = (request.url ?? '').replace(/^\/+/, '/')
  if (!URL.canParse(path, 'http://sandbox')) return end(response, 404, 'Not Found')
  request.url = path
  const url = new URL(path, 'http://sandbox')
  if (url.pathname.startsWith('/file/bot')) download(world, response, url.pathname)
  else if (url.pathname.startsWith('/bot')) await api.handle(request, response, url)
  else site(request, response)
}

function end(response: ServerResponse, error_code: number, description: string): void {
  if (response.headersSent) return void response.destroy()
  const body = JSON.stringify({ ok: false, error_code, description })
  response.writeHead(error_code, { 'content-type': 'application/json' }).end(body)
}
