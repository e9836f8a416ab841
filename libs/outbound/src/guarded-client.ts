import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { ipAddressIn } from '#kernel'
import { createLookUp, type Found, type LookUp } from './look-up.js'
import { type Addresses, wrongWith } from './public-address.js'

export interface Outgoing {
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string | Uint8Array
  /** For the whole exchange, from the look-up to the last byte. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  /** So much of an answer is read; 64 KiB where nothing is said. */
  readonly readBytes?: number
}

/** What came of a call. `not_allowed`: nothing was sent, for the address is none that may be called. */
export type Called =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: http.IncomingHttpHeaders
      /** Its beginning: no more than `readBytes`. */
      readonly body: Buffer
    }
  | { readonly kind: 'not_allowed' | 'failed' | 'timeout'; readonly error: string }

export interface GuardedClient {
  /** POST. Redirects are answers like any other. Never rejects. */
  post(outgoing: Outgoing): Promise<Called>
  close(): void
}

const usualBytes = 64 * 1024

class NotAllowed extends Error {}

/**
 * For every address that somebody has written into a setting. A name is looked up once for a connection; all that is found
 * is checked, and the connection goes to what was checked: nothing can change its answer in between. Names in TLS and `Host`
 * stay as they are.
 */
export function createGuardedClient(options: {
  readonly addresses: Addresses
  /** For tests. */
  readonly lookUp?: LookUp
}): GuardedClient {
  const { addresses } = options
  const own = createLookUp()
  const lookUp = options.lookUp ?? own.lookUp

  function checked(found: Found, secure: boolean): Found {
    if (found.length === 0) throw new Error('the name has no address')
    for (const { address } of found) {
      const spelled = ipAddressIn(address)
      if (spelled === undefined || !addresses.mayCall(spelled))
        throw new NotAllowed(`${address} is no address of the internet`)
      if (!secure && !addresses.isAllowed(spelled)) throw new NotAllowed('it is called by https only')
    }
    return found
  }
  const lookupFor =
    (secure: boolean): LookupFunction =>
    (hostname, asked, answer) => {
      lookUp(hostname)
        .then(found => checked(found, secure))
        .then(
          found => {
            const [first] = found
            if (asked.all) answer(null, [...found])
            else answer(null, first?.address ?? '', first?.family ?? 0)
          },
          (error: NodeJS.ErrnoException) => answer(error, '', 0)
        )
    }
  // How many calls there are at once is for whoever makes them: one that waited here would be late by what others hang at.
  const agentOptions = { keepAlive: true, timeout: 15_000 }
  const agents = {
    http: new http.Agent({ ...agentOptions, lookup: lookupFor(false) }),
    https: new https.Agent({ ...agentOptions, lookup: lookupFor(true) })
  }

  return {
    post: outgoing => send(outgoing, addresses, agents),
    close() {
      own.close()
      agents.http.destroy()
      agents.https.destroy()
    }
  }
}

function send(
  { url: text, headers, body, timeoutMs, signal, readBytes = usualBytes }: Outgoing,
  addresses: Addresses,
  agents: { readonly http: http.Agent; readonly https: https.Agent }
): Promise<Called> {
  const wrong = wrongWith(text, addresses)
  if (wrong !== undefined) return Promise.resolve({ kind: 'not_allowed', error: `the address ${wrong}` })
  const url = new URL(text)
  const secure = url.protocol === 'https:'
  return new Promise(resolve => {
    const timer = setTimeout(
      () => end({ kind: 'timeout', error: `no answer within ${timeoutMs} ms` }),
      timeoutMs
    )
    const aborted = () => end({ kind: 'failed', error: 'given up' })
    let request: http.ClientRequest | undefined
    let isOver = false
    function end(called: Called): void {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', aborted)
      if (called.kind !== 'answer') request?.destroy()
      resolve(called)
    }
    function begin(isSecond: boolean): void {
      // The look-up is not asked for what is an address already: that was checked above.
      const sent = (secure ? https : http).request(url, {
        agent: secure ? agents.https : agents.http,
        method: 'POST',
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }
      })
      request = sent
      let isAnswered = false
      sent.on('error', (error: NodeJS.ErrnoException) => {
        if (isOver) return
        // The other side may have closed what was kept open just then, and have seen nothing of it.
        if (error.code === 'ECONNRESET' && sent.reusedSocket && !isAnswered && !isSecond) return begin(true)
        end(
          error instanceof NotAllowed
            ? { kind: 'not_allowed', error: error.message }
            : { kind: 'failed', error: error.code ?? error.message }
        )
      })
      sent.on('response', response => {
        isAnswered = true
        const chunks: Buffer[] = []
        let length = 0
        const answer = () => {
          const { statusCode: status = 0, headers: named } = response
          end({ kind: 'answer', status, headers: named, body: Buffer.concat(chunks).subarray(0, readBytes) })
        }
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          length += chunk.length
          if (length < readBytes) return
          answer()
          sent.destroy()
        })
        response.on('end', answer)
        response.on('close', () => end({ kind: 'failed', error: 'the answer broke off' }))
        response.on('error', () => end({ kind: 'failed', error: 'the answer broke off' }))
      })
      sent.end(body)
    }
    if (signal?.aborted) return aborted()
    signal?.addEventListener('abort', aborted, { once: true })
    begin(false)
  })
}
