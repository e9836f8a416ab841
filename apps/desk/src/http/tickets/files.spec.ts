import { Readable } from 'node:stream'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import type { FetchedFile } from '#telegram'
import { startTestApi, type TestApi } from '../testing.js'

describe('the file of a message', () => {
  let api: TestApi
  let told: FetchedFile = { kind: 'gone' }
  const asked: string[] = []
  let user = 1
  beforeAll(async () => {
    const files = {
      fetch: async (id: string) => {
        asked.push(id)
        return told
      }
    }
    api = await startTestApi({ files })
  })
  afterAll(() => api.stop())
  afterEach(() => void asked.splice(0))

  const file = { file_id: 'f-1', name: 'Straße "1".pdf', mime_type: 'application/pdf', size: 5 }
  async function sent(more: Partial<typeof file> = {}) {
    const ticket = await api.customerWrites(user++, 'see', { holds: { file: { ...file, ...more } } })
    const { body } = await api.get(`/api/v1/tickets/tkt_${ticket}/thread`)
    return { path: `/api/v1/tickets/tkt_${ticket}/files/${body.data[0].id}`, ticket }
  }
  const says = (bytes: string, size: number | null = bytes.length): FetchedFile => ({
    kind: 'file',
    content: Readable.from([Buffer.from(bytes)]),
    size
  })

  it('comes as Telegram has it, to be saved under its name and never to be run', async () => {
    const { path } = await sent()
    told = says('bytes')
    const { status, headers, body } = await api.get(path)
    expect([status, body, asked]).toEqual([200, 'bytes', ['f-1']])
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': '5',
      'content-disposition': `attachment; filename="Stra_e _1_.pdf"; filename*=UTF-8''Stra%C3%9Fe%20%221%22.pdf`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox',
      'cache-control': 'private, no-store',
      'x-projection-position': expect.any(String)
    })
  })

  it('has a plain type where Telegram tells none, or nonsense', async () => {
    for (const mime_type of ['text/html\r\nX: y', '']) {
      const { path } = await sent({ mime_type })
      told = says('x', null)
      expect((await api.get(path)).headers.get('content-type')).toBe('application/octet-stream')
    }
  })

  it('that breaks off on its way is not taken for whole', async () => {
    const { path } = await sent()
    const breaks = async function* () {
      yield Buffer.from('by')
      throw new Error('gone')
    }
    told = { kind: 'file', content: Readable.from(breaks()), size: null }
    await expect(api.get(path)).rejects.toThrow()
  })

  it('is read from Telegram no faster than it is taken, and no further once nobody takes it', async () => {
    const { path } = await sent()
    let given = 0
    const whole = 40
    const content = Readable.from(
      (async function* () {
        for (; given < whole; given++) yield Buffer.alloc(1024 * 1024)
      })()
    )
    const closed = new Promise(resolve => content.once('close', resolve))
    told = { kind: 'file', content, size: whole * 1024 * 1024 }
    const answer = await fetch(api.url + path, {
      headers: { Authorization: 'Bearer a-key-for-the-tests-only-long-enough' }
    })
    await answer.body?.cancel()
    await closed
    expect(given).toBeLessThan(whole)
  })

  it('of more than 20 MB is refused: as the message says, without asking Telegram, or as Telegram says', async () => {
    const known = await sent({ size: 20 * 1024 * 1024 + 1 })
    const refused = { status: 409, body: { type: '/problems/file_too_big' } }
    expect(await api.get(known.path)).toMatchObject(refused)
    expect(asked).toEqual([])
    told = { kind: 'too_big' }
    expect(await api.get((await sent()).path)).toMatchObject(refused)
  })

  it('is 503 while Telegram does not give it, and 404 once it never will', async () => {
    const { path } = await sent()
    told = { kind: 'away', afterS: 9 }
    const away = await api.get(path)
    expect(away).toMatchObject({ status: 503, body: { type: '/problems/telegram_unavailable' } })
    expect(away.headers.get('retry-after')).toBe('9')
    told = { kind: 'gone' }
    expect((await api.get(path)).status).toBe(404)
  })

  it('is 404 where there is none: another ticket, no file, no such message', async () => {
    const { path, ticket } = await sent()
    const other = await sent()
    const words = await api.customerWrites(user++, 'only words')
    const { body } = await api.get(`/api/v1/tickets/tkt_${words}/thread`)
    const [, message] = /files\/(.*)$/.exec(path) ?? []
    const none = [
      `/api/v1/tickets/tkt_${words}/files/${body.data[0].id}`,
      `/api/v1/tickets/tkt_${other.ticket}/files/${message}`,
      `/api/v1/tickets/tkt_${crypto.randomUUID()}/files/${message}`,
      `/api/v1/tickets/tkt_${ticket}/files/msg_1`,
      `/api/v1/tickets/x/files/${message}`
    ]
    for (const each of none) expect([each, (await api.get(each)).status]).toEqual([each, 404])
    expect(asked).toEqual([])
  })

  it('is 404 once its customer is forgotten, without asking Telegram', async () => {
    const { path } = await sent()
    told = says('x')
    expect((await api.get(path)).status).toBe(200)
    await api.deps.vault.forget(await api.deps.vault.subjectFor(user - 1))
    asked.splice(0)
    expect([(await api.get(path)).status, asked]).toEqual([404, []])
  })

  it('is not for a key without tickets:personal, nor for one of other queues', async () => {
    const { path } = await sent()
    told = says('x')
    const get = async (made: object) => {
      const { body } = await api.post('/api/v1/api-keys', { name: 'x', ...made })
      return api.get(path, { Authorization: `Bearer ${body.key}` })
    }
    expect(await get({ scopes: ['tickets:read'] })).toMatchObject({
      status: 403,
      body: { type: '/problems/missing_scope', scope: 'tickets:personal' }
    })
    const scopes = ['tickets:read', 'tickets:personal']
    await api.send('PUT', '/api/v1/queues/other', { body: { name: 'Other' } })
    expect((await get({ scopes, queues: ['other'] })).status).toBe(404)
    expect((await get({ scopes, queues: ['general'] })).status).toBe(200)
  })
})
