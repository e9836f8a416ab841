import { describe, expect, it } from '@jest/globals'
import { ipAddressIn, ipRanges, isIpRange, isRangeWithin } from './ranges.js'

describe('an IP address', () => {
  it('has one spelling, IPv4 also where it is mapped into IPv6', () => {
    expect(ipAddressIn('10.1.2.3')).toBe('10.1.2.3')
    expect(ipAddressIn('::ffff:10.1.2.3')).toBe('10.1.2.3')
    expect(ipAddressIn('::FFFF:0a01:0203')).toBe('10.1.2.3')
    expect(ipAddressIn('0:0:0:0:0:ffff:a01:203')).toBe('10.1.2.3')
    expect(ipAddressIn('2001:DB8:0:0::1')).toBe('2001:db8::1')
    expect(ipAddressIn('fe80::1%eth0')).toBe('fe80::1')
  })

  it('is no host, no port and no number', () => {
    for (const text of [
      '',
      'unknown',
      'localhost',
      '10.1.2.3:80',
      '[::1]',
      '167772161',
      '010.1.2.3',
      '1.2.3'
    ])
      expect(ipAddressIn(text)).toBeUndefined()
  })
})

describe('a range of addresses', () => {
  it('is a CIDR or one address', () => {
    for (const text of [
      '10.0.0.0/8',
      '0.0.0.0/0',
      '::/0',
      '2001:db8::/32',
      '::ffff:10.0.0.0/104',
      '::1',
      '9.9.9.9'
    ])
      expect([text, isIpRange(text)]).toEqual([text, true])
    for (const text of [
      '10.0.0.0/33',
      '::/129',
      '10.0/8',
      '10.0.0.0/',
      '/8',
      'x',
      '10.0.0.0/8/8',
      '::ffff:10.0.0.0/90'
    ])
      expect([text, isIpRange(text)]).toEqual([text, false])
  })

  it('holds its addresses and no others', () => {
    const office = ipRanges(['10.0.0.0/8', '2001:db8::/32', '192.0.2.7', '::ffff:172.16.0.0/108'])
    for (const inside of ['10.255.0.1', '2001:db8:ffff::', '192.0.2.7', '172.31.255.255'])
      expect([inside, office(inside)]).toEqual([inside, true])
    for (const outside of ['11.0.0.1', '2001:db9::', '192.0.2.8', '172.32.0.0', '::1'])
      expect([outside, office(outside)]).toEqual([outside, false])
    expect(ipRanges(['::/0'])('10.0.0.1')).toBe(false)
    expect(ipRanges([])('10.0.0.1')).toBe(false)
  })

  it('lies within a wider one, and not within a narrower', () => {
    expect(isRangeWithin('10.1.0.0/16', ['192.0.2.0/24', '10.0.0.0/8'])).toBe(true)
    expect(isRangeWithin('10.0.0.0/8', ['10.0.0.0/8'])).toBe(true)
    expect(isRangeWithin('10.0.0.0/7', ['10.0.0.0/8'])).toBe(false)
    expect(isRangeWithin('11.0.0.1', ['10.0.0.0/8'])).toBe(false)
    expect(isRangeWithin('::/0', ['0.0.0.0/0'])).toBe(false)
    expect(isRangeWithin('::ffff:10.1.0.0/112', ['10.0.0.0/8'])).toBe(true)
  })
})
