import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { StateUnavailable } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import type { Principal } from '#domain'
import { openMemoryLog } from '#event-log/memory'
import { commandIdFor, FakeClock, type Instant, systemClock, type TicketId } from '#kernel'
import { openMemoryVault } from '#privacy/memory'
import { openMemoryReadStore } from '#read-store/memory'
import { asAgent } from '../session/testing.js'
import { type Answered, startTestApi, type TestApi, type TestStores } from '../testing.js'
import { type Job, seesJob } from './job.js'

const unlimited = { queues: null, cidrs: null, expiresAt: null }
const notices = { type: 'tag-changes', add: ['told'] }

describe('A command on many tickets', () => {
  const apis: TestApi[] = []
  let api: TestApi
  let user = 700
  beforeEach(async () => {
    api = await start()
  })
  afterEach(async () => {
    for (const one of apis.splice(0)) await one.stop()
  })
  const start = async (stores: TestStores = {}) => {
    const started = await startTestApi(stores)
    apis.push(started)
    return started
  }
  const tickets = async (count: number) => {
    const ids: string[] = []
    for (let n = 0; n < count; n++) ids.push(`tkt_${await api.customerWrites(++user, 'Help')}`)
    return ids
  }
  const bulk = (body: object, headers = {}) => api.post('/api/v1/tickets/bulk', body, headers)
  const over = async ({ headers }: Answered, at = api) => {
    for (;;) {
      const { status, body } = await at.get(headers.get('location') ?? '')
      expect(status).toBe(200)
      if (body.state !== 'running') return body
      await systemClock.sleep(5)
    }
  }
  const tagsOf = async (id: string, at = api) => (await at.get(`/api/v1/tickets/${id}`)).body.tags

  it('is taken at once, and told of ticket by ticket in the order of the ids', async () => {
    const [one = '', two = '', three = ''] = await tickets(3)
    await api.act(two.slice(4) as TicketId, { type: 'CloseTicket', cause: 'api', now: api.clock.now() })
    const nobody = 'tkt_00000000-0000-5000-8000-000000000000'
    const taken = await bulk({
      ids: [three, nobody, two, one],
      command: { type: 'status-changes', to: 'on_hold' }
    })
    expect([taken.status, taken.headers.get('location')]).toEqual([202, `/api/v1/jobs/${taken.body.id}`])
    expect(await over(taken)).toEqual({
      id: taken.body.id,
      state: 'done',
      results: [
        { ticket_id: three, status: 200, type: null },
        { ticket_id: nobody, status: 404, type: '/problems/not_found' },
        { ticket_id: two, status: 409, type: '/problems/ticket_closed' },
        { ticket_id: one, status: 200, type: null }
      ]
    })
  })

  it('finds its tickets by a filter, read as a saved list', async () => {
    const ids = await tickets(3)
    await api.post(`/api/v1/tickets/${ids[1]}/tag-changes`, { add: ['outage'] })
    await api.settled()
    const { results } = await over(await bulk({ filter: { tag: ['Outage'] }, command: notices }))
    expect(results).toEqual([{ ticket_id: ids[1], status: 200, type: null }])
    await api.settled()
    expect(await tagsOf(ids[1] ?? '')).toEqual(['outage', 'told'])
    expect((await over(await bulk({ filter: { tag: 'none' }, command: notices }))).results).toEqual([])
  })

  it('asked again under its Idempotency-Key is the same job', async () => {
    const ids = await tickets(2)
    const key = { 'Idempotency-Key': 'once' }
    const asked = { ids, command: { type: 'notes', text: 'Known since nine' } }
    const [first, again] = [await bulk(asked, key), await bulk(asked, key)]
    expect(again.body).toEqual(first.body)
    await over(first)
    const { body } = await api.get(`/api/v1/tickets/${ids[0]}/events`)
    expect(body.data.filter(({ type }: { type: string }) => type === 'NoteAdded')).toHaveLength(1)
  })

  it('does for a key with queues nothing beside them, and shows it no job of others', async () => {
    await api.send('PUT', '/api/v1/queues/billing', { body: { name: 'Billing' } })
    const [mine = '', other = ''] = await tickets(2)
    await api.post(`/api/v1/tickets/${mine}/transfers`, { queue_id: 'billing' })
    await api.settled()
    const grants = { name: 'billing', scopes: ['tickets:read', 'tickets:write'], queues: ['billing'] }
    const { body: issued } = await api.post('/api/v1/api-keys', grants)
    const key = { Authorization: `Bearer ${issued.key}` }
    const { results } = await over(await bulk({ ids: [mine, other], command: notices }, key))
    expect(results.map(({ status }: { status: number }) => status)).toEqual([200, 404])
    expect((await over(await bulk({ filter: {}, command: notices }, key))).results).toHaveLength(1)
    const others = await bulk({ ids: [other], command: notices })
    await over(others)
    expect((await api.get(others.headers.get('location') ?? '', key)).status).toBe(404)
  })

  it('is shown to whose own it is, and to an admin, and to nobody else', async () => {
    const [id = ''] = await tickets(1)
    const keyWith = async (...scopes: string[]) => {
      const { body } = await api.post('/api/v1/api-keys', { name: scopes.join(' '), scopes })
      return { Authorization: `Bearer ${body.key}` }
    }
    const own = await bulk({ ids: [id], command: notices }, await keyWith('tickets:read', 'tickets:write'))
    await over(own)
    const at = own.headers.get('location') ?? ''
    expect((await api.get(at, await keyWith('tickets:read'))).status).toBe(404)
    expect((await api.get(at, await keyWith('tickets:read', 'tickets:write'))).status).toBe(404)
    expect((await api.get(at)).status).toBe(200)
    const by: Principal = { kind: 'key', id: 'a', scopes: ['tickets:read'], ...unlimited }
    const job: Job = { state: 'done', by, ticketIds: [], command: null, results: [], at: 0 as Instant }
    expect([seesJob(by, job), seesJob({ ...by, id: 'b' }, job)]).toEqual([true, false])
  })

  it('left by a process that died is gone on with by the next, each command once; its words lie sealed', async () => {
    const clock = new FakeClock()
    const log = openMemoryLog()
    const stores = {
      log,
      store: openMemoryReadStore(),
      state: openMemoryDeskState({ clock }),
      vault: openMemoryVault({ masterKey: Buffer.alloc(32, 7), clock })
    }
    api = await start(stores)
    const ids = await tickets(4)
    let kept = 0
    const dead = Promise.withResolvers<never>()
    const first = api
    const dying = await start({
      ...stores,
      log: {
        // Dead after two commands: the third never returns.
        append: (...asked) => (++kept > 2 ? dead.promise : log.append(...asked)),
        readStream: (...asked) => log.readStream(...asked),
        subscribe: (...asked) => log.subscribe(...asked),
        head: () => log.head(),
        eventAt: position => log.eventAt(position),
        ping: () => log.ping(),
        close: async () => {}
      }
    })
    api = dying
    const taken = await bulk({ ids, command: { type: 'notes', text: 'A secret word' } })
    while (kept < 3) await systemClock.sleep(5)
    expect(JSON.stringify(await stores.state.facts())).not.toContain('secret')
    const noted = async () => {
      const streams = ids.map(id => first.get(`/api/v1/tickets/${id}/events`))
      return (await Promise.all(streams)).map(
        ({ body }) => body.data.filter(({ type }: { type: string }) => type === 'NoteAdded').length
      )
    }
    expect(await noted()).toEqual([1, 1, 0, 0])
    await first.clock.advance(10_000)
    const { state, results } = await over(taken, first)
    expect([state, results.length]).toEqual(['done', 4])
    expect(await noted()).toEqual([1, 1, 1, 1])
    expect(JSON.stringify(await stores.state.fact(`job:${taken.body.id.slice(4)}`))).toContain(
      '"command\\":null'
    )
    expect(await stores.state.facts('open-job:')).toEqual([])
    dead.reject(new StateUnavailable('dead'))
  })

  it.each([
    [
      'key',
      async () => {
        const grants = { name: 'a program', scopes: ['tickets:read', 'tickets:write'] }
        const { body } = await api.post('/api/v1/api-keys', grants)
        const end = () => api.send('DELETE', `/api/v1/api-keys/${body.id}`)
        return { headers: { Authorization: `Bearer ${body.key}` }, end }
      }
    ],
    [
      'agent',
      async () => {
        const agent = await api.agent(77, 'Berta')
        const headers = await asAgent(api, agent)
        return { headers, end: () => api.send('DELETE', `/api/v1/agents/agt_${agent}`) }
      }
    ]
  ])(
    'ends with the %s that asked for it: what is left is refused, and the job has failed',
    async (_, asking) => {
      const log = openMemoryLog()
      const opened = Promise.withResolvers<void>()
      let reached = 0
      let holds = false
      api = await start({
        log: {
          append: async (...asked) => {
            if (holds && asked[0].startsWith('ticket-') && ++reached === 2) await opened.promise
            return log.append(...asked)
          },
          readStream: (...asked) => log.readStream(...asked),
          subscribe: (...asked) => log.subscribe(...asked),
          head: () => log.head(),
          eventAt: position => log.eventAt(position),
          ping: () => log.ping(),
          close: () => log.close()
        }
      })
      const ids = await tickets(4)
      const { headers, end } = await asking()
      holds = true
      const taken = await bulk({ ids, command: notices }, headers)
      while (reached < 2) await systemClock.sleep(5)
      await end()
      // What is known of an agent may be half a second old.
      await api.clock.advance(500)
      opened.resolve()
      const { state, results } = await over(taken)
      expect([state, results.map(({ status }: { status: number }) => status)]).toEqual([
        'failed',
        [200, 200, 401, 401]
      ])
      expect(results[3].type).toBe('/problems/unauthorized')
      expect(await tagsOf(ids[2] ?? '')).toEqual([])
    }
  )

  it('takes 500 tickets and not 501', async () => {
    const idOf = (n: number) => `tkt_${commandIdFor('many', n)}`
    const ids = Array.from({ length: 501 }, (_, n) => idOf(n))
    const { status, body } = await bulk({ ids, command: notices })
    expect([status, body.errors[0].pointer, body.errors[0].code]).toEqual([422, '/ids', 'too_many'])
    expect((await over(await bulk({ ids: ids.slice(1), command: notices }))).results).toHaveLength(500)
  })

  it.each<[object, string]>([
    [{ command: notices }, ' required'],
    [{ ids: [], command: notices }, '/ids invalid'],
    [{ ids: ['tkt_1'], command: notices }, '/ids/0 invalid'],
    [{ filter: {}, ids: ['tkt_1'], command: notices }, '/filter exclusive'],
    [{ filter: { status: 'late' }, command: notices }, '/filter/status invalid'],
    [{ filter: { limit: '5' }, command: notices }, '/filter/limit unknown'],
    [{ filter: {} }, '/command required'],
    [{ filter: {}, command: {} }, '/command/type invalid'],
    [{ filter: {}, command: { type: 'merges' } }, '/command/type invalid'],
    [{ filter: {}, command: { type: 'tag-changes' } }, '/command required'],
    [{ filter: {}, command: { type: 'priority-changes', priority: 'huge' } }, '/command/priority invalid'],
    [
      { filter: {}, command: { type: 'replies', template_id: 'a', text: 'b' } },
      '/command/template_id exclusive'
    ],
    [{ filter: {}, command: notices, dry_run: true }, '/dry_run unknown']
  ])('as %j is 422 with its pointer', async (body, expected) => {
    const { status, body: problem } = await bulk(body)
    const [error] = problem.errors
    expect([status, `${error.pointer} ${error.code}`]).toEqual([422, expected])
  })

  it('is known by its id alone', async () => {
    expect((await api.get('/api/v1/jobs/job_00000000-0000-5000-8000-000000000000')).status).toBe(404)
    expect((await api.get('/api/v1/jobs/nonsense')).status).toBe(404)
  })
})
