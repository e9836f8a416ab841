import { hash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  checkpointText,
  isConsistent,
  leafHash,
  newSigningPair,
  parseCheckpoint,
  parseNote,
  parseTlogProof,
  parseVkeys,
  rootFromInclusion,
  signCheckpoint,
  signersOf
} from '#audit'
import { commandIdFor, type TicketId, ticketIdText } from '#kernel'
import { startTestApi, type TestApi, testKey } from '../testing.js'
import { testPair } from '../testing-audit.js'

const base = '/api/v1/audit'
const failed = (): never => {
  throw new Error('it is not there')
}

describe('/audit', () => {
  let api: TestApi
  let ticket: TicketId
  beforeAll(async () => {
    api = await startTestApi()
    ticket = await api.customerWrites(1, 'Help')
  })
  afterAll(() => api.stop())

  const bytesOf = async (path: string): Promise<Buffer> => {
    const response = await fetch(api.url + path, { headers: { Authorization: `Bearer ${testKey}` } })
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
    return Buffer.from(await response.arrayBuffer())
  }
  const eventsOf = async () =>
    (await api.get(`/api/v1/tickets/${ticketIdText(ticket)}/events`)).body.data as { id: string }[]

  it('has nothing before the first seal, and says that it may be asked again', async () => {
    const fresh = await startTestApi()
    const { status, body, headers } = await fresh.get(`${base}/checkpoint`)
    expect([status, body.type, headers.get('retry-after')]).toEqual([404, '/problems/not_sealed_yet', '60'])
    expect((await fresh.get(`${base}/checkpoints`)).body.data).toEqual([])
    const id = await fresh.customerWrites(1, 'Help')
    const [event] = (await fresh.get(`/api/v1/tickets/${ticketIdText(id)}/events`)).body.data
    expect((await fresh.get(`${base}/proofs?event=${event.id}`)).body.type).toBe('/problems/not_sealed_yet')
    expect((await fresh.get(`${base}/proofs?event=${commandIdFor('nobody')}`)).body.type).toBe(
      '/problems/not_found'
    )
    await fresh.stop()
  })

  it('seals when asked, once, and shows the note that its keys have signed', async () => {
    const first = await api.post(`${base}/checkpoints`, {})
    expect(first.status).toBe(201)
    const again = await api.post(`${base}/checkpoints`, {})
    expect([again.status, again.body]).toEqual([200, first.body])
    const { size, root, note, anchors, sealed_at } = first.body
    expect(parseCheckpoint(parseNote(note).text)).toEqual({
      origin: 'topicdesk/log-1',
      size,
      root: Buffer.from(root, 'hex')
    })
    expect([anchors, typeof sealed_at]).toEqual([[], 'string'])
    expect((await api.get(`${base}/checkpoint`)).body).toBe(note)
    const keys = parseVkeys((await api.get(`${base}/keys`)).body)
    expect(signersOf(parseNote(note), keys)).toEqual({ kind: 'signed', by: keys })
  })

  it('lists checkpoints, the newest first, page by page', async () => {
    for (const text of ['one', 'two', 'three']) {
      await api.customerWrites(1, text)
      await api.post(`${base}/checkpoints`, {})
    }
    const sizes: number[] = []
    for (let path = `${base}/checkpoints?limit=2`; path; ) {
      const { data, page } = (await api.get(path)).body
      sizes.push(...data.map(({ size }: { size: number }) => size))
      path = page.next_cursor ? `${base}/checkpoints?limit=2&cursor=${page.next_cursor}` : ''
    }
    expect(sizes).toHaveLength(4)
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    const [to = 0, from = 0] = sizes
    const { body } = await api.get(`${base}/consistency?from=${from}&to=${to}`)
    const roots = (await api.get(`${base}/checkpoints`)).body.data.map(({ root }: { root: string }) =>
      Buffer.from(root, 'hex')
    )
    const proof = body.hashes.map((text: string) => Buffer.from(text, 'base64'))
    expect(isConsistent({ size: from, root: roots[1] }, { size: to, root: roots[0] }, proof)).toBe(true)
    expect((await api.get(`${base}/consistency?from=2&to=1`)).status).toBe(400)
    expect((await api.get(`${base}/consistency?from=1&to=100000`)).body.type).toBe('/problems/not_sealed_yet')
  })

  it('proves an event, and gives the tiles from which anybody can', async () => {
    const [event] = await eventsOf()
    const { index, path, checkpoint } = parseTlogProof(
      (await api.get(`${base}/proofs?event=${event?.id}`)).body
    )
    const { size, root } = parseCheckpoint(parseNote(checkpoint).text)
    const leaves = await bytesOf(`${base}/tile/0/000.p/${size}`)
    expect(leaves).toHaveLength(size * 32)
    const leaf = leaves.subarray(index * 32, index * 32 + 32)
    expect(rootFromInclusion(leaf, index, size, path)).toEqual(root)
    const entries = await bytesOf(`${base}/tile/entries/000.p/${size}`)
    expect(entries.subarray(index * 34, index * 34 + 2).toString('hex')).toBe('0020')
    expect(leafHash(entries.subarray(index * 34 + 2, index * 34 + 34))).toEqual(leaf)
    for (const none of ['0/000', `0/000.p/${size + 1}`, '0/001.p/1', '1/000.p/1', 'x', '0/0'])
      expect((await api.get(`${base}/tile/${none}`)).status).toBe(404)
  })

  it('counts a population, and draws the sample that its seed chooses', async () => {
    for (const user of [2, 3, 4]) await api.customerWrites(user, 'Me too')
    await api.settled()
    const period = 'from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z'
    const { body } = await api.get(`${base}/population?${period}`)
    const ids: string[] = (await api.get('/api/v1/tickets')).body.data.map(({ id }: { id: string }) => id)
    expect(body.ids).toEqual(ids.sort())
    expect(body.count).toBe(4)
    expect(body.digest).toBe(hash('sha256', ids.map(id => `${id}\n`).join('')))
    const sample = (await api.get(`${base}/samples?${period}&seed=2026&n=2`)).body
    const drawn = ids.toSorted((a, b) =>
      hash('sha256', `2026\n${a}`) < hash('sha256', `2026\n${b}`) ? -1 : 1
    )
    expect(sample.sample.map(({ id }: { id: string }) => id)).toEqual(drawn.slice(0, 2))
    expect(sample.digest).toBe(body.digest)
    expect((await api.get(`${base}/population?${period}&status=closed`)).body.count).toBe(0)
    const before = 'from=1999-01-01T00:00:00Z&to=2000-01-01T00:00:00Z'
    expect((await api.get(`${base}/population?${before}`)).body).toMatchObject({
      count: 0,
      ids: [],
      digest: hash('sha256', '')
    })
    expect((await api.get(`${base}/samples?${before}&seed=1&n=1`)).status).toBe(400)
    for (const bad of [
      'population',
      'population?from=x&to=y',
      'population?from=2100-01-01T00:00:00Z&to=2000-01-01T00:00:00Z',
      `samples?${period}&seed=1&n=5`,
      `samples?${period}&n=1`
    ])
      expect((await api.get(`${base}/${bad}`)).status).toBe(400)
  })

  it('asks for its scope, and hides tickets of other queues', async () => {
    const key = async (scopes: string[], queues: string[] | null) =>
      (await api.post('/api/v1/api-keys', { name: 'auditor', scopes, queues })).body.key as string
    const poor = { Authorization: `Bearer ${await key(['tickets:read'], null)}` }
    expect((await api.get(`${base}/checkpoint`, poor)).body.scope).toBe('audit:read')
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    const elsewhere = { Authorization: `Bearer ${await key(['audit:read'], ['billing'])}` }
    const [event] = await eventsOf()
    expect((await api.get(`${base}/proofs?event=${event?.id}`, elsewhere)).status).toBe(404)
    expect((await api.get(`/api/v1/tickets/${ticketIdText(ticket)}/audit-bundle`, elsewhere)).status).toBe(
      404
    )
    const period = 'from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z'
    expect((await api.get(`${base}/population?${period}`, elsewhere)).body.count).toBe(0)
    const clear = { Authorization: `Bearer ${await key(['audit:read'], null)}` }
    const asked = await api.get(`/api/v1/tickets/${ticketIdText(ticket)}/audit-bundle?personal=true`, clear)
    expect([asked.status, asked.body.scope]).toEqual([403, 'tickets:personal'])
  })

  it('says of a checkpoint from elsewhere whether it fits, and stops sealing for one of its own that does not', async () => {
    const one = await startTestApi()
    const check = async (note: string) => (await one.post('/api/v1/admin/audit/checks', { note })).body
    await one.customerWrites(1, 'Help')
    const { note } = (await one.post(`${base}/checkpoints`, {})).body
    await one.customerWrites(1, 'More')
    expect(await check(note)).toMatchObject({ fits: true, signed: true })
    const other = checkpointText({ origin: 'topicdesk/log-1', size: 3, root: Buffer.alloc(32) })
    const strange = `${other}\n${signCheckpoint(other, 'topicdesk/log-1', newSigningPair(), 1)}`
    expect(await check(strange)).toMatchObject({ fits: false, signed: false })
    expect((await one.post(`${base}/checkpoints`, {})).status).toBe(200)
    const { origin, size, root } = parseCheckpoint(parseNote(note).text)
    const text = `${origin}\n${size}\n${Buffer.from(root.map(byte => byte ^ 1)).toString('base64')}\n`
    const forged = `${text}\n${signCheckpoint(text, origin, testPair, 1)}`
    expect(await check(forged)).toMatchObject({ fits: false, signed: true })
    expect((await one.post(`${base}/checkpoints`, {})).body.type).toBe('/problems/sealing_stopped')
    const { body } = await one.post('/api/v1/admin/audit/origins', { reason: 'it was a drill' })
    expect(body).toEqual({ from: 'topicdesk/log-1', to: 'topicdesk/log-1/2' })
    const told = []
    for await (const event of one.deps.audit.log.readStream('audit-origins')) told.push(event)
    expect(told.map(({ data }) => data)).toEqual([body])
    const [{ stream, id: eventId, type, meta, personal } = failed()] = told
    const at = { stream, eventId, type, subjectId: meta.subjectId ?? '' }
    expect(await one.deps.reads.sealer.open(at, personal ?? failed())).toEqual({ reason: 'it was a drill' })
    expect((await one.post(`${base}/checkpoints`, {})).status).toBe(200)
    await one.stop()
  })

  it('answers 409 once it is told that the log differs, and the desk goes on', async () => {
    const other = await startTestApi()
    await other.customerWrites(1, 'Help')
    await other.post(`${base}/checkpoints`, {})
    await other.deps.audit.stopFor('a witness knows a larger tree')
    const { status, body } = await other.post(`${base}/checkpoints`, {})
    expect([status, body.type, body.why]).toEqual([
      409,
      '/problems/sealing_stopped',
      'a witness knows a larger tree'
    ])
    await other.customerWrites(1, 'Still there?')
    await other.stop()
  })
})
