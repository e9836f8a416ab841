import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi, testKey } from '../../desk/src/http/testing.js'
import { run } from './testing.js'

describe('deskctl report', () => {
  let api: TestApi
  const ctl = (args: string, columns?: number) =>
    run(['report', ...args.split(' '), '--url', api.url], {
      env: { DESK_API_KEY: testKey },
      ...(columns === undefined ? {} : { columns })
    })
  /** Two on Monday, the 5th, one on Tuesday, of which Ann gets one. */
  beforeAll(async () => {
    api = await startTestApi()
    const agent = `agt_${await api.agent(7, 'Ann')}`
    for (const user of [1, 2]) await api.customerWrites(user, 'Help')
    await api.clock.advance(86_400_000)
    const ticket = await api.customerWrites(3, 'Help')
    await api.post(`/api/v1/tickets/tkt_${ticket}/assignments`, { agent_id: agent })
    await api.settled()
  })
  afterAll(() => api.stop())

  const days = '--from 2026-01-05 --to 2026-01-07 --group-by day'

  it('prints a table, with dates as days of the zone', async () => {
    const { code, out, err } = await ctl(`volume ${days}`)
    expect([code, err]).toEqual([0, ''])
    expect(out.split('\n')).toEqual([
      '            created  resolved  reopened  closed  backlog',
      '2026-01-05  2        0         0         0       2',
      '2026-01-06  1        0         0         0       3',
      'total       3        0         0         0       3',
      ''
    ])
    const auckland = await ctl(`volume ${days} --tz Pacific/Auckland`)
    expect(auckland.out).toMatch(/2026-01-05 +2 .*\n2026-01-06 +1 .*\ntotal/)
  })

  it('draws a small chart on a terminal that has room, and says what the numbers are', async () => {
    const { out } = await ctl(`volume ${days}`, 100)
    const [head, monday, tuesday, total] = out.split('\n')
    expect(head).toMatch(/created$/)
    expect(monday).toMatch(/ 2 +█+$/)
    const length = (line = '') => line.replace(/[^█]/g, '').length
    expect(length(monday)).toBe(2 * length(tuesday))
    expect(total).not.toContain('█')
    expect(out).toMatch(/\nbacklog: tickets neither/)
    expect((await ctl(`volume ${days}`, 60)).out).not.toContain('█')
  })

  it('names agents, and says spans and shares as people do', async () => {
    const { out } = await ctl(`volume --from 2026-01-05 --to 2026-01-07 --group-by agent`)
    expect(out).toMatch(/\nAnn +1 /)
    expect(out).toMatch(/\nnone +2 /)
    const times = await ctl('times --metric first_reply --from 2026-01-05 --to 2026-01-07')
    expect(times.out).toMatch(/n +median_s +p90_s +p99_s +unfinished/)
    expect(times.out).toMatch(/total +0 +- +- +- +3 /)
  })

  it('gives CSV for programs, of nested numbers too', async () => {
    const { out } = await ctl(`volume ${days} --csv`)
    expect(out).toBe(
      [
        'key,created,resolved,reopened,closed,backlog',
        '2026-01-05,2,0,0,0,2',
        '2026-01-06,1,0,0,0,3',
        ''
      ].join('\r\n')
    )
    const agents = await ctl('agents --from 2026-01-05 --to 2026-01-07 --group-by none --csv')
    expect(agents.out).toMatch(
      /^key,replies,.*,first_reply\.n,.*rating\.good_share\r\ntotal,0,0,0,0,0,,,0,\r\n$/
    )
  })

  it('prints one number alone where it is asked for, with all that is within it', async () => {
    const one = await ctl('volume --from 2026-01-05 --to 2026-01-07 --metric created --csv')
    expect(one.out).toBe('key,created\r\ntotal,3\r\n')
    const some = await ctl('agents --from 2026-01-05 --to 2026-01-07 --group-by none --metric rating --csv')
    expect(some.out).toMatch(/^key,rating\.n,rating\.good_share\r\n/)
  })

  it('takes a date for the moment that it is of, too', async () => {
    const { out } = await ctl(`volume ${days} --as-of 2026-01-06 --csv`)
    expect(out).toMatch(/\r\n2026-01-05,2,.*\r\n2026-01-06,0,/)
  })

  it.each([
    ['volume --from 2026-01-05 --metric first_reply', 2, 'created, resolved'],
    ['volume', 2, 'from'],
    ['volume --from 2026-01-05 --group-by mood', 2, 'mood'],
    ['times --from 2026-01-05', 2, 'metric'],
    ['volume --from 2026-13-05', 2, '2026-13-05'],
    ['volume --from 2026-01-05 --tz Mars/Olympus', 2, 'Mars/Olympus is no IANA time zone'],
    ['volume --from yesterday', 1, 'from must be'],
    ['volume --from 2026-01-05 --as-of 2099-01-01T00:00:00Z', 1, 'as_of']
  ])('refuses %s in one line', async (args, code, why) => {
    const { code: exit, out, err } = await ctl(args)
    expect([exit, out]).toEqual([code, ''])
    expect(err).toContain(why)
    expect(err.trim().split('\n')).toHaveLength(1)
  })
})
