import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { conceal } from '#privacy'
import { startTestApi, type TestApi } from '../testing.js'

describe('The thread of a ticket', () => {
  let api: TestApi
  let user = 300
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  const textsOf = (data: { text: string | null }[]) => data.map(({ text }) => text)
  const opened = async (text: string) => {
    const ticket = await api.customerWrites(++user, text)
    return { ticket, path: `/api/v1/tickets/tkt_${ticket}` }
  }
  const notes = async (path: string, count: number) => {
    for (let n = 1; n <= count; n++) await api.post(`${path}/notes`, { text: `note ${n}` })
    await api.settled()
  }

  it('comes with the ticket where it is asked for, whole', async () => {
    const { path } = await opened('My parcel is late')
    const plain = await api.get(path)
    const { body, status } = await api.get(`${path}?include=thread`)
    const thread = await api.get(`${path}/thread`)
    expect(status).toBe(200)
    expect(body).toEqual({ ...plain.body, messages: thread.body.data, messages_next: null })
    expect((await api.get(`${path}?include=events`)).status).toBe(400)
  })

  it('comes with its last 100 messages; before these it goes back from messages_next', async () => {
    const { path } = await opened('first')
    await notes(path, 129)
    const { body } = await api.get(`${path}?include=thread`)
    expect(textsOf(body.messages)).toEqual(Array.from({ length: 100 }, (_, n) => `note ${n + 30}`))
    const earlier = await api.get(`${path}/thread?limit=20&cursor=${body.messages_next}`)
    expect(textsOf(earlier.body.data)).toEqual(Array.from({ length: 20 }, (_, n) => `note ${n + 10}`))
    const first = await api.get(`${path}/thread?limit=20&cursor=${earlier.body.page.next_cursor}`)
    expect(textsOf(first.body.data)).toEqual([
      'first',
      ...Array.from({ length: 9 }, (_, n) => `note ${n + 1}`)
    ])
    expect(first.body.page).toEqual({ next_cursor: null, has_more: false })
  })

  it('is told as it was, with the ticket and alone', async () => {
    const { path } = await opened('first')
    await notes(path, 1)
    const then = (await api.get(path)).body.revision
    await notes(path, 2)
    const past = await api.get(`${path}/thread?as_of_revision=${then}`)
    expect(textsOf(past.body.data)).toEqual(['first', 'note 1'])
    const whole = await api.get(`${path}?include=thread&as_of_revision=${then}`)
    expect([whole.body.revision, whole.body.messages]).toEqual([then, past.body.data])
    const page = await api.get(`${path}/thread?as_of_revision=${then}&limit=1`)
    const next = `${path}/thread?as_of_revision=${then}&limit=1&cursor=${page.body.page.next_cursor}`
    expect(textsOf((await api.get(next)).body.data)).toEqual(['note 1'])
    expect((await api.get(`${path}/thread?as_of_revision=99`)).status).toBe(404)
    expect((await api.get(`${path}/thread?as_of=2999-01-01T00:00:00Z`)).status).toBe(400)
  })

  describe('with q', () => {
    const found = async (path: string, q: string, key?: string) => {
      const headers = key === undefined ? undefined : { Authorization: `Bearer ${key}` }
      const { status, body } = await api.get(`${path}/thread?q=${encodeURIComponent(q)}`, headers)
      return status === 200 ? textsOf(body.data) : status
    }

    it('has the messages that hold all words: in any case and form, with е for ё', async () => {
      const { path } = await opened('My parcels are LATE')
      await api.post(`${path}/notes`, { text: 'Ещё один заказ' })
      await api.post(`${path}/notes`, { text: 'the parcel' })
      await api.settled()
      expect(await found(path, 'parcel')).toEqual(['My parcels are LATE', 'the parcel'])
      expect(await found(path, 'late PARCEL')).toEqual(['My parcels are LATE'])
      expect(await found(path, 'еще заказы')).toEqual(['Ещё один заказ'])
      expect(await found(path, 'ｐａｒｃｅｌ, late!')).toEqual(['My parcels are LATE'])
      expect(await found(path, 'parce')).toEqual([])
      expect(await found(path, '!?')).toEqual([])
      expect(await found(path, '')).toBe(400)
    })

    it('looks at what a message says now', async () => {
      const { ticket, path } = await opened('about invoices')
      const asked = await api.post(`${path}/replies`, { text: 'one answer' })
      const content = { text: 'another answer', entities: null, file: null, forwarded_from: null }
      const edit = { type: 'EditReply', messageId: asked.body.message_id.slice(4), agentId: null } as const
      await api.act(ticket, { ...edit, kind: 'text', digest: '1', sentAt: 0, personal: conceal(content) })
      expect(await found(path, 'one')).toEqual([])
      expect(await found(path, 'another answer')).toEqual(['another answer'])
    })

    it('goes on over pages in which little is found', async () => {
      const { path } = await opened('first')
      await notes(path, 30)
      const page = await api.get(`${path}/thread?q=note&limit=7`)
      const next = await api.get(`${path}/thread?q=note&limit=100&cursor=${page.body.page.next_cursor}`)
      expect([page.body.data.length, next.body.data.length]).toEqual([7, 23])
      expect((await api.get(`${path}/thread?q=other&cursor=${page.body.page.next_cursor}`)).status).toBe(400)
    })

    it('finds nothing for whoever may not read texts', async () => {
      const { path } = await opened('My parcel')
      const { body: issued } = await api.post('/api/v1/api-keys', { name: 'r', scopes: ['tickets:read'] })
      expect(await found(path, 'parcel', issued.key)).toEqual([])
      expect(await found(path, 'parcel')).toEqual(['My parcel'])
    })
  })
})
