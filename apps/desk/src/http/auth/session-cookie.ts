import type { IncomingMessage } from 'node:http'
import { ipRanges } from '#kernel'
import { Problem } from '../problems/problem.js'
import type { Front } from './front.js'

const isLoopback = ipRanges(['127.0.0.0/8', '::1'])
const overHttps = '__Host-desk'
const onLoopback = 'desk'

/** What carries a session here; undefined: nothing may, for it would cross the network in the clear. */
export function cookieNameFor(front: Front, request: IncomingMessage): string | undefined {
  if (front.isHttps(request)) return overHttps
  const address = front.addressOf(request)
  const { origin } = request.headers
  const isHere = address !== undefined && isLoopback(address) && (origin === undefined || isLocal(origin))
  return isHere ? onLoopback : undefined
}

function isLocal(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { hostname } = new URL(origin)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return (
    host === 'localhost' || host.endsWith('.localhost') || (/^[\d.:a-f]+$/.test(host) && isLoopback(host))
  )
}

/**
 * The cookie of a session, where the request has one. Undefined: none. Empty: one that can be nobody's.
 * @throws Problem 403 where nobody is signed in by cookie
 */
export function sessionCookieIn(front: Front, request: IncomingMessage): string | undefined {
  const sent = cookiesIn(request.headers.cookie)
  if (!sent.has(overHttps) && !sent.has(onLoopback)) return undefined
  const name = cookieNameFor(front, request)
  if (name === undefined) throw httpsRequired
  return sent.get(name)
}

/** @throws Problem 403: a page of another origin may use nobody's session. */
export function mustBeSameOrigin({ method, headers }: IncomingMessage): void {
  if (method === 'GET' || method === 'HEAD' || headers['sec-fetch-site'] === 'same-origin') return
  throw new Problem(403, 'not_same_origin', 'with a cookie only the console itself may change anything')
}

export const httpsRequired = new Problem(
  403,
  'https_required',
  'nobody signs in by cookie over plain http but on this machine'
)

/** `cookie` null: it is taken away. */
export function setCookie(name: string, cookie: string | null, maxAgeS = 0): string {
  const secure = name === overHttps ? '; Secure' : ''
  return `${name}=${cookie ?? ''}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${secure}`
}

/** The first of each name. */
function cookiesIn(header: string | undefined): Map<string, string> {
  const pairs = (header ?? '').split(';').flatMap(part => {
    const at = part.indexOf('=')
    return at < 0 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).trim()] as const]
  })
  return new Map(pairs.reverse())
}
