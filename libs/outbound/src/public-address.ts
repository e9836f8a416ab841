import { ipAddressIn, ipRanges } from '#kernel'

/** What is no address of the internet, or hides one that is none (IANA's special-purpose registries). */
const closed = ipRanges([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // All but 2000::/3, the one range that is given out: loopback, IPv4 inside (::/96, ::ffff:0:0/96), NAT64, ULA, link-local, multicast.
  '::/3',
  '4000::/2',
  '8000::/1',
  // Inside 2000::/3: Teredo and the other special ones, documentation, 6to4.
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20'
])

/** Which addresses may be called. `allowed`: ranges that may be although they are private. */
export interface Addresses {
  /** As `ipAddressIn` spells it. */
  mayCall(address: string): boolean
  /** It is one of the ranges that were allowed: there http will do. */
  isAllowed(address: string): boolean
  readonly someAllowed: boolean
}

export function addresses(allowed: readonly string[]): Addresses {
  const isAllowed = ipRanges(allowed)
  return {
    mayCall: address => isAllowed(address) || !closed(address),
    isAllowed,
    someAllowed: allowed.length > 0
  }
}

/** The address that a URL's host is, in whatever spelling; undefined: it is a name. */
export function literalIn({ hostname }: Pick<URL, 'hostname'>): string | undefined {
  // The URL parser has made decimal, octal, hexadecimal and short spellings one.
  return ipAddressIn(hostname.replace(/^\[|\]$/g, '').replace(/\.$/, ''))
}

const isLocalName = ({ hostname }: Pick<URL, 'hostname'>): boolean => /(^|\.)localhost\.?$/i.test(hostname)

export const maxUrlLength = 2000

/** What is wrong with an address that the desk is to call, before anything is looked up; undefined: nothing. */
export function wrongWith(text: string, to: Addresses): string | undefined {
  if (text.length > maxUrlLength) return `must have at most ${maxUrlLength} characters`
  // A parser passes over those at the ends, and over lines that break.
  if ([...text].some(char => char <= ' ')) return 'must have no blanks in it'
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol)) return 'must be an address that begins with https://'
  // The parser passes over those that are empty.
  if (url.username || url.password || /^\w+:[/\\]*[^/\\?#]*@/.test(text))
    return 'must have no credentials in it'
  if (text.includes('#')) return 'must have no # in it: what is behind that is never sent'
  if (url.hostname.includes('..') || url.hostname.startsWith('.'))
    return 'must have a name with something between its dots'
  if (url.port === '0') return 'must have a port from 1'
  const literal = literalIn(url)
  if (literal !== undefined && !to.mayCall(literal)) return 'must be an address of the internet'
  if (isLocalName(url) && !to.isAllowed('127.0.0.1') && !to.isAllowed('::1'))
    return 'must be an address of the internet'
  const mayBePlain = literal === undefined ? to.someAllowed : to.isAllowed(literal)
  return url.protocol === 'http:' && !mayBePlain ? 'must begin with https://' : undefined
}
