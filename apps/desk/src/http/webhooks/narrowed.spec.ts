import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openMade, sealMade } from '#processes'
import type { TestApi } from '../testing.js'
import { Receiver } from './testing.js'
import { eventually, HooksScene, path } from './testing-scene.js'

/** An endpoint of the first terms takes what brings an event of this type; then it asks for less. */
const narrowings = [
  ['nothing personal', { events: ['ticket.created'], personal: true }, { personal: false }],
  ['ids only', { events: ['ticket.created'], personal: true }, { payload: 'thin' }],
  ['other events', { events: ['ticket.*'] }, { events: ['ticket.closed'] }],
  ['another queue', { events: ['ticket.created'] }, { queues: ['billing'] }]
] as const

describe('An endpoint that asks for less than it did', () => {
  let scene: HooksScene
  let api: TestApi
  let receiver: Receiver
  beforeEach(async () => {
    scene = await HooksScene.start()
    ;({ api, receiver } = scene)
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
  })
  afterEach(() => scene.stop())

  const change = (id: string, body: object) => api.send('PATCH', `${path}/${id}`, { body })
  const settled = (id: string) =>
    eventually(async () => (await scene.deliveries(id, '?state=pending')).length === 0)
  /** All that is sent by a replay: after it comes a test. */
  const sentBy = async (id: string, asked: object = { from: createdAt }) => {
    await settled(id)
    const before = receiver.told.length
    expect((await api.post(`${path}/${id}/replays`, asked)).status).toBe(202)
    await api.post(`${path}/${id}/tests`, {})
    await receiver.until(() => receiver.told.slice(before).some(({ body }) => body.type === 'webhook.test'))
    await settled(id)
    return receiver.told.slice(before).filter(({ body }) => body.type !== 'webhook.test')
  }
  let createdAt = ''
  const active = async (terms: object) => {
    const { id, created_at } = await scene.active(terms)
    createdAt = created_at
    return id as string
  }
  const idsOf = (list: Receiver['told']) => list.map(({ headers }) => headers['webhook-id'])

  it.each(narrowings)('to %s is replayed nothing of what it no longer asks for', async (_, terms, less) => {
    const id = await active(terms)
    await api.customerWrites(1, 'A secret', { name: 'Anna' })
    await receiver.until(() => receiver.told.length > 0)
    expect((await sentBy(id)).length).toBeGreaterThan(0)
    const first = receiver.told.find(({ body }) => body.type === 'ticket.created')
    expect((await change(id, less)).status).toBe(200)
    const again = await sentBy(id)
    const isStillTold = 'personal' in less || 'payload' in less
    expect(again.map(({ body }) => body.type)).toEqual(isStillTold ? ['ticket.created'] : [])
    for (const { text, body } of again) {
      expect(text).not.toMatch(/Anna|A secret/)
      expect(body.data.event).toEqual(first?.body.data.event)
      expect('payload' in less).toBe(!('messages' in body.data))
    }
    // What was taken stays so.
    expect(await scene.deliveries(id, '?state=given_up')).toEqual([])
    // Other bytes have another id, and keep it.
    expect(idsOf(again)).not.toContain(first?.headers['webhook-id'])
    const once = (await sentBy(id)).map(({ text }) => text)
    expect(once).toEqual(again.map(({ text }) => text))
    expect(idsOf(receiver.told.slice(-once.length - 1, -1))).toEqual(idsOf(again))
  })

  const statesOf = async (id: string) =>
    (await scene.deliveries(id)).map(({ type, state, attempts }: Shown) => [
      type,
      state,
      attempts.at(-1)?.error
    ])
  const allOver = (id: string) =>
    eventually(async () => {
      if ((await scene.deliveries(id, '?state=pending')).length === 0) return true
      await scene.passed(6000)
      return false
    })

  it.each(narrowings)(
    'to %s gets what waited as it asks for it now, or not at all',
    async (_, terms, less) => {
      const id = await active(terms)
      receiver.answering = () => ({ status: 503 })
      await api.customerWrites(1, 'A secret', { name: 'Anna' })
      await eventually(async () =>
        (await scene.deliveries(id)).some(({ attempts }: Shown) => attempts[0]?.status === 503)
      )
      await change(id, less)
      receiver.answering = () => undefined
      await allOver(id)
      const [first, ...later] = receiver.told
      const isStillTold = 'personal' in less || 'payload' in less
      expect(later.map(({ body }) => body.type)).toEqual(isStillTold ? ['ticket.created'] : [])
      for (const { text } of later) expect(text).not.toMatch(/Anna|A secret/)
      expect(idsOf(later)).not.toContain(first?.headers['webhook-id'])
      const narrowed = (await statesOf(id)).filter(([, , error]: string[]) => error === 'narrowed')
      expect(narrowed.at(-1)).toEqual(['ticket.created', 'given_up', 'narrowed'])
    }
  )

  it('gets what waited in order still, over a restart and whatever was made before and after', async () => {
    const id = await active({ events: ['ticket.tags_changed'], personal: true })
    const ticket = await api.customerWrites(1, 'A secret', { name: 'Anna' })
    receiver.answering = () => ({ status: 503 })
    const tag = (name: string) => api.post(`/api/v1/tickets/tkt_${ticket}/tag-changes`, { add: [name] })
    for (const name of ['a', 'b', 'c']) await tag(name)
    await receiver.has(1)
    await change(id, { personal: false })
    for (const name of ['d', 'e']) await tag(name)
    await eventually(async () => (await scene.deliveries(id, '?state=pending')).length === 5)
    await scene.sending?.stop()
    receiver.answering = () => undefined
    await scene.begin()
    await allOver(id)
    const sent = receiver.told.filter(({ text }) => !text.includes('Anna'))
    expect(sent.map(({ body }) => body.data.changed.tags.to.at(-1))).toEqual(['a', 'b', 'c', 'd', 'e'])
    const pages: string[] = []
    for (let cursor = ''; ; ) {
      const { body } = await api.get(`${path}/${id}/deliveries?limit=1${cursor}`)
      pages.push(...body.data.map(({ id: one }: { id: string }) => one))
      if (!body.page.next_cursor) break
      cursor = `&cursor=${body.page.next_cursor}`
    }
    expect([pages.length, new Set(pages).size]).toEqual([9, 9])
  })

  it('sends nothing of what it had to who may have it now alone, at an address of theirs', async () => {
    const id = await active({ events: ['ticket.created'], personal: true })
    await api.customerWrites(1, 'A secret', { name: 'Anna' })
    await receiver.has(1)
    receiver.answering = () => ({ status: 503 })
    await api.customerWrites(2, 'A secret', { name: 'Anna' })
    await receiver.has(2)
    await change(id, { personal: false })
    const { headers } = await scene.key(['webhooks:manage', 'tickets:read'])
    const mine = new Receiver()
    const moved = { body: { url: await mine.listen() }, headers }
    expect((await api.send('PATCH', `${path}/${id}`, moved)).status).toBe(200)
    await scene.isIn(id, 'active')
    await allOver(id)
    expect((await api.post(`${path}/${id}/replays`, { from: createdAt }, headers)).status).toBe(202)
    await mine.has(2)
    await allOver(id)
    expect(mine.told.map(({ body }) => body.type)).toContain('ticket.created')
    for (const { text } of mine.told) expect(text).not.toMatch(/Anna|A secret/)
    mine.close()
  })

  it('shows what it was told before to those alone who could be told it', async () => {
    const id = await active({ events: ['ticket.created', 'agent.*'], personal: true })
    await api.customerWrites(1, 'A secret', { name: 'Anna' })
    const agent = await api.agent(7, 'Bob')
    await api.post(`/api/v1/agents/agt_${agent}/availability-changes`, { to: 'away' })
    await receiver.has(2)
    await settled(id)
    await change(id, { events: ['ticket.*'], queues: ['billing'] })
    const all = ['webhooks:manage', 'tickets:read', 'tickets:personal', 'agents:read']
    const shownTo = async (scopes: readonly string[], queues: readonly string[] | null) => {
      const { headers } = await scene.key(scopes, queues)
      const { data } = (await api.get(`${path}/${id}/deliveries`, headers)).body
      const shown = data.filter(({ body, attempts }: Shown) => body !== null && attempts[0]?.answer !== null)
      return shown.map(({ type }: Shown) => type).sort()
    }
    const [away, created, own] = ['agent.availability_changed', 'ticket.created', 'webhook.verification']
    expect(await shownTo(all, null)).toEqual([away, created, own])
    expect(await shownTo(all.slice(0, 3), null)).toEqual([created, own])
    expect(await shownTo(all, ['billing'])).toEqual([away, own])
    expect(await shownTo(all, ['billing', 'general'])).toEqual([away, created, own])
    expect(await shownTo(['webhooks:manage', 'tickets:read', 'agents:read'], null)).toEqual([])
  })

  it('goes by the time where nobody has kept what a body holds: from before an upgrade', async () => {
    const id = await active({ events: ['ticket.created'] })
    await scene.passed(1)
    await api.customerWrites(1, 'A secret')
    await receiver.has(1)
    await settled(id)
    const { hooks } = api.deps.state
    const { sealer } = api.desk
    const of = id.replace(/^whk_/, '')
    const kept = await hooks.list({ endpoint: of, limit: 9 })
    await hooks.drop(of)
    for (const hook of kept) {
      const made = await openMade(sealer, hook)
      if (!made) throw new Error('it opens')
      await hooks.add({ ...hook, body: await sealMade(sealer, hook, { ...made, held: undefined }) }, 1)
    }
    const scopes = ['webhooks:manage', 'tickets:read', 'tickets:personal']
    const ofQueues = await scene.key(scopes, ['general', 'billing'])
    const bodies = async (headers = {}) => {
      const { data } = (await api.get(`${path}/${id}/deliveries`, headers)).body
      return data.filter(({ body }: Shown) => body !== null).map(({ type }: Shown) => type)
    }
    expect(idsOf(await sentBy(id))).toEqual(idsOf(receiver.told.slice(0, 1)))
    await scene.passed(1)
    await change(id, { queues: ['general'] })
    expect(await bodies()).toContain('ticket.created')
    expect(await bodies(ofQueues.headers)).not.toContain('ticket.created')
    const again = await sentBy(id)
    expect(again.map(({ body }) => body.type)).toEqual(['ticket.created'])
    expect(idsOf(again)).not.toContain(receiver.told[0]?.headers['webhook-id'])
    await change(id, { queues: ['billing'] })
    expect(await sentBy(id)).toEqual([])
  })
})

interface Shown {
  readonly type: string
  readonly state: string
  readonly body: string | null
  readonly attempts: readonly {
    readonly status: number
    readonly error: string
    readonly answer: string | null
  }[]
}
