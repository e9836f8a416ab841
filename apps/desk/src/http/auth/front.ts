import type { IncomingMessage } from 'node:http'
import { ipAddressIn, ipRanges } from '#kernel'

/** From where and how a request came, behind the proxies that are trusted to say so. */
export interface Front {
  /** Everything but `/health/live` and `/health/ready` must have come by https. */
  readonly requireHttps: boolean
  /**
   * The client's address: the socket's, or, where that is a trusted proxy's, the last of `X-Forwarded-For` that is none;
   * all trusted: the first. Undefined: it can't be read, and nobody may ask from there.
   */
  addressOf(request: IncomingMessage): string | undefined
  /** As a trusted proxy says; what came without one came by http. */
  isHttps(request: IncomingMessage): boolean
}

export function createFront(settings: {
  readonly trustedProxies: readonly string[]
  readonly requireHttps: boolean
}): Front {
  const isProxy = ipRanges(settings.trustedProxies)
  const socketOf = (request: IncomingMessage) => ipAddressIn(request.socket.remoteAddress ?? '')

  return {
    requireHttps: settings.requireHttps,

    addressOf(request) {
      const socket = socketOf(request)
      const forwarded = partsOf(request.headers['x-forwarded-for'])
      if (socket === undefined || !isProxy(socket) || forwarded === undefined) return socket
      // From the right: what stands left of the first stranger was written by that stranger.
      for (const text of forwarded.toReversed()) {
        const address = ipAddressIn(text)
        if (address === undefined || !isProxy(address)) return address
      }
      return ipAddressIn(forwarded[0] ?? '')
    },

    isHttps(request) {
      const socket = socketOf(request)
      const proto = partsOf(request.headers['x-forwarded-proto'])?.at(-1)
      return socket !== undefined && isProxy(socket) && proto?.toLowerCase() === 'https'
    }
  }
}

const partsOf = (header: string | readonly string[] | undefined): string[] | undefined =>
  header === undefined
    ? undefined
    : String(header)
        .split(',')
        .map(part => part.trim())
