import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { deliveryIdFor, type EventId, type MessageId } from '#kernel'
import type { ViewReport, Workers } from '../../desk/src/http/index.js'
import { startTestApi, type TestApi, testKey } from '../../desk/src/http/testing.js'
import { run } from './testing.js'

/** What a desk in trouble answers, over its real HTTP side. */
describe('deskctl and a desk in trouble', () => {
  let api: TestApi | undefined
  let key = ''
  let workers: Partial<Workers>
  const ctl = (...args: string[]) => run([...args, '--url', api?.url ?? ''], { env: { DESK_API_KEY: key } })
  const start = async () => {
    api = await startTestApi({ workers })
    key = testKey
    return api
  }
  beforeEach(() => {
    workers = {}
  })
  afterEach(() => api?.stop())

  const park = async ({ deps, clock }: TestApi, sequence: string, n: number, error?: string) => {
    const head = await deps.reads.log.head()
    const event = head && (await deps.reads.log.eventAt(head))
    if (!event) throw new Error('the log is empty')
    const { id: eventId, stream, revision } = event
    const failed = error === undefined ? {} : { error }
    const place = { process: 'intake', sequence, position: `p${n}`, eventId, stream, revision }
    await deps.state.park({ ...place, ...failed, attempts: failed.error ? 4 : 0, parkedAt: clock.now() })
  }

  it('lists parked sequences, each with how many events wait and why', async () => {
    const desk = await start()
    await desk.customerWrites(1, 'my secret')
    await park(desk, 'chat/1', 1, 'it broke\nover two lines\u001b[2J')
    await park(desk, 'chat/1', 2)
    await park(desk, 'topic/2', 3, 'it broke, too')
    const { code, out } = await ctl('parked', 'list')
    expect(code).toBe(0)
    expect(out.split('\n')).toEqual([
      'PROCESS  SEQUENCE  EVENTS  ATTEMPTS  SINCE                     ERROR',
      'intake   chat/1    2       4         2026-01-05T09:00:00.000Z  it broke over two lines [2J',
      'intake   topic/2   1       4         2026-01-05T09:00:00.000Z  it broke, too',
      ''
    ])
  })

  it('shows the events of one sequence, and nothing personal', async () => {
    const desk = await start()
    await desk.customerWrites(1, 'my secret')
    await park(desk, 'chat/1', 1, 'it broke')
    await park(desk, 'chat/1', 2)
    const { code, out } = await ctl('parked', 'show', 'intake', 'chat/1')
    expect(code).toBe(0)
    expect(out).toMatch(
      /^position +p1\nstream +ticket-[-0-9a-f]+, revision 1\nevent +CustomerMessageReceived /
    )
    expect(out).toMatch(/\nerror +it broke\n/)
    expect(out).toMatch(/\nerror +none: it waits behind an earlier one\n/)
    expect(out).not.toContain('secret')
  })

  it('retries and skips a sequence; exit code 1 when it failed again', async () => {
    const asked: string[] = []
    workers = {
      async retryParked(process, sequence) {
        asked.push(`retry ${process} ${sequence}`)
        return { ok: true, value: { handled: 2, left: 0 } }
      },
      async skipParked(process, sequence) {
        asked.push(`skip ${process} ${sequence}`)
        return { ok: true, value: { handled: 1, left: 3, error: 'still broken' } }
      }
    }
    await start()
    const retried = await ctl('parked', 'retry', 'intake', 'chat/1:ä')
    expect(retried).toEqual({ code: 0, out: '2 events handled, none left\n', err: '' })
    const skipped = await ctl('parked', 'skip', 'view:ticket', 'ticket-1')
    expect(skipped).toEqual({
      code: 1,
      out: '1 event handled, 3 left\n',
      err: 'deskctl: the oldest failed again: still broken\n'
    })
    expect(asked).toEqual(['retry intake chat/1:ä', 'skip view:ticket ticket-1'])
  })

  it('tells why a rebuild failed, exit code 1', async () => {
    const report = (state: 'running' | 'failed', events: number, error: string | null): ViewReport => ({
      ...{ name: 'ticket', version: 1, state: 'live', position: 'p9', gap: 0, parked: 0, lastError: null },
      rebuild: { state, events, total: 5000, eventsPerSecond: 1234.5, error }
    })
    const reports = [report('running', 0, null), report('running', 2500, null)]
    workers = {
      rebuild: async () => ({ ok: true, value: undefined }),
      views: async () => [reports.shift() ?? report('failed', 2600, 'bad event')]
    }
    await start()
    const { code, out, err } = await ctl('rebuild', 'ticket')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err.split('\n')).toEqual([
      'ticket: begins',
      'deskctl: ticket: the rebuild failed, the view is read as before: bad event',
      ''
    ])
  })

  it('follows a rebuild that is at work already', async () => {
    const done = { state: 'done', events: 7, total: 7, eventsPerSecond: 7, error: null } as const
    workers = {
      rebuild: async () => ({ ok: false, reason: 'rebuild_running' }),
      views: async () => [
        {
          name: 'ticket',
          version: 1,
          state: 'live',
          position: 'p9',
          gap: 0,
          parked: 0,
          lastError: null,
          rebuild: done
        }
      ]
    }
    await start()
    const { code, out, err } = await ctl('rebuild', 'ticket')
    expect(code).toBe(0)
    expect(err).toBe('ticket: a rebuild is at work already, this is how far it is\n')
    expect(out).toMatch(/^ticket: rebuilt, 7 of 7 events/)
  })

  it('lists deliveries, and does a failed one again', async () => {
    const desk = await start()
    const ticket = await desk.customerWrites(1, 'Help')
    const reply = await desk.post(`/api/v1/tickets/tkt_${ticket}/replies`, { text: 'Hi' })
    await desk.settled()
    const eventId: EventId = reply.body.events[0].id
    const id = `dlv_${deliveryIdFor(eventId, 'reply')}`
    const { out } = await ctl('deliveries', 'list', '--state', 'pending')
    const lines = out.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^ID +KIND +STATE +ATTEMPTS +ASKED AT +RETRY AT +TICKET ID +CODE +REASON$/)
    expect(lines).toHaveLength(4)
    expect(lines.find(line => line.startsWith(id))).toMatch(new RegExp(`reply +pending +0 .* tkt_${ticket} `))
    expect(await ctl('deliveries', 'retry', id)).toMatchObject({
      code: 0,
      out: `${id}: nothing to do, it will be sent\n`
    })
    const messageId: MessageId = reply.body.message_id.slice(4)
    await desk.act(ticket, { type: 'FailReply', messageId, reason: 'chat_not_found', code: 400 })
    expect(await ctl('deliveries', 'retry', id)).toEqual({
      code: 0,
      out: expect.stringMatching(new RegExp(`^${id} is done again as dlv_[-0-9a-f]{36}\n$`)),
      err: ''
    })
    const relay = lines.find(line => line.includes(' relay '))?.split(' ')[0] ?? ''
    expect(await ctl('deliveries', 'retry', relay)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^deskctl: this runs in another process of the desk: ask .*\n$/)
    })
  })
})
