import type { RequestHandler } from 'express'
import type { Changes } from '../changes.js'

const pingMs = 20_000

/** Server-sent events: every change as one JSON object. */
export const events =
  (changes: Changes): RequestHandler =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('retry: 1000\n\n')
    const unlisten = changes.listen(change => {
      if (response.writableLength < 1_000_000) response.write(`data: ${JSON.stringify(change)}\n\n`)
    })
    const ping = setInterval(() => response.write(': here\n\n'), pingMs)
    response.on('close', () => {
      clearInterval(ping)
      unlisten()
    })
  }
