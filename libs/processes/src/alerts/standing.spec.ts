import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { alertKindNames, kindOfAlert } from '#domain'
import type { Instant, StaffGroupId } from '#kernel'
import { alertWords, commonLanguage } from '../words/index.js'
import type { DeskFacts, SendingFacts, TelegramFacts } from './facts.js'
import { foundIn, look, overMs, type Standing } from './standing.js'

const now: Instant = Date.UTC(2026, 0, 5, 12)
const overdue = { count: 0, oldest: null, refused: 0, refusal: null }
const sending: SendingFacts = { state: 'sending', why: null, pending: 0, overdue }
const quiet: DeskFacts = {
  now,
  startedAt: now - 3_600_000,
  stores: [{ name: 'event_log', trouble: undefined }],
  processes: [{ name: 'intake', state: 'live', lastError: null, parked: 0, atWork: null }],
  views: [{ name: 'ticket', state: 'live', lastError: null, parked: 0, behindS: 0 }],
  unheld: [],
  telegram: {
    silent: undefined,
    unauthorized: false,
    pending: 0,
    webhook: {
      url: 'https://desk.example.org/telegram/7/webhook',
      path: '/telegram/7/webhook',
      pending: 0,
      lastError: undefined
    }
  },
  updates: { kind: 'fine', why: '' },
  sending,
  calls: { calls: 1000, failed: 10 },
  groups: [{ id: 'group-1' as StaffGroupId, chatId: -1001, active: true, missing: [] }],
  lost: 0
}
const webhook = (pending: number, at: Instant): TelegramFacts => ({
  silent: undefined,
  unauthorized: false,
  pending,
  webhook: {
    url: 'https://desk.example.org/secret-path',
    path: '/telegram/7/webhook',
    pending,
    lastError: { message: 'Wrong response from the webhook: 404 Not Found', at }
  }
})
const waiting = { kind: 'relay', ticket: '7K3Q-X9M2', since: now - 301_000 }
const refusal = {
  kind: 'topic',
  ticket: '7K3Q-X9M2',
  since: now - 61_000,
  words: '400 Bad Request: odd',
  times: 2
}

/** Each trouble with the alert that it is and what its detail says. */
const troubles: readonly [Partial<DeskFacts>, string, RegExp][] = [
  [
    { stores: [{ name: 'event_log', trouble: { why: 'the disk is full', since: now } }] },
    'store_away.event_log',
    /the disk is full/
  ],
  [
    { processes: [{ name: 'sla', state: 'backoff', lastError: 'no state', parked: 0, atWork: null }] },
    'process_failing.sla',
    /sla is in backoff: no state/
  ],
  [
    {
      processes: [
        {
          name: 'intake',
          state: 'live',
          lastError: null,
          parked: 0,
          atWork: { type: 'UpdateReceived', position: '17', seconds: 301 }
        }
      ]
    },
    'process_stuck.intake',
    /UpdateReceived 17 for 301 s/
  ],
  [{ unheld: ['delivery-7'] }, 'process_missing.delivery-7', /no process runs delivery-7/],
  [
    { processes: [{ name: 'intake', state: 'live', lastError: null, parked: 3, atWork: null }] },
    'parked.intake',
    /intake has 3 parked events/
  ],
  [
    { views: [{ name: 'ticket', state: 'live', lastError: null, parked: 2, behindS: 0 }] },
    'parked.view:ticket',
    /view:ticket has 2 parked events/
  ],
  [
    { views: [{ name: 'ticket', state: 'stopped', lastError: 'a mistake', parked: 0, behindS: 500 }] },
    'view_failing.ticket',
    /stopped: a mistake/
  ],
  [
    { views: [{ name: 'ticket', state: 'catching-up', lastError: null, parked: 0, behindS: 61 }] },
    'view_behind.ticket',
    /61 s behind/
  ],
  [{ sending: { ...sending, state: 'paused', why: 'timeout' } }, 'telegram_away', /timeout/],
  [
    {
      telegram: {
        ...webhook(0, 0),
        pending: 0,
        unauthorized: false,
        silent: 'connection',
        webhook: undefined
      }
    },
    'telegram_away',
    /connection/
  ],
  [{ updates: { kind: 'unreachable', why: 'dns' } }, 'telegram_away', /dns/],
  [{ sending: { ...sending, state: 'unauthorized' } }, 'sending_refused', /401/],
  [
    { updates: { kind: 'blocked', why: 'another program polls' } },
    'updates_blocked',
    /another program polls/
  ],
  [{ telegram: webhook(0, now - 1000) }, 'webhook_errors', /Wrong response from the webhook: 404 Not Found/],
  [{ telegram: webhook(1, now - 3_600_000) }, 'webhook_errors', /404 Not Found.*1 updates wait/],
  [{ telegram: webhook(0, now - 1000) }, 'webhook_errors', /does not end in \/telegram\/7\/webhook/],
  [
    { telegram: { silent: undefined, unauthorized: false, pending: 1001, webhook: undefined } },
    'updates_pending',
    /1001/
  ],
  [{ lost: 4 }, 'updates_lost', /4 updates/],
  [
    { webhooks: { count: 2, type: 'ticket.rated', reason: 'not_made' } },
    'webhooks_faulty',
    /^2 were given up.*ticket\.rated.*could not be made/
  ],
  [{ sending: { ...sending, pending: 1001 } }, 'deliveries_pending', /1001/],
  [
    {
      sending: {
        ...sending,
        overdue: {
          ...overdue,
          count: 20,
          oldest: { ...waiting, why: 'rate_limited', until: now + 3_600_000 }
        }
      }
    },
    'deliveries_waiting',
    /^20 deliveries .*relay of ticket 7K3Q-X9M2.*asked to wait, until 2026-01-05T13:00:00/
  ],
  [
    { sending: { ...sending, overdue: { ...overdue, refused: 1, refusal } } },
    'delivery_refused',
    /topic of ticket 7K3Q-X9M2\) 2 times .*400 Bad Request: odd/
  ],
  [
    { leads: { chatId: -1009, code: 403, reason: 'forbidden' } },
    'leads_refused',
    /chat -1009: 403, forbidden/
  ],
  [{ calls: { calls: 1000, failed: 50 } }, 'calls_failing', /5 % .*50 of 1000/],
  [
    {
      groups: [{ id: 'group-1' as StaffGroupId, chatId: -1001, active: true, missing: ['can_manage_topics'] }]
    },
    'rights_missing.group-1',
    /group -1001: can_manage_topics/
  ],
  [{ groups: [] }, 'no_staff_group', /no staff group/],
  [{ sealing: { stopped: 'it differs' } }, 'audit_stopped', /not sealed: it differs/]
]

describe('what operators must know', () => {
  it.each(troubles)('%j is %s', (trouble, name, detail) => {
    const found = [...foundIn({ ...quiet, ...trouble }, () => false)]
    expect(found.map(([one]) => one)).toEqual([name])
    const words = alertWords(commonLanguage, name, found[0]?.[1].details ?? {})
    expect(words.detail).toMatch(detail)
    for (const text of Object.values(words)) expect(text).not.toMatch(/undefined|null|NaN|secret/)
    expect(words.remedy).toMatch(/\.$/)
  })

  it('is nothing while all is well, and a trouble of each kind is told', () => {
    expect([...foundIn(quiet, () => false).keys()]).toEqual([])
    expect(new Set(troubles.map(([, name]) => kindOfAlert(name)))).toEqual(new Set(alertKindNames))
  })

  it('is listed with its remedy in docs/operations.md', () => {
    const docs = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8')
    expect(alertKindNames.filter(kind => !new RegExp(`^\\| \`${kind}[.\`]`, 'm').test(docs))).toEqual([])
  })

  it('is not what was over long ago, what waits for a moment, or a share of a few calls', () => {
    const fine: readonly Partial<DeskFacts>[] = [
      { telegram: webhook(0, now - 61_000) },
      { telegram: webhook(0, now - 2000), startedAt: now },
      { sending: { ...sending, overdue: { ...overdue, refused: 1, refusal: { ...refusal, times: 1 } } } },
      {
        sending: {
          ...sending,
          overdue: { ...overdue, refused: 1, refusal: { ...refusal, since: now - 59_000 } }
        }
      },
      { calls: { calls: 49, failed: 49 } },
      { calls: { calls: 1000, failed: 49 } }
    ]
    for (const facts of fine) expect([...foundIn({ ...quiet, ...facts }, () => false).keys()]).toEqual([])
  })

  it('ends at a lower threshold than it begins', () => {
    const at = (pending: number): DeskFacts => ({
      ...quiet,
      telegram: { silent: undefined, unauthorized: false, pending, webhook: undefined }
    })
    const lasts = () => true
    expect([...foundIn(at(801), lasts).keys()]).toEqual(['updates_pending'])
    expect([...foundIn(at(800), lasts).keys()]).toEqual([])
  })
})

describe('an alert', () => {
  const away: DeskFacts = { ...quiet, updates: { kind: 'blocked', why: 'x' } }
  /** Looks every five seconds, at trouble where there is an x. */
  function looks(pattern: string): string[] {
    let standing: ReadonlyMap<string, Standing> = new Map()
    return [...pattern].map((mark, n) => {
      const looked = look(standing, mark === 'x' ? away : quiet, n * 5000)
      standing = looked.standing
      return `${looked.begun.length > 0 ? 'begins' : ''}${looked.ended.length > 0 ? 'ends' : ''}`
    })
  }

  it('begins when it was found at every look for its time, and ends when it was found at none for 30 s', () => {
    expect(overMs).toBe(30_000)
    expect(looks('xxx.......')).toEqual(['', '', 'begins', '', '', '', '', '', 'ends', ''])
  })

  it('does not begin by looks that are interrupted, nor end and begin by what comes back', () => {
    expect(looks('xx.xx.xx.xx.').join('')).toBe('')
    expect(looks('xxx.....x.....x.....x').join('')).toBe('begins')
  })

  it('lasts since it was found first, with what is found now', () => {
    const first = look(new Map(), away, 0)
    const then = look(
      first.standing,
      { ...away, now: now + 10_000, updates: { kind: 'blocked', why: 'y' } },
      10_000
    )
    expect(then.begun).toEqual(['updates_blocked'])
    expect(then.standing.get('updates_blocked')).toMatchObject({ since: now, details: { why: 'y' } })
  })
})
