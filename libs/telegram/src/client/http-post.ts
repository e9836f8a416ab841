import { once } from 'node:events'
import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { Clock } from '#kernel'
import type { LostReason, NotSentReason } from './call-result.js'

export type Posted =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly body: Buffer
      readonly contentType: string | undefined
    }
  | { readonly kind: 'lost'; readonly why: LostReason }
  | { readonly kind: 'not_sent'; readonly why: NotSentReason }

export interface Body {
  readonly type: string
  readonly bytes: string | Buffer
}

/** Too large for memory. Until its tail is written nobody can have taken it: then it was not sent. */
export interface StreamedBody {
  readonly type: string
  /** Of all of it, the tail included. */
  readonly length: number
  read(): AsyncIterable<Uint8Array>
  readonly tail: Buffer
}

export interface HttpPost {
  /**
   * Never rejects. `timeoutMs` is for the whole exchange, the body of the answer included; of a streamed body it begins anew
   * with each part that is taken. Without a body it is a GET.
   */
  send(
    path: string,
    body: Body | StreamedBody | undefined,
    timeoutMs: number,
    signal?: AbortSignal
  ): Promise<Posted>
  /**
   * A GET whose answer the caller reads as it comes, and destroys where it is not read to the end. Never rejects; undefined:
   * there was no answer within `timeoutMs`.
   */
  open(path: string, timeoutMs: number, signal?: AbortSignal): Promise<IncomingMessage | undefined>
  close(): void
}

/** An idle connection is dropped before servers drop theirs, so that few requests meet a closing one. */
const idleMs = 15_000
const maxConnections = 128
const maxFiles = 32
/** getUpdates answers with 4 MiB at most. */
const maxAnswerBytes = 32 * 1024 * 1024

/** Requests to one server over kept connections. Knows whether a request may have left. */
export function createHttpPost(root: URL, clock: Clock): HttpPost {
  const secure = root.protocol === 'https:'
  const agentOptions = { keepAlive: true, maxSockets: maxConnections, timeout: idleMs }
  const agent = secure ? new https.Agent(agentOptions) : new http.Agent(agentOptions)
  // Of their own: whoever reads a file slowly keeps nothing from being sent.
  const forFiles = secure
    ? new https.Agent({ maxSockets: maxFiles })
    : new http.Agent({ maxSockets: maxFiles })
  const request = secure ? https.request : http.request
  const hostname = root.hostname.replace(/^\[|\]$/g, '')
  const port = root.port || (secure ? 443 : 80)
  const connected = new WeakSet<object>()
  const prefix = root.pathname.replace(/\/+$/, '')
  const to = (path: string) => ({ hostname, port, path: prefix + path })

  return {
    close() {
      agent.destroy()
      forFiles.destroy()
    },
    open: (path, timeoutMs, signal) =>
      new Promise(resolve => {
        if (signal?.aborted) return resolve(undefined)
        const over = new AbortController()
        const outgoing = request({ ...to(path), agent: forFiles })
        const giveUp = () => outgoing.destroy()
        const done = (answer: IncomingMessage | undefined) => {
          over.abort('done')
          signal?.removeEventListener('abort', giveUp)
          resolve(answer)
        }
        outgoing.on('response', done)
        outgoing.on('error', () => done(undefined))
        signal?.addEventListener('abort', giveUp, { once: true })
        void clock.sleep(timeoutMs, over.signal).then(() => {
          if (!over.signal.aborted) giveUp()
        })
        outgoing.end()
      }),
    send: (path, body, timeoutMs, signal) =>
      new Promise(resolve => {
        if (signal?.aborted) return resolve({ kind: 'not_sent', why: 'aborted' })
        // From the moment a connection stands, the request counts as written; a streamed one with its tail.
        let written = false
        const isStreamed = body !== undefined && 'read' in body
        const begun = () => {
          if (!isStreamed) written = true
        }
        let until = clock.monotonic() + timeoutMs
        const over = new AbortController()
        const done = (posted: Posted) => {
          if (over.signal.aborted) return
          // With a reason of its own, or each call would make a DOMException with its stack.
          over.abort('done')
          signal?.removeEventListener('abort', aborted)
          resolve(posted)
        }
        const giveUp = (why: 'timeout' | 'aborted') => {
          done(written ? { kind: 'lost', why } : { kind: 'not_sent', why })
          outgoing.destroy()
        }
        const aborted = () => giveUp('aborted')

        const outgoing = request({
          ...to(path),
          agent,
          method: body ? 'POST' : 'GET',
          headers: body ? { 'content-type': body.type, 'content-length': lengthOf(body) } : {}
        })
        outgoing.on('socket', socket => {
          // One that could not be opened is not connecting either; it is destroyed by now, and never was connected.
          if (connected.has(socket) || !(socket.connecting || socket.destroyed)) begun()
          else {
            socket.once(secure ? 'secureConnect' : 'connect', () => {
              connected.add(socket)
              begun()
            })
          }
        })
        outgoing.on('error', error => {
          done(written ? { kind: 'lost', why: 'connection' } : { kind: 'not_sent', why: notSent(error) })
        })
        outgoing.on('response', incoming => {
          const chunks: Buffer[] = []
          let length = 0
          incoming.on('data', (chunk: Buffer) => {
            length += chunk.length
            chunks.push(chunk)
            if (length > maxAnswerBytes) {
              done({ kind: 'lost', why: 'unclear_answer' })
              outgoing.destroy()
            }
          })
          const broken = () =>
            done(written ? { kind: 'lost', why: 'connection' } : { kind: 'not_sent', why: 'unreachable' })
          incoming.on('error', broken)
          incoming.on('close', broken)
          incoming.on('end', () => {
            if (!incoming.complete) return
            const status = incoming.statusCode ?? 0
            // Not the word of Telegram that all of it was for.
            if (!written && status >= 500) broken()
            const contentType = incoming.headers['content-type']
            done({ kind: 'answer', status, body: Buffer.concat(chunks), contentType })
            // Refused before all of it had come: what is left is not sent.
            if (!outgoing.writableEnded) outgoing.destroy()
          })
        })
        signal?.addEventListener('abort', aborted, { once: true })
        void (async () => {
          for (let left = timeoutMs; left > 0; left = until - clock.monotonic()) {
            await clock.sleep(left, over.signal)
            if (over.signal.aborted) return
          }
          giveUp('timeout')
        })()
        if (!isStreamed) outgoing.end(body?.bytes)
        else {
          const taken = () => {
            until = clock.monotonic() + timeoutMs
          }
          stream(body, outgoing, over.signal, taken).then(
            () => {
              if (over.signal.aborted) return
              written = true
              outgoing.end(body.tail)
            },
            () => giveUp('aborted')
          )
        }
      })
  }
}

const lengthOf = (body: Body | StreamedBody): number =>
  'read' in body ? body.length : Buffer.byteLength(body.bytes)

/** All but the tail, no faster than it is taken. @throws what reading throws */
async function stream(
  body: StreamedBody,
  outgoing: ClientRequest,
  over: AbortSignal,
  taken: () => void
): Promise<void> {
  for await (const chunk of body.read()) {
    if (over.aborted) return
    if (!outgoing.write(chunk)) await once(outgoing, 'drain', { signal: over }).catch(() => {})
    taken()
  }
}

function notSent(error: NodeJS.ErrnoException): NotSentReason {
  switch (error.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return 'no_address'
    case 'ECONNREFUSED':
      return 'refused'
    case 'ETIMEDOUT':
      return 'timeout'
    case 'EMFILE':
    case 'ENFILE':
    case 'ENOBUFS':
    case 'ENOMEM':
    case 'EADDRNOTAVAIL':
      return 'no_socket'
    default:
      return error.code?.startsWith('E') && !error.code.startsWith('ERR_') && error.code !== 'EPROTO'
        ? 'unreachable'
        : 'insecure'
  }
}
