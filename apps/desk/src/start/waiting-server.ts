import { createServer, type Server } from 'node:http'
import type { Logger } from '#observability'
import type { Settings } from './settings.js'

/**
 * Answers in the desk's place while a store can't be reached at the start: alive, not ready, and why. Listens from the
 * first reason on, so a start that waits for nothing has none of it.
 */
export function waitingServer({ host, port }: Pick<Settings, 'host' | 'port'>, logger: Logger) {
  let server: Server | undefined
  let reason = ''

  return {
    say(why: string): void {
      if (why !== reason) logger.warn({ why }, 'the start waits')
      reason = why
      server ??= createServer((request, response) => {
        request.resume()
        const alive = request.url === '/health/live'
        response.writeHead(alive ? 200 : 503, {
          'Content-Type': alive ? 'application/json' : 'application/problem+json',
          ...(alive ? {} : { 'Retry-After': '5' })
        })
        const problem = {
          type: '/problems/starting',
          title: 'Starting',
          status: 503,
          detail: 'a store can not be reached yet'
        }
        response.end(JSON.stringify(alive ? { status: 'ok' } : problem))
      })
        // A port that is taken is told when the desk itself listens.
        .on('error', () => undefined)
        .listen(port, host)
    },
    async close(): Promise<void> {
      const listening = server
      server = undefined
      if (!listening) return
      await new Promise(closed => {
        listening.close(closed)
        listening.closeAllConnections()
      })
    }
  }
}
