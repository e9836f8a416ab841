import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi, testKey } from '../../desk/src/http/testing.js'
import { run } from './testing.js'

describe('deskctl api-key', () => {
  let api: TestApi
  const ctl = (...args: string[]) =>
    run(['api-key', ...args, '--url', api.url], { env: { DESK_API_KEY: testKey } })
  const statusWith = async (key: string, path: string) =>
    (await api.get(path, { Authorization: `Bearer ${key.trim()}` })).status
  beforeEach(async () => {
    api = await startTestApi()
  })
  afterEach(() => api.stop())

  it('new prints a key: of an admin, or of the scopes named', async () => {
    const admin = await ctl('new')
    expect(admin).toMatchObject({ code: 0, out: expect.stringMatching(/^tdk_[0-9a-f]{8}_[0-9a-f]{64}\n$/) })
    expect(await statusWith(admin.out, '/api/v1/admin/views')).toBe(200)
    const less = await ctl('new', '--name', 'Shop', '--scopes', 'tickets:read, agents:read')
    expect(less.code).toBe(0)
    expect(await statusWith(less.out, '/api/v1/agents')).toBe(200)
    expect(await statusWith(less.out, '/api/v1/admin/views')).toBe(403)
    const wrong = await ctl('new', '--scopes', 'tickets:fly')
    expect(wrong).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('/scopes/0 must be a scope')
    })
  })

  it('list shows a line per key with id, name and state; nothing where there is none', async () => {
    expect(await ctl('list')).toEqual({ code: 0, out: '', err: '' })
    await ctl('new', '--name', 'Shop')
    await api.clock.advance(1)
    await ctl('new', '--name', 'Longer name')
    const { out } = await ctl('list')
    expect(out).toMatch(/^key_[0-9a-f]{8} {2}Shop {9}active\nkey_[0-9a-f]{8} {2}Longer name {2}active\n$/)
  })

  it('rotate prints the new key; with --overlap the former one holds on', async () => {
    const { out: key } = await ctl('new')
    const id = `key_${key.slice(4, 12)}`
    const { out: second } = await ctl('rotate', id, '--overlap', '60')
    expect([await statusWith(key, '/health'), await statusWith(second, '/health')]).toEqual([200, 200])
    const { out: third } = await ctl('rotate', id)
    expect([await statusWith(second, '/health'), await statusWith(third, '/health')]).toEqual([401, 200])
    expect(await ctl('rotate', id, '--overlap', 'long')).toMatchObject({ code: 2, out: '' })
  })

  it('revoke ends a key', async () => {
    const { out: key } = await ctl('new')
    const id = `key_${key.slice(4, 12)}`
    expect(await ctl('revoke', id)).toEqual({ code: 0, out: `${id} is revoked\n`, err: '' })
    expect(await statusWith(key, '/health')).toBe(401)
    expect((await ctl('list')).out).toMatch(/ revoked\n$/)
  })

  it.each([['rotate'], ['revoke']])('%s of an unknown id exits 1', async what => {
    expect(await ctl(what, 'key_00000000')).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^deskctl: there is no such API key\n$/)
    })
  })
})
