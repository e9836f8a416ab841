import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { policyOf, recomputationDecider, recomputationStream, targetsFor } from '#domain'
import { commandIdFor, eventIdFor, recomputationIdFor, type TicketId } from '#kernel'
import { startTestApi, type TestApi } from '../testing.js'

const path = '/api/v1/sla/recomputations'
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const open = (from: string, to: string) => ({
  name: 'Office',
  time_zone: 'UTC',
  weekly: Object.fromEntries(days.map(day => [day, [[from, to]]]))
})
const policy = {
  name: 'Standard',
  calendar_id: 'office',
  targets: [{ metric: 'first_reply', target_s: 7200 }]
}

describe('Recomputing open tickets', () => {
  let api: TestApi
  const ids: TicketId[] = []

  /** Three tickets of nine o'clock with two hours for the first reply; it is ten, and the office opens at ten after all. */
  beforeAll(async () => {
    api = await startTestApi()
    await api.send('PUT', '/api/v1/calendars/office', { body: open('08:00', '18:00') })
    await api.send('PUT', '/api/v1/sla-policies/standard', { body: policy })
    for (let n = 0; n < 3; n++) {
      const ticket = await api.customerWrites(100 + n, `Help ${n}`)
      ids.push(ticket)
      await api.act(ticket, {
        type: 'ApplySla',
        policyId: 'standard',
        policyVersion: 0,
        calendarId: 'office',
        calendarVersion: 0,
        zoneData: '2025b',
        targets: targetsFor(policyOf('standard', 0, policy), 'normal'),
        notify: { warn: true, breach: true },
        cause: 'opened',
        at: api.clock.now()
      })
    }
    await api.clock.advance(3_600_000)
    await api.send('PUT', '/api/v1/calendars/office', { body: open('10:00', '18:00') })
    await api.settled()
  })
  afterAll(() => api.stop())

  it('shows first what would change, page by page, and writes nothing', async () => {
    const head = await api.deps.reads.log.head()
    const first = await api.post(path, { calendar_id: 'office', limit: 2 })
    expect(first.status).toBe(200)
    expect(first.body).toMatchObject({ calendar_id: 'office', policy_id: null, version: 1, looked: 2 })
    expect(first.body.page.has_more).toBe(true)
    const cursor = first.body.page.next_cursor
    const second = await api.post(path, { calendar_id: 'office', limit: 2, cursor })
    expect(second.body).toMatchObject({ looked: 1, page: { next_cursor: null, has_more: false } })
    const all = [...first.body.data, ...second.body.data]
    expect(new Set(all.map(({ ticket_id }) => ticket_id))).toEqual(new Set(ids.map(id => `tkt_${id}`)))
    expect(all[0]).toMatchObject({
      policy: { id: 'standard', version: 0 },
      calendar: { id: 'office', version: 1 },
      clocks: [
        {
          metric: 'first_reply',
          instance: 1,
          before: { state: 'running', elapsed_s: 3600, breach_at: '2026-01-05T11:00:00.000Z' },
          after: { state: 'running', elapsed_s: 0, breach_at: '2026-01-05T12:00:00.000Z' }
        }
      ]
    })
    expect(await api.deps.reads.log.head()).toBe(head)
  })

  it('is asked for with the version that was shown and a reason, once', async () => {
    const body = { calendar_id: 'office', dry_run: false, version: 1, reason: 'opens at ten' }
    const key = { 'Idempotency-Key': 'correct office' }
    const asked = await api.post(path, body, key)
    expect(asked.status).toBe(202)
    expect(asked.body).toEqual({
      id: expect.stringMatching(/^rcp_/),
      calendar_id: 'office',
      policy_id: null,
      version: 1,
      reason: 'opens at ten',
      state: 'running',
      looked: 0,
      changed: 0,
      requested_at: '2026-01-05T10:00:00.000Z',
      finished_at: null
    })
    expect(asked.headers.get('location')).toBe(`${path}/${asked.body.id}`)
    expect((await api.post(path, body, key)).body).toEqual(asked.body)
    expect((await api.get(`${path}/${asked.body.id}`)).body).toEqual(asked.body)
    expect((await api.post(path, { ...body, reason: 'another' }, key)).status).toBe(422)
    for await (const event of api.deps.reads.log.readStream(recomputationStream(asked.body.id.slice(4))))
      expect(JSON.stringify({ ...event, personal: null })).not.toContain('opens at ten')
  })

  it('has its reason also of a log that holds it in clear', async () => {
    const id = recomputationIdFor(commandIdFor('long ago'))
    const data = { kind: 'calendar', settingId: 'office', version: 1, reason: 'opens at nine', at: 0 }
    const commandId = commandIdFor('asked long ago')
    const meta = {
      commandId,
      $causationId: '',
      $correlationId: '',
      actor: 'key:key_admin',
      schema: 1
    } as const
    const event = { id: eventIdFor(commandId, 0), type: 'RecomputationRequested', recordedAt: 0, data, meta }
    await api.deps.reads.log.append(recomputationStream(id), [event], 'none')
    expect((await api.get(`${path}/rcp_${id}`)).body).toMatchObject({ reason: 'opens at nine', version: 1 })
  })

  it('tells how far it is and when it was finished', async () => {
    const { body } = await api.post(path, { policy_id: 'standard', dry_run: false, version: 0, reason: 'x' })
    const stream = recomputationStream(body.id.slice('rcp_'.length))
    for await (const event of api.deps.reads.log.readStream(stream)) {
      const meta = { ...event.meta, commandId: commandIdFor('finish') }
      const outcome = recomputationDecider.decide(
        { type: 'FinishRecomputation', looked: 3, changed: 2 },
        recomputationDecider.evolve(recomputationDecider.initial, {
          type: event.type,
          data: event.data
        } as never)
      )
      if (!outcome.ok) throw new Error(outcome.reason)
      const events = outcome.value.map(({ type, data }) => ({
        id: commandIdFor('finished') as never,
        type,
        data: data as never,
        recordedAt: api.clock.now() + 5000,
        meta
      }))
      await api.deps.reads.log.append(stream, events, event.revision)
      break
    }
    expect((await api.get(`${path}/${body.id}`)).body).toMatchObject({
      policy_id: 'standard',
      state: 'finished',
      looked: 3,
      changed: 2,
      finished_at: '2026-01-05T10:00:05.000Z'
    })
  })

  it.each<[string, object, number, string | readonly string[]]>([
    ['nothing named', {}, 422, ['/calendar_id']],
    ['two things named', { calendar_id: 'office', policy_id: 'standard' }, 422, ['/calendar_id']],
    ['an unknown calendar', { calendar_id: 'moon' }, 422, ['/calendar_id']],
    ['an unknown policy', { policy_id: 'moon' }, 422, ['/policy_id']],
    [
      'for good without version and reason',
      { calendar_id: 'office', dry_run: false },
      422,
      ['/version', '/reason']
    ],
    ['an empty reason', { calendar_id: 'office', dry_run: false, version: 1, reason: ' ' }, 422, ['/reason']],
    ['a strange field', { calendar_id: 'office', colour: 1 }, 422, ['/colour']],
    ['too large a page', { calendar_id: 'office', limit: 1000 }, 422, ['/limit']],
    [
      'a version of yesterday',
      { calendar_id: 'office', dry_run: false, version: 0, reason: 'x' },
      409,
      'version_not_in_force'
    ],
    [
      'a dry run of a version of yesterday',
      { calendar_id: 'office', version: 0 },
      409,
      'version_not_in_force'
    ],
    ['a cursor of another list', { policy_id: 'standard', cursor: 'abc.def' }, 400, 'bad_query']
  ])('refuses %s', async (_, body, status, what) => {
    const answer = await api.post(path, body)
    expect(answer.status).toBe(status)
    if (typeof what === 'string') expect(answer.body.type).toMatch(new RegExp(`/${what}$`))
    else expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(what)
  })

  it('knows no others', async () => {
    expect((await api.get(`${path}/rcp_1`)).status).toBe(404)
    expect((await api.get(`${path}/rcp_00000000-0000-4000-8000-000000000001`)).status).toBe(404)
  })
})
