import { describe, expect, it } from '@jest/globals'
import {
  applied,
  breached,
  clocksAt,
  stopped,
  type Told,
  target,
  textOf,
  toldOf,
  warned
} from '../testing/sla.js'
import type { Target } from './policy.js'
import { standingOf, timersOf } from './timers.js'

const business = { clock: 'business' } as const
const reply = target('first_reply', 30)
const next = target('next_reply', 30)

/** What happens, by time; when one looks; what the clocks then show. */
type Row = readonly [
  rule: string,
  history: readonly (string | Told)[],
  now: string,
  clocks: readonly string[]
]
const opened = (...targets: readonly Target[]) => ['09:00 open', applied('09:00', targets)]

const rows: readonly Row[] = [
  ['no policy, no clock', ['09:00 open', '09:00 message'], '10:00', []],
  [
    'the first reply runs from creation',
    opened(reply),
    '09:10',
    ['first_reply 1 running 10m, due 09:30, breach 09:30']
  ],
  [
    'the first reply to what the team began is owed once the customer has written, and once',
    [
      '09:00 begun',
      applied('09:00', [reply]),
      '09:10 reply',
      '09:20 message',
      '09:25 reply',
      '09:40 message'
    ],
    '10:00',
    ['first_reply 1 met 5m, due 09:50, breach 09:50, met 09:25']
  ],
  [
    'what the team began is to be resolved from its beginning, and keeps nobody waiting before the customer writes',
    [
      '09:00 begun',
      applied('09:00', [target('resolution', 60), target('requester_wait', 60)]),
      '09:20 message'
    ],
    '09:30',
    [
      'requester_wait 1 running 10m, due 10:20, breach 10:20',
      'resolution 1 running 30m, due 10:00, breach 10:00'
    ]
  ],
  [
    'counts from when the customer sent, however late we learnt of it',
    ['09:20 open (09:00)', applied('09:20', [reply])],
    '09:25',
    ['first_reply 1 running 25m, due 09:30, breach 09:30']
  ],
  [
    'a reply in time meets it',
    [...opened(reply), '09:29 reply'],
    '12:00',
    ['first_reply 1 met 29m, due 09:30, breach 09:30, met 09:29']
  ],
  [
    'exactly at the target is in time',
    [...opened(reply), '09:30 reply'],
    '12:00',
    ['first_reply 1 met 30m, due 09:30, breach 09:30, met 09:30']
  ],
  [
    'a second later is not',
    [...opened(reply), '09:30:01 reply'],
    '12:00',
    ['first_reply 1 breached 1801s, due 09:30, breach 09:30, breached 09:30 time_passed, met 09:30:01']
  ],
  [
    'what Telegram accepted in time counts, however late we learnt of it',
    [...opened(reply), '10:00 reply (09:20)'],
    '12:00',
    ['first_reply 1 met 20m, due 09:30, breach 09:30, met 09:20']
  ],
  [
    'nothing but an accepted reply of a person fulfils',
    [
      ...opened(reply),
      '09:05 note',
      '09:06 api reply',
      '09:07 failed reply',
      '09:08 uncertain reply',
      '09:09 edit'
    ],
    '09:10',
    ['first_reply 1 running 10m, due 09:30, breach 09:30']
  ],
  [
    'the first reply from assignment',
    [...opened(target('first_reply', 30, { startsAt: 'assignment' })), '09:10 assign'],
    '09:20',
    ['first_reply 1 running 10m, due 09:40, breach 09:40']
  ],
  ['not assigned, not started', opened(target('first_reply', 30, { startsAt: 'assignment' })), '09:20', []],
  [
    'assigned anew goes on',
    [
      ...opened(target('first_reply', 30, { startsAt: 'assignment' })),
      '09:10 assign',
      '09:12 unassign',
      '09:15 assign'
    ],
    '09:20',
    ['first_reply 1 running 10m, due 09:40, breach 09:40']
  ],
  [
    'grace moves the breach, not the due time',
    opened(target('first_reply', 30, { graceS: 300 })),
    '09:32',
    ['first_reply 1 running 32m, due 09:30, breach 09:35']
  ],
  [
    'used up exactly at closing: due then, breached at the next opening',
    ['09:00 open', applied('09:00', [target('first_reply', 9 * 60, business)])],
    '19:00',
    ['first_reply 1 running 540m, due 18:00, breach tue 09:00']
  ],
  [
    'and a reply in between is in time',
    ['09:00 open', applied('09:00', [target('first_reply', 9 * 60, business)]), '20:00 reply'],
    'tue 12:00',
    ['first_reply 1 met 540m, due 18:00, breach tue 09:00, met 20:00']
  ],
  [
    'business hours only',
    ['17:00 open', applied('17:00', [target('first_reply', 120, business)])],
    'tue 09:30',
    ['first_reply 1 running 90m, due tue 10:00, breach tue 10:00']
  ],
  [
    'the oldest unanswered message counts, a further one does not start anew',
    [...opened(next), '09:00 message', '09:10 message', '09:12 edit'],
    '09:20',
    ['next_reply 1 running 20m, due 09:30, breach 09:30']
  ],
  [
    'each answered run is one instance',
    [...opened(next), '09:00 message', '09:10 reply', '09:40 message', '09:45 message'],
    '09:50',
    [
      'next_reply 1 met 10m, due 09:30, breach 09:30, met 09:10',
      'next_reply 2 running 10m, due 10:10, breach 10:10'
    ]
  ],
  [
    'a goodbye after resolve starts nothing, nor does a message of the past',
    [...opened(next), '09:00 message', '09:10 reply', '09:11 resolve', '09:12 goodbye', '09:13 late message'],
    '09:50',
    ['next_reply 1 met 10m, due 09:30, breach 09:30, met 09:10']
  ],
  [
    'a message of the same second as the reply before it came after it',
    [...opened(next), '09:00 message', '09:10:00.700 reply', '09:10:02 message (09:10:00)'],
    '09:11',
    [
      'next_reply 1 met 601s, due 09:30, breach 09:30, met 09:10',
      'next_reply 2 running 59s, due 09:40, breach 09:40'
    ]
  ],
  [
    'an update each time since the last reply',
    [...opened(target('periodic_update', 60)), '09:10 reply', '09:30 reply'],
    '10:00',
    [
      'periodic_update 1 met 20m, due 10:10, breach 10:10, met 09:30',
      'periodic_update 2 running 30m, due 10:30, breach 10:30'
    ]
  ],
  [
    'no update is owed after resolve',
    [...opened(target('periodic_update', 60)), '09:10 reply', '09:20 resolve', '09:21 reply'],
    '12:00',
    ['periodic_update 1 met 10m, due 10:10, breach 10:10, met 09:20']
  ],
  [
    'requester wait stands still while waiting for the customer',
    [
      ...opened(target('requester_wait', 60, { pauseIn: ['waiting_on_customer'] })),
      '09:10 reply',
      '09:10 wait after reply',
      '09:40 message',
      '09:40 work after message'
    ],
    '09:50',
    ['requester_wait 1 running 20m, due 10:30, breach 10:30']
  ],
  [
    'and neither due nor breach is told meanwhile',
    [...opened(target('requester_wait', 60, { pauseIn: ['waiting_on_customer'] })), '09:10 wait'],
    '09:50',
    ['requester_wait 1 paused 10m, due -, breach -']
  ],
  [
    'agent work stands still on hold too',
    [
      ...opened(target('agent_work', 60, { pauseIn: ['waiting_on_customer', 'on_hold'] })),
      '09:10 wait',
      '09:20 hold',
      '09:30 work'
    ],
    '09:40',
    ['agent_work 1 running 20m, due 10:20, breach 10:20']
  ],
  [
    'a state nobody told of itself: assigned',
    [...opened(target('first_reply', 60, { pauseIn: ['assigned'] })), '09:10 assign', '09:30 unassign'],
    '09:40',
    ['first_reply 1 running 20m, due 10:20, breach 10:20']
  ],
  [
    'a pause outside hours costs nothing',
    [
      '17:00 open',
      applied('17:00', [target('resolution', 120, { ...business, pauseIn: ['on_hold'] })]),
      '19:00 hold',
      'tue 08:00 work'
    ],
    'tue 09:30',
    ['resolution 1 running 90m, due tue 10:00, breach tue 10:00']
  ],
  [
    'resolved is met',
    [...opened(target('resolution', 60)), '09:30 resolve'],
    '12:00',
    ['resolution 1 met 30m, due 10:00, breach 10:00, met 09:30']
  ],
  [
    'closed is over too',
    [...opened(target('resolution', 60)), '09:30 close'],
    '12:00',
    ['resolution 1 met 30m, due 10:00, breach 10:00, met 09:30']
  ],
  [
    'total resolution goes on after a reopening, without the time between',
    [...opened(target('resolution', 60)), '09:30 resolve', '10:30 reopen'],
    '10:40',
    ['resolution 1 running 40m, due 11:00, breach 11:00']
  ],
  [
    'first resolution does not',
    [...opened(target('resolution', 60, { resolution: 'first' })), '09:30 resolve', '10:30 reopen'],
    '11:40',
    ['resolution 1 met 30m, due 10:00, breach 10:00, met 09:30']
  ],
  [
    'reopened, a reply is owed anew',
    [...opened(reply), '09:10 reply', '09:20 resolve', '10:00 reopen'],
    '10:10',
    [
      'first_reply 1 met 10m, due 09:30, breach 09:30, met 09:10',
      'first_reply 2 running 10m, due 10:30, breach 10:30'
    ]
  ],
  [
    'a message that waited at Telegram while we resolved reopens from then on',
    [
      ...opened(next),
      '09:00 message',
      '09:05 reply',
      '09:20 resolve',
      '09:30 message (09:15)',
      '09:30 reopen by message'
    ],
    '09:40',
    [
      'next_reply 1 met 5m, due 09:30, breach 09:30, met 09:05',
      'next_reply 2 running 25m, due 09:45, breach 09:45'
    ]
  ],
  [
    'a clock that nobody fulfilled stands still while resolved, and goes on',
    [...opened(reply), '09:10 resolve', '10:10 reopen'],
    '10:20',
    ['first_reply 1 running 20m, due 10:30, breach 10:30']
  ],
  [
    'priority changed: what has passed is kept',
    [...opened(reply), applied('09:20', [target('first_reply', 60)])],
    '09:40',
    ['first_reply 1 running 40m, due 10:00, breach 10:00']
  ],
  [
    'a target lowered under what has passed is breached at once',
    [...opened(target('first_reply', 60)), applied('09:40', [reply])],
    '09:41',
    ['first_reply 1 breached 41m, due 09:30, breach 09:40, breached 09:40 target_lowered']
  ],
  [
    'a target raised after the breach leaves it',
    [...opened(reply), breached('09:30', 'first_reply'), applied('09:40', [target('first_reply', 120)])],
    '09:50',
    ['first_reply 1 breached 50m, due 11:00, breach 09:30, breached 09:30 time_passed']
  ],
  [
    'each span by the calendar then in force',
    [
      '09:00 open',
      applied('09:00', [target('resolution', 600, business)]),
      applied('17:00', [target('resolution', 600, business)], { calendar: 1 })
    ],
    'tue 11:00',
    ['resolution 1 running 540m, due tue 12:00, breach tue 12:00']
  ],
  [
    'a policy that comes later counts the time before it too',
    ['09:00 open', '09:00 message', applied('09:20', [reply])],
    '09:25',
    ['first_reply 1 running 25m, due 09:30, breach 09:30']
  ],
  [
    'a corrected calendar counts what has passed anew',
    [
      '09:00 open',
      applied('09:00', [target('resolution', 600, business)]),
      applied('17:00', [target('resolution', 600, business)], { calendar: 1, cause: 'recomputation' })
    ],
    'tue 11:00',
    ['resolution 1 running 420m, due tue 14:00, breach tue 14:00']
  ],
  [
    'over only by the corrected calendar: breached when it was corrected, not before',
    [
      '09:00 open',
      applied('09:00', [target('resolution', 330, business)], { calendar: 1 }),
      applied('15:20', [target('resolution', 330, business)], { cause: 'recomputation' })
    ],
    '15:40',
    ['resolution 1 breached 400m, due 14:30, breach 15:20, breached 15:20 recomputation']
  ],
  [
    'a verdict given before a correction stays, met or breached, recorded or not',
    [
      '08:00 open',
      '08:00 message',
      applied('08:00', [target('first_reply', 30, business), target('resolution', 60, business)]),
      '09:20 reply',
      applied('11:00', [target('first_reply', 5, business), target('resolution', 60, business)], {
        calendar: 1,
        cause: 'recomputation'
      })
    ],
    '11:30',
    [
      'first_reply 1 met 20m, due 09:30, breach 09:30, met 09:20',
      'resolution 1 breached 150m, due 10:00, breach 10:00, breached 10:00 time_passed'
    ]
  ],
  [
    'a reply of before the correction, learnt of after it, is judged by what held then',
    [
      '09:00 open',
      applied('09:00', [target('first_reply', 300, business)], { calendar: 1 }),
      applied('14:30', [target('first_reply', 300, business)], { cause: 'recomputation' }),
      '14:40 reply (14:20)'
    ],
    '15:00',
    ['first_reply 1 met 260m, due 15:00, breach 15:00, met 14:20']
  ],
  [
    'no policy any more: only what was breached stays',
    [...opened(reply, next), '09:00 message', breached('09:30', 'first_reply'), applied('09:40', [])],
    '09:50',
    ['first_reply 1 breached 50m, due 09:00, breach 09:30, breached 09:30 time_passed']
  ]
]

describe("a ticket's clocks", () => {
  it.each(rows)('%s', (_, history, now, clocks) => {
    expect(clocksAt(history, now).map(toldOf)).toEqual(clocks)
  })

  it.each(['customer_blocked_bot', 'telegram_unreachable', 'staff_group_not_writable'] as const)(
    'stand still: %s',
    cause => {
      const history = [...opened(reply), stopped('09:10', 'SlaPaused', cause)]
      expect(clocksAt(history, '09:20').map(toldOf)).toEqual(['first_reply 1 paused 10m, due -, breach -'])
      const resumed = [...history, stopped('09:40', 'SlaResumed', cause)]
      const [clock] = clocksAt(resumed, '09:50')
      expect(clock && toldOf(clock)).toBe('first_reply 1 running 20m, due 10:00, breach 10:00')
      expect(clock?.pauses.map(({ from, to, cause }) => [textOf(from), textOf(to), cause])).toEqual([
        ['09:10', '09:40', cause]
      ])
    }
  )

  it('stand still once while several causes hold', () => {
    const history = [
      ...opened(target('first_reply', 30, { pauseIn: ['on_hold'] })),
      stopped('09:10', 'SlaPaused', 'telegram_unreachable'),
      stopped('09:12', 'SlaPaused', 'customer_blocked_bot'),
      '09:14 hold',
      stopped('09:16', 'SlaResumed', 'telegram_unreachable'),
      '09:18 work',
      stopped('09:20', 'SlaResumed', 'customer_blocked_bot')
    ]
    expect(clocksAt(history, '09:30').map(toldOf)).toEqual([
      'first_reply 1 running 20m, due 09:40, breach 09:40'
    ])
  })

  it('show steps that add up', () => {
    const history = [
      ...opened(target('requester_wait', 60, { pauseIn: ['on_hold'] })),
      '09:10 hold',
      '09:30 work',
      '09:50 resolve'
    ]
    const [clock] = clocksAt(history, '12:00')
    expect(
      clock?.steps.map(({ from, to, eventId, why, countedMs }) => [
        textOf(from),
        textOf(to),
        eventId,
        why,
        countedMs / 60_000
      ])
    ).toEqual([
      ['09:00', '09:10', 'e0', 'counts', 10],
      ['09:10', '09:30', 'e2', 'status', 0],
      ['09:30', '09:50', 'e3', 'counts', 20]
    ])
    expect(clock?.countedMs).toBe(30 * 60_000)
  })
})

it('run as in the example of docs/sla.md', () => {
  const history = [
    '17:45 open',
    applied('17:45', [target('first_reply', 30, { clock: 'business', warnBeforeS: [600] })]),
    stopped('tue 09:02', 'SlaPaused', 'customer_blocked_bot'),
    stopped('tue 10:00', 'SlaResumed', 'customer_blocked_bot'),
    'tue 10:20 reply'
  ]
  const shown = (now: string) => clocksAt(history, now).map(toldOf)
  expect(shown('17:50')).toEqual(['first_reply 1 running 5m, due tue 09:15, breach tue 09:15'])
  expect(shown('23:00')).toEqual(['first_reply 1 running 15m, due tue 09:15, breach tue 09:15'])
  expect(shown('tue 09:30')).toEqual(['first_reply 1 paused 17m, due -, breach -'])
  expect(shown('tue 10:01')).toEqual(['first_reply 1 running 18m, due tue 10:13, breach tue 10:13'])
  expect(clocksAt(history, 'tue 10:01')[0]?.warnings.map(({ at }) => textOf(at))).toEqual(['tue 10:03'])
  expect(shown('tue 12:00')).toEqual([
    'first_reply 1 breached 37m, due tue 10:13, breach tue 10:13, breached tue 10:13 time_passed, met tue 10:20'
  ])
})

describe('what is to be recorded', () => {
  const timers = (history: readonly (string | Told)[], now: string) =>
    timersOf(clocksAt(history, now)).map(({ kind, at, metric, instance }) => [
      kind,
      at === 0 ? 'now' : textOf(at),
      metric,
      instance
    ])
  const warning = target('first_reply', 30, { warnBeforeS: [1200, 600] })

  it('warnings and the breach, each until it is on record', () => {
    const history = opened(warning)
    expect(timers(history, '09:01')).toEqual([
      ['warn', '09:10', 'first_reply', 1],
      ['warn', '09:20', 'first_reply', 1],
      ['breach', '09:30', 'first_reply', 1]
    ])
    const told = [
      ...history,
      warned('09:10', 'first_reply', 1800, 1200),
      warned('09:20', 'first_reply', 1800, 600)
    ]
    expect(timers(told, '09:25')).toEqual([['breach', '09:30', 'first_reply', 1]])
    expect(timers([...told, breached('09:30', 'first_reply')], '09:35')).toEqual([])
  })

  it('nothing of a clock that was met, save a breach before', () => {
    expect(timers([...opened(warning), '09:25 reply'], '10:00')).toEqual([])
    expect(timers([...opened(warning), '09:35 reply'], '10:00')).toEqual([
      ['breach', '09:30', 'first_reply', 1]
    ])
  })

  it('nothing while it stands still, and later what it was put off to', () => {
    const paused = [...opened(warning), stopped('09:05', 'SlaPaused', 'telegram_unreachable')]
    expect(timers(paused, '10:00')).toEqual([])
    expect(timers([...paused, stopped('10:05', 'SlaResumed', 'telegram_unreachable')], '10:06')[0]).toEqual([
      'warn',
      '10:10',
      'first_reply',
      1
    ])
  })

  it('a warning of a new target', () => {
    const history = [
      ...opened(target('first_reply', 30, { warnBeforeS: [600] })),
      warned('09:20', 'first_reply', 1800, 600),
      applied('09:25', [target('first_reply', 60, { warnBeforeS: [600] })])
    ]
    expect(timers(history, '09:26')).toEqual([
      ['warn', '09:50', 'first_reply', 1],
      ['breach', '10:00', 'first_reply', 1]
    ])
  })

  it.each([
    ['reply_was_in_time', [...opened(reply), breached('09:30', 'first_reply'), '09:40 reply (09:29)']],
    [
      'resolved_in_time',
      [...opened(target('resolution', 30)), breached('09:30', 'resolution'), '09:40 resolve (09:29)']
    ],
    [
      'paused_in_time',
      [
        ...opened(reply),
        breached('09:30', 'first_reply'),
        {
          ...stopped('09:40', 'SlaPaused', 'customer_blocked_bot'),
          event: {
            type: 'SlaPaused',
            data: { cause: 'customer_blocked_bot', at: Date.UTC(2026, 0, 5, 9, 20) }
          }
        } as Told
      ]
    ],
    [
      'target_changed_in_time',
      [
        ...opened(reply),
        breached('09:30', 'first_reply'),
        applied('09:40', [target('first_reply', 90)], { at: '09:20' })
      ]
    ]
  ] as const)('the retraction of a breach: %s', (reason, history) => {
    expect(timersOf(clocksAt(history, '09:41'))).toMatchObject([
      { kind: 'retract', at: 0, reason, eventId: `e${history.length - 1}` }
    ])
  })

  it('the retraction of a breach that happened later than is on record', () => {
    const history = [...opened(reply), breached('09:25', 'first_reply')]
    for (const now of ['09:26', '09:45']) {
      expect(timersOf(clocksAt(history, now))).toMatchObject([{ kind: 'retract', at: 0 }])
    }
  })

  it('once more a breach, when the one on record was taken back', () => {
    const paused: Told = {
      ...stopped('09:40', 'SlaPaused', 'customer_blocked_bot'),
      event: { type: 'SlaPaused', data: { cause: 'customer_blocked_bot', at: Date.UTC(2026, 0, 5, 9, 20) } }
    }
    const retracted: Told = {
      recordedAt: paused.recordedAt + 1000,
      event: {
        type: 'SlaBreachRetracted',
        data: { metric: 'first_reply', instance: 1, reason: 'paused_in_time', eventId: 'e3' }
      }
    }
    const history = [...opened(reply), breached('09:30', 'first_reply'), paused, retracted]
    expect(timers(history, '09:45')).toEqual([])
    expect(timers([...history, stopped('10:00', 'SlaResumed', 'customer_blocked_bot')], '10:05')).toEqual([
      ['breach', '10:10', 'first_reply', 1]
    ])
  })
})

it('a ticket stands as the worst of its clocks that have not ended', () => {
  const warning = target('first_reply', 30, { warnBeforeS: [600] })
  const standing = (history: readonly (string | Told)[], now: string) => standingOf(clocksAt(history, now))
  expect(standing(['09:00 open'], '09:10')).toBe('none')
  expect(standing(opened(warning), '09:10')).toBe('on_track')
  const told = [...opened(warning), warned('09:20', 'first_reply', 1800, 600)]
  expect(standing(told, '09:25')).toBe('at_risk')
  expect(standing(told, '09:31')).toBe('breached')
  expect(standing([...told, '09:35 reply'], '09:40')).toBe('none')
})
