import type { AgentId, Instant, MessageId, QueueId } from '#kernel'
import { BusinessTime } from '../sla/business-time.js'
import { calendarOf } from '../sla/calendar-document.js'
import { clocksOf, type SlaClock } from '../sla/clocks.js'
import type { PauseCause } from '../sla/events.js'
import type { Fact } from '../sla/facts.js'
import type { Metric, Target } from '../sla/policy.js'
import type { TicketEvent } from '../ticket/events.js'
import { gather, nothingGathered } from '../ticket/sla-facts.js'
import type { TicketStatus } from '../ticket-words.js'
import * as t from './ticket.js'

/** Monday 2026-01-05. */
export const monday = Date.UTC(2026, 0, 5)
const minute = 60_000

/** `hh:mm` or `hh:mm:ss` of Monday, UTC; `tue 09:00` is the day after, and so on. */
export function timeOf(text: string): Instant {
  const [, day = 'mon', h, m, s = '0'] = /^(?:(\w{3}) )?(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?$/.exec(text) ?? []
  const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].indexOf(day)
  if (h === undefined) throw new Error(`not a time: ${text}`)
  return monday + (days * 1440 + Number(h) * 60 + Number(m)) * minute + Number(s) * 1000
}

export const textOf = (at: Instant | null): string => {
  if (at === null) return '-'
  const days = Math.floor((at - monday) / (1440 * minute))
  const time = new Date(at).toISOString().slice(11, 19).replace(/:00$/, '')
  return days === 0 ? time : `${['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'][days]} ${time}`
}

export const target = (metric: Metric, minutes: number, more: Partial<Target> = {}): Target => ({
  metric,
  targetS: minutes * 60,
  clock: 'calendar',
  startsAt: 'creation',
  warnBeforeS: [],
  graceS: 0,
  pauseIn: [],
  resolution: 'total',
  ...more
})

const agentId: AgentId = t.ann
const calendars = new Map<string, BusinessTime>(
  [
    { id: 'office 0', from: '09:00', to: '18:00' },
    { id: 'office 1', from: '10:00', to: '16:00' }
  ].map(({ id, from, to }) => {
    const day = [[from, to]]
    const weekly = { mon: day, tue: day, wed: day, thu: day, fri: day }
    return [id, new BusinessTime(calendarOf({ name: id, time_zone: 'UTC', weekly }))]
  })
)

/** What can happen, in words. A time in brackets is when it really happened, if it was recorded later. */
type Happening =
  | 'open'
  | 'begun'
  | 'message'
  | 'late message'
  | 'goodbye'
  | 'edit'
  | 'reply'
  | 'api reply'
  | 'failed reply'
  | 'uncertain reply'
  | 'note'
  | 'assign'
  | 'unassign'
  | 'hold'
  | 'wait'
  | 'wait after reply'
  | 'work'
  | 'work after message'
  | 'resolve'
  | 'reopen'
  | 'reopen by message'
  | 'close'

export function told(what: Happening, at: Instant): TicketEvent {
  const messageId = `message at ${at}` as MessageId
  const moved = (
    to: TicketStatus,
    cause: 'hold' | 'wait' | 'reply' | 'reply_accepted' | 'customer_message'
  ) => ({ type: 'TicketStatusChanged' as const, data: { from: 'in_progress' as const, to, cause } })
  const message = (closingRemark: boolean, late: boolean): TicketEvent => ({
    type: 'CustomerMessageReceived',
    data: {
      messageId,
      telegramMessageId: 1,
      kind: 'text',
      sentAt: at,
      digest: '',
      closingRemark,
      late,
      mediaGroup: null,
      replyToTelegramMessageId: null
    }
  })
  const responded = (by: AgentId | null): TicketEvent => ({
    type: 'TicketResponded',
    data: { messageId, agentId: by, telegramMessageIds: [1], acceptedAt: at }
  })
  switch (what) {
    case 'open':
    case 'begun':
      return {
        type: 'TicketOpened',
        data: {
          ticketId: t.ticketId,
          code: '',
          conversationId: t.conversationId,
          bot: t.bot,
          queueId: 'general' as QueueId,
          priority: 'normal',
          sourceChannel: 'telegram',
          language: null,
          previousTicketId: null,
          sentAt: at,
          ...(what === 'begun' && { begunBy: 'team' })
        }
      }
    case 'message':
      return message(false, false)
    case 'late message':
      return message(false, true)
    case 'goodbye':
      return message(true, false)
    case 'edit':
      return {
        type: 'CustomerMessageEdited',
        data: { messageId, telegramMessageId: 1, kind: 'text', digest: '', version: 1, sentAt: at }
      }
    case 'reply':
      return responded(agentId)
    case 'api reply':
      return responded(null)
    case 'failed reply':
      return { type: 'ReplyFailed', data: { messageId, reason: 'chat_not_found', code: 400 } }
    case 'uncertain reply':
      return { type: 'ReplyUncertain', data: { messageId } }
    case 'note':
      return {
        type: 'NoteAdded',
        data: { messageId, agentId, source: { kind: 'api' }, kind: 'text', sentAt: at }
      }
    case 'assign':
      return { type: 'TicketAssigned', data: { agentId, previousAgentId: null, cause: 'assign' } }
    case 'unassign':
      return { type: 'TicketUnassigned', data: { previousAgentId: agentId } }
    case 'hold':
      return moved('on_hold', 'hold')
    case 'wait':
      return moved('waiting_on_customer', 'wait')
    case 'wait after reply':
      return moved('waiting_on_customer', 'reply_accepted')
    case 'work':
      return moved('in_progress', 'reply')
    case 'work after message':
      return moved('in_progress', 'customer_message')
    case 'resolve':
      return { type: 'TicketResolved', data: { from: 'in_progress', cause: 'api', at } }
    case 'reopen':
      return { type: 'TicketReopened', data: { to: 'in_progress', cause: 'api', at } }
    case 'reopen by message':
      return { type: 'TicketReopened', data: { to: 'in_progress', cause: 'customer_message', at } }
    case 'close':
      return { type: 'TicketClosed', data: { from: 'resolved', cause: 'api', at } }
  }
}

export interface Told {
  readonly recordedAt: Instant
  readonly event: TicketEvent
}

/** `09:10 reply`, or `09:40 reply (09:10)` for what was recorded half an hour after it happened. */
export function happened(line: string): Told {
  const [, when, what, really] = /^((?:\w{3} )?[\d:.]+) (.+?)(?: \((.+)\))?$/.exec(line.trim()) ?? []
  if (!when || !what) throw new Error(`not a happening: ${line}`)
  const recordedAt = timeOf(when)
  return { recordedAt, event: told(what as Happening, really ? timeOf(really) : recordedAt) }
}

export const applied = (
  when: string,
  targets: readonly Target[],
  more: {
    readonly calendar?: 0 | 1
    readonly cause?: 'opened' | 'priority_changed' | 'recomputation'
    readonly at?: string
  } = {}
): Told => ({
  recordedAt: timeOf(when),
  event: {
    type: 'SlaApplied',
    data: {
      policyId: targets.length > 0 ? 'standard' : null,
      policyVersion: 0,
      calendarId: 'office',
      calendarVersion: more.calendar ?? 0,
      zoneData: 'test',
      targets,
      notify: { warn: true, breach: true },
      cause: more.cause ?? 'opened',
      at: timeOf(more.at ?? when)
    }
  }
})

export const stopped = (when: string, type: 'SlaPaused' | 'SlaResumed', cause: PauseCause): Told => ({
  recordedAt: timeOf(when),
  event: { type, data: { cause, at: timeOf(when) } }
})

export const breached = (when: string, metric: Metric, instance = 1): Told => ({
  recordedAt: timeOf(when),
  event: {
    type: 'SlaBreached',
    data: {
      metric,
      instance,
      targetS: 0,
      at: timeOf(when),
      noticedAt: timeOf(when),
      reason: 'time_passed',
      inDigest: false
    }
  }
})

export const warned = (when: string, metric: Metric, targetS: number, beforeS: number): Told => ({
  recordedAt: timeOf(when),
  event: {
    type: 'SlaWarned',
    data: {
      metric,
      instance: 1,
      targetS,
      beforeS,
      at: timeOf(when),
      noticedAt: timeOf(when),
      inDigest: false
    }
  }
})

export const factsOf = (history: readonly (string | Told)[]): readonly Fact[] =>
  history
    .map(one => (typeof one === 'string' ? happened(one) : one))
    .reduce(
      (gathered, { recordedAt, event }, n) => gather(gathered, { id: `e${n}`, recordedAt, event }),
      nothingGathered
    ).facts

export const clocksAt = (history: readonly (string | Told)[], now: string): SlaClock[] =>
  clocksOf(
    factsOf(history),
    (id, version) => {
      const calendar = calendars.get(`${id} ${version}`)
      if (!calendar) throw new Error(`no calendar ${id} ${version}`)
      return calendar
    },
    timeOf(now)
  )

/** `first_reply 1 running 10m, due 09:30, breach 09:30`, and what else there is to tell. */
export function toldOf(clock: SlaClock): string {
  const { metric, instance, state, countedMs, dueAt, breachAt, breachedAt, metAt, breachReason } = clock
  const seconds = Math.round(countedMs / 1000)
  const counted = seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`
  return [
    `${metric} ${instance} ${state} ${counted}`,
    `due ${textOf(dueAt)}`,
    `breach ${textOf(breachAt)}`,
    ...(breachedAt === null ? [] : [`breached ${textOf(breachedAt)} ${breachReason}`]),
    ...(metAt === null ? [] : [`met ${textOf(metAt)}`])
  ].join(', ')
}
