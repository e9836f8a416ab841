import { BlockList, isIP, SocketAddress } from 'node:net'

interface Range {
  readonly family: 'ipv4' | 'ipv6'
  readonly address: string
  readonly prefix: number
}

const familyOf = (address: string): Range['family'] => (isIP(address) === 4 ? 'ipv4' : 'ipv6')

/** An IP address in its one spelling, an IPv4-mapped one as IPv4; undefined: it is none. */
export function ipAddressIn(text: string): string | undefined {
  const [address = ''] = text.split('%')
  if (isIP(address) === 0) return undefined
  if (isIP(address) === 4) return address
  const spelled = new SocketAddress({ address, family: 'ipv6' }).address
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(spelled)?.[1] ?? spelled
}

function rangeIn(text: string): Range | undefined {
  const [, written = '', length] = /^([0-9a-f:.]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? []
  const address = ipAddressIn(written)
  if (address === undefined) return undefined
  const family = familyOf(address)
  const isMapped = family === 'ipv4' && isIP(written) === 6
  const bits = family === 'ipv4' ? 32 : 128
  const prefix = length === undefined ? bits : Number(length) - (isMapped ? 96 : 0)
  return prefix >= 0 && prefix <= bits ? { family, address, prefix } : undefined
}

/** `10.0.0.0/8`, `2001:db8::/32`, or one address. */
export const isIpRange = (text: string): boolean => rangeIn(text) !== undefined

/**
 * Whether an address, as `ipAddressIn` spells it, is in any of these ranges; IPv4 only in those of IPv4. What is no range
 * holds nothing.
 */
export function ipRanges(texts: readonly string[]): (address: string) => boolean {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() }
  for (const range of texts.map(rangeIn)) {
    if (range) lists[range.family].addSubnet(range.address, range.prefix, range.family)
  }
  return address => lists[familyOf(address)].check(address, familyOf(address))
}

/** Whether every address of `inner` is in one of the ranges of `outer`. */
export function isRangeWithin(inner: string, outer: readonly string[]): boolean {
  const range = rangeIn(inner)
  if (!range) return false
  return outer.some(text => {
    const whole = rangeIn(text)
    return whole?.family === range.family && whole.prefix <= range.prefix && ipRanges([text])(range.address)
  })
}
