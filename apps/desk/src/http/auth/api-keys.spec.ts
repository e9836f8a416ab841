import { beforeEach, describe, expect, it } from '@jest/globals'
import { StreamRunner } from '#application'
import { type DeskState, StateUnavailable } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { type ApiKeyCommand, apiKeyDecider, apiKeyStream, eventTypes, type Grants } from '#domain'
import { type EventLog, Unavailable, withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { type ApiKeyId, commandIdFor, FakeClock } from '#kernel'
import { silentLogger } from '#observability'
import { type ApiKeys, openApiKeys } from './api-keys.js'
import { hashOf, newKey } from './new-key.js'

const setting = 'the key of the setting, long enough'
const all: Grants = { scopes: ['admin'], queues: null, cidrs: null, expiresAt: null }
const reader: Grants = { ...all, scopes: ['tickets:read'] }
const id = '00c0ffee' as ApiKeyId

describe('The keys of the API', () => {
  let clock: FakeClock
  let log: EventLog
  let state: DeskState
  beforeEach(() => {
    clock = new FakeClock()
    log = withTypes(openMemoryLog(), eventTypes)
    state = openMemoryDeskState({ clock })
  })

  /** As another process of the desk: nothing in its memory. */
  const opened = (over: { log?: EventLog; state?: DeskState; setting?: string | null } = {}) =>
    openApiKeys({
      state: over.state ?? state,
      runner: runnerOver(over.log ?? log),
      clock,
      logger: silentLogger,
      setting: over.setting === undefined ? setting : over.setting
    })
  const runnerOver = (events: EventLog) =>
    new StreamRunner(events, { seal: noSealing, open: noSealing, secretOf: noSealing }, clock)
  const noSealing = async () => {
    throw new Error('nothing of a key is sealed')
  }
  let commands = 0
  const act = async (command: ApiKeyCommand): Promise<void> => {
    const cause = `command ${++commands}`
    const context = {
      commandId: commandIdFor(cause),
      causationId: cause,
      correlationId: cause,
      actor: 'key:key_admin' as const
    }
    const done = await runnerOver(log).run(apiKeyDecider, apiKeyStream(id), command, context)
    if (!done.ok) throw new Error(done.reason)
  }
  const issue = async (asked: Grants = reader): Promise<string> => {
    const key = newKey(id)
    await act({ type: 'IssueApiKey', name: 'Shop', asked, hash: hashOf(key).toString('hex'), by: all })
    return key
  }
  const idOf = async (keys: ApiKeys, key: string) => (await keys.principalOf(key))?.id

  it('are known to every process, and right after its start', async () => {
    const before = await opened()
    const key = await issue()
    const after = await opened()
    expect(await before.principalOf(key)).toEqual({ kind: 'key', id: 'key_00c0ffee', ...reader })
    expect(await idOf(after, key)).toBe('key_00c0ffee')
    expect(await idOf(after, `${key.slice(0, -1)}${key.endsWith('x') ? 'y' : 'x'}`)).toBeUndefined()
    expect(await idOf(after, key.replace('00c0ffee', '00c0ffed'))).toBeUndefined()
    expect(await idOf(after, 'no key at all')).toBeUndefined()
  })

  it('that are revoked hold nowhere a second later, and not at all in a process that starts', async () => {
    const busy = await opened()
    const key = await issue()
    expect(await idOf(busy, key)).toBe('key_00c0ffee')
    await act({ type: 'RevokeApiKey', by: all })
    expect(await idOf(await opened(), key)).toBeUndefined()
    await clock.advance(1000)
    expect(await idOf(busy, key)).toBeUndefined()
  })

  it('end when they expire, to the millisecond, without a word of the log', async () => {
    const keys = await opened()
    const key = await issue({ ...reader, expiresAt: clock.now() + 500 })
    expect(await idOf(keys, key)).toBe('key_00c0ffee')
    await clock.advance(499)
    expect(await idOf(keys, key)).toBe('key_00c0ffee')
    await clock.advance(1)
    expect(await idOf(keys, key)).toBeUndefined()
  })

  it('hold both while one is rotated, under one id', async () => {
    const keys = await opened()
    const former = await issue()
    const key = newKey(id)
    const hash = hashOf(key).toString('hex')
    await act({ type: 'RotateApiKey', hash, overlapMs: 5000, by: all, now: clock.now() })
    expect([await idOf(keys, former), await idOf(keys, key)]).toEqual(['key_00c0ffee', 'key_00c0ffee'])
    await clock.advance(5000)
    expect([await idOf(keys, former), await idOf(keys, key)]).toEqual([undefined, 'key_00c0ffee'])
  })

  it('are not taken while the log can not be read, once what is known of them is a second old', async () => {
    let away = false
    const keys = await opened({
      log: {
        ...log,
        readStream(stream, from) {
          if (away) throw new Unavailable('the log is away')
          return log.readStream(stream, from)
        }
      }
    })
    const key = await issue()
    expect(await idOf(keys, key)).toBe('key_00c0ffee')
    away = true
    await clock.advance(1000)
    await expect(keys.principalOf(key)).rejects.toThrow(Unavailable)
    expect(await idOf(keys, setting)).toBe('key_admin')
    away = false
    expect(await idOf(keys, key)).toBe('key_00c0ffee')
  })

  it('have the day of their last use, kept again when it could not be', async () => {
    let away = true
    const keys = await opened({
      state: {
        ...state,
        setFact(name, value) {
          if (away) return Promise.reject(new StateUnavailable('the state is away'))
          return state.setFact(name, value)
        }
      },
      setting: null
    })
    const key = await issue()
    expect(await keys.register.lastUsedOn(id)).toBeNull()
    await keys.principalOf(key)
    expect(await keys.register.lastUsedOn(id)).toBeNull()
    away = false
    await keys.principalOf(key)
    expect(await keys.register.lastUsedOn(id)).toBe(new Date(clock.now()).toISOString().slice(0, 10))
  })

  it('of the setting is the admin key from this start on; without one it is made once', async () => {
    const made = await opened({ setting: null })
    expect(made.fresh).toMatch(/^tdk_[0-9a-f]{8}_[0-9a-f]{64}$/)
    const again = await opened({ setting: null })
    expect(again.fresh).toBeUndefined()
    expect(await idOf(again, made.fresh ?? '')).toBe('key_admin')
    const set = await opened()
    expect([await idOf(set, setting), await idOf(set, made.fresh ?? '')]).toEqual(['key_admin', undefined])
  })

  describe('that were made before keys had ids', () => {
    const old = 'desk_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI'
    const hash = hashOf(old).toString('hex')
    const oldId = hash.slice(0, 8) as ApiKeyId
    beforeEach(() => state.setFact('api-keys', { sha256: [hash, hashOf('desk_another').toString('hex')] }))

    it('are admin keys with ids, taken over once by however many processes and starts', async () => {
      const [keys] = await Promise.all([opened(), opened(), opened()])
      expect(await keys.principalOf(old)).toEqual({ kind: 'key', id: `key_${oldId}`, ...all })
      await opened()
      expect([...(await keys.register.all()).keys()].sort()).toEqual(
        [oldId, hashOf('desk_another').toString('hex').slice(0, 8)].sort()
      )
      const types: string[] = []
      for await (const event of log.readStream(apiKeyStream(oldId))) types.push(event.type)
      expect(types).toEqual(['ApiKeyIssued'])
    })

    it('hold after a kill between the first of them and the rest', async () => {
      let appends = 0
      const dying: EventLog = {
        ...log,
        append(stream, events, expected) {
          if (++appends > 1) throw new Unavailable('killed')
          return log.append(stream, events, expected)
        }
      }
      await expect(opened({ log: dying })).rejects.toThrow('killed')
      const keys = await opened()
      expect(await idOf(keys, old)).toBe(`key_${oldId}`)
      expect(await idOf(keys, 'desk_another')).toMatch(/^key_[0-9a-f]{8}$/)
    })

    it('stay revoked over every start', async () => {
      await opened()
      const context = {
        commandId: commandIdFor('revoke'),
        causationId: 'x',
        correlationId: 'x',
        actor: 'key:key_admin' as const
      }
      const revoke: ApiKeyCommand = { type: 'RevokeApiKey', by: all }
      await runnerOver(log).run(apiKeyDecider, apiKeyStream(oldId), revoke, context)
      expect(await idOf(await opened(), old)).toBeUndefined()
    })
  })
})
