import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { badRequest, Problem } from './problems/problem.js'

const problems: { readonly [code: string]: Problem } = {
  HPE_HEADER_OVERFLOW: new Problem(
    431,
    'headers_too_large',
    'the address and the headers may have 16 KiB together'
  ),
  ERR_HTTP_REQUEST_TIMEOUT: new Problem(408, 'request_timeout', 'the rest of the request did not come')
}
const unreadable = badRequest('this is no HTTP request')

/** What can't be read as a request gets a problem like any other, and its connection ends. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, problem, detail } = problems[error.code ?? ''] ?? unreadable
  const title = STATUS_CODES[status] ?? ''
  const type = `/problems/${problem}`
  const body = JSON.stringify({ type, title, status, detail, instance: `urn:uuid:${randomUUID()}` })
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'Connection: close',
      '',
      body
    ].join('\r\n')
  )
}
