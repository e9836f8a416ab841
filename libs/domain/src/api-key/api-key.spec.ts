import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { QueueId } from '#kernel'
import { deciderSpec } from '../testing/given.js'
import { type ApiKeyCommand, apiKeyDecider, hashesHeld, keyStandingOf } from './api-key.js'
import { type Grants, givenBy, liesWithin } from './grants.js'
import { scopes } from './scopes.js'

const { givenCommands } = deciderSpec(apiKeyDecider)

const now = Date.UTC(2026, 0, 5, 12)
const billing = 'billing' as QueueId
const sales = 'sales' as QueueId
const all: Grants = { scopes: ['admin'], queues: null, cidrs: null, expiresAt: null }
const reader: Grants = { ...all, scopes: ['tickets:read'] }
const issue = (asked: Grants, by = all): ApiKeyCommand => ({
  type: 'IssueApiKey',
  name: 'Shop',
  asked,
  hash: 'first',
  by
})
const rotate = (hash: string, overlapMs: number, at = now, by = all): ApiKeyCommand => ({
  type: 'RotateApiKey',
  hash,
  overlapMs,
  by,
  now: at
})
const revoke = (by = all): ApiKeyCommand => ({ type: 'RevokeApiKey', by })

describe('an API key', () => {
  it('is issued with what was asked for', () => {
    givenCommands()
      .when(issue(reader))
      .thenEvents({ type: 'ApiKeyIssued', data: { name: 'Shop', hash: 'first', ...reader } })
    givenCommands(issue(reader)).when(issue(reader)).thenRefused('api_key_exists')
  })

  it('that nobody issued can be neither rotated nor revoked', () => {
    for (const command of [rotate('second', 0), revoke()])
      givenCommands().when(command).thenRefused('unknown_api_key')
  })

  it('that is rotated holds beside the former one for as long as asked, the former ones no longer', () => {
    const { state } = givenCommands(issue(reader), rotate('second', 1000), rotate('third', 1000, now + 1))
    expect(hashesHeld(state, now + 1000)).toEqual(['third', 'second'])
    expect(hashesHeld(state, now + 1001)).toEqual(['third'])
    const ended = givenCommands(issue(reader), rotate('second', 1000), rotate('third', 0)).state
    expect(hashesHeld(ended, now)).toEqual(['third'])
  })

  it('stands as active, rotating, expired or revoked', () => {
    const standing = (at: number, ...commands: ApiKeyCommand[]) => {
      const { state } = givenCommands(...commands)
      return state.exists ? keyStandingOf(state, at) : 'unknown'
    }
    const ending = issue({ ...reader, expiresAt: now + 500 })
    expect(standing(now + 499, ending)).toBe('active')
    expect(standing(now + 500, ending)).toBe('expired')
    expect(standing(now + 499, ending, rotate('second', 1000))).toBe('rotating')
    expect(standing(now + 500, ending, rotate('second', 1000))).toBe('expired')
    expect(standing(now, ending, revoke())).toBe('revoked')
    expect(hashesHeld(givenCommands(ending).state, now + 500)).toEqual([])
    expect(hashesHeld(givenCommands(ending, revoke()).state, now)).toEqual([])
  })

  it('is revoked once, and neither it nor an expired one is rotated', () => {
    givenCommands(issue(reader)).when(revoke()).thenEvents({ type: 'ApiKeyRevoked' })
    givenCommands(issue(reader), revoke()).when(revoke()).thenNothing()
    givenCommands(issue(reader), revoke()).when(rotate('second', 0)).thenRefused('api_key_revoked')
    givenCommands(issue({ ...reader, expiresAt: now }))
      .when(rotate('second', 0))
      .thenRefused('api_key_expired')
  })
})

describe('a key that makes keys', () => {
  const own: Grants = {
    scopes: ['keys:manage', 'tickets:read'],
    queues: [billing],
    cidrs: ['10.0.0.0/8'],
    expiresAt: now + 1000
  }

  it('gives what lies within its own grants; null is its own', () => {
    givenCommands()
      .when(issue(reader, own))
      .thenEvents({ type: 'ApiKeyIssued', data: { ...own, scopes: ['tickets:read'] } })
    const less = { ...reader, queues: [billing], cidrs: ['10.1.0.0/16'], expiresAt: now + 999 }
    givenCommands().when(issue(less, own)).thenEvents({ type: 'ApiKeyIssued', data: less })
  })

  it('gives nothing beyond them', () => {
    const beyond = (more: Partial<Grants>) => givenCommands().when(issue({ ...reader, ...more }, own))
    beyond({ scopes: ['tickets:read', 'tickets:write'] }).thenRefused('missing_scope', {
      scope: 'tickets:write'
    })
    beyond({ scopes: ['admin'] }).thenRefused('missing_scope', { scope: 'admin' })
    beyond({ queues: [billing, sales] }).thenRefused('beyond_own_grants', { what: 'queues' })
    beyond({ cidrs: ['10.0.0.0/7'] }).thenRefused('beyond_own_grants', { what: 'cidrs' })
    beyond({ expiresAt: now + 1001 }).thenRefused('beyond_own_grants', { what: 'expires_at' })
  })

  it('rotates and revokes no key that may more', () => {
    for (const command of [rotate('second', 0, now, own), revoke(own)]) {
      givenCommands(issue(reader)).when(command).thenRefused('beyond_own_grants', { what: 'queues' })
      givenCommands(issue(all)).when(command).thenRefused('missing_scope', { scope: 'admin' })
    }
    givenCommands(issue({ ...own, scopes: ['tickets:read'] }))
      .when(revoke(own))
      .thenEvents({ type: 'ApiKeyRevoked' })
  })

  it('never gives more than it has, whatever is asked for', () => {
    const grants: fc.Arbitrary<Grants> = fc.record({
      scopes: fc.subarray([...scopes], { minLength: 1 }),
      queues: fc.option(fc.subarray([billing, sales], { minLength: 1 })),
      cidrs: fc.option(fc.subarray(['10.0.0.0/8', '10.1.0.0/16', '::/0'], { minLength: 1 })),
      expiresAt: fc.option(fc.constantFrom(now, now + 1))
    })
    fc.assert(
      fc.property(grants, grants, (mine, asked) => {
        const given = givenBy(mine, asked)
        return !given.ok || liesWithin(mine, given.value).ok
      })
    )
  })
})
