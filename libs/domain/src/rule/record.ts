import type { Instant, MessageId } from '#kernel'
import type { TicketEvent } from '../ticket/events.js'
import type { Awaited } from './events.js'
import { type Unheard, unheardAfter } from './unheard.js'
import type { Once } from './words.js'

/** Whose time counts from when, and for what. */
export interface LadderRecord {
  readonly from: Instant
  /** Somebody has said that they are on it: no further step in this instance. */
  readonly isStopped: boolean
  /** All of it waits for the customer: that is nobody's to take note of. */
  readonly isOfCustomer: boolean
}

/** What the customer has written to the ticket. What is said of a rating is none of it. */
export interface HeardRecord {
  /** The message that opened it; `team`: the team began it. Null: it has not come yet. */
  readonly opening: MessageId | 'team' | null
  readonly messages: number
  /** Since somebody of the team last replied. */
  readonly unanswered: number
  /** When the first of these was sent. */
  readonly unansweredFrom: Instant | null
}

/** What of rules is on a ticket's record: enough to do each thing as often as it is to be done. */
export type RuleRecord = {
  readonly heard: HeardRecord
  readonly reopenedTimes: number
  /** For which instances each rule has acted. */
  readonly applied: { readonly [rule: string]: readonly string[] }
  /** Rules that were held back. */
  readonly heldUntil: { readonly [rule: string]: Instant }
  readonly awaited: readonly Awaited[]
  /** In the order in which they were asked for. */
  readonly unheard: readonly Unheard[]
  /** By ladder and instance. */
  readonly ladders: { readonly [begun: string]: LadderRecord }
}

export const noRules: RuleRecord = {
  heard: { opening: null, messages: 0, unanswered: 0, unansweredFrom: null },
  reopenedTimes: 0,
  applied: {},
  heldUntil: {},
  awaited: [],
  unheard: [],
  ladders: {}
}

export function hasApplied({ applied }: RuleRecord, rule: string, once: Once, instance: string): boolean {
  const before = Object.hasOwn(applied, rule) ? (applied[rule] ?? []) : []
  switch (once) {
    case 'ticket':
      return before.length > 0
    case 'instance':
      return before.includes(instance)
    case 'event':
      return false
  }
}

export const isHeldBack = ({ heldUntil }: RuleRecord, rule: string, now: Instant): boolean =>
  Object.hasOwn(heldUntil, rule) && (heldUntil[rule] ?? 0) > now

/** Undefined: it has not begun for this instance. */
export function ladderOf(
  { ladders }: RuleRecord,
  ladder: string | null,
  instance: string
): LadderRecord | undefined {
  if (ladder === null) return undefined
  const begun = begunAs(ladder, instance)
  return Object.hasOwn(ladders, begun) ? ladders[begun] : undefined
}

const ofTeam = ({ ladders }: RuleRecord): readonly LadderRecord[] =>
  Object.values(ladders).filter(({ isOfCustomer }) => !isOfCustomer)

/** Something of which somebody can take note, or has, goes up by itself. */
export const hasLadders = (record: RuleRecord): boolean => ofTeam(record).length > 0

/** Of some of it nobody has taken note. */
export const isGoingUp = (record: RuleRecord): boolean => ofTeam(record).some(({ isStopped }) => !isStopped)

/** A ladder's id has no space. */
const begunAs = (ladder: string, instance: string): string => `${ladder} ${instance}`

/** Of one rule the last of these that counts the same is the one that holds. */
export const isSameAwaited = (
  one: Pick<Awaited, 'rule' | 'instance' | 'once'>,
  other: Pick<Awaited, 'rule' | 'instance'>
): boolean => one.rule === other.rule && (one.once === 'ticket' || one.instance === other.instance)

/** Total. Itself where the event says nothing of it. */
export function awaitedAfter(before: readonly Awaited[], event: TicketEvent): readonly Awaited[] {
  const without = (isGone: (one: Awaited) => boolean) =>
    before.some(isGone) ? before.filter(one => !isGone(one)) : before
  switch (event.type) {
    case 'RulesAwaited': {
      const { awaited } = event.data
      const isReplaced = (one: Awaited) =>
        awaited.some(other => other.once !== 'event' && isSameAwaited(other, one))
      return [...without(isReplaced), ...awaited]
    }
    case 'RuleApplied':
    case 'RuleLapsed': {
      const { rule, from, instance } = event.data
      return without(one => one.rule === rule && one.from === from && one.instance === instance)
    }
    case 'ReplyRequested':
      return event.data.agentId === null ? before : without(({ who }) => who === 'team')
    case 'CustomerMessageReceived':
      return event.data.late ? before : without(({ who }) => who === 'customer')
    // Whoever answers a form, or asks for a person there, has written.
    case 'FormSubmitted':
      return without(({ who }) => who === 'customer')
    case 'FormLeft':
      return event.data.messageId === null && event.data.cause !== 'person'
        ? before
        : without(({ who }) => who === 'customer')
    case 'TicketClosed':
      return without(() => true)
    default:
      return before
  }
}

/** Total. Itself where the event says nothing of rules. */
export function rulesAfter(record: RuleRecord, event: TicketEvent): RuleRecord {
  const awaited = awaitedAfter(record.awaited, event)
  const unheard = unheardAfter(record.unheard, event)
  const told = withoutEnded(toldAfter(record, event), record.awaited, awaited, event)
  return awaited === told.awaited && unheard === told.unheard ? told : { ...told, awaited, unheard }
}

function toldAfter(record: RuleRecord, event: TicketEvent): RuleRecord {
  switch (event.type) {
    case 'TicketOpened':
    case 'CustomerMessageReceived':
    case 'ReplyRequested':
      return { ...record, heard: heardAfter(record.heard, event) }
    case 'TicketReopened':
      return { ...record, reopenedTimes: record.reopenedTimes + 1 }
    case 'EscalationAcknowledged':
      return { ...record, ladders: stopped(record.ladders) }
    case 'RulesAwaited':
      return event.data.awaited.reduce<RuleRecord>(onLadder, record)
    case 'RuleApplied': {
      const { rule, instance, heldUntil, ladder = null, from, at } = event.data
      if (heldUntil !== undefined) return { ...record, heldUntil: { ...record.heldUntil, [rule]: heldUntil } }
      const before = Object.hasOwn(record.applied, rule) ? (record.applied[rule] ?? []) : []
      const applied = before.includes(instance)
        ? record.applied
        : { ...record.applied, [rule]: [...before, instance] }
      const step = { ladder, instance, from: from ?? at }
      return onLadder({ ...record, applied }, { ...step, who: waitedFor(record, rule, step) })
    }
    default:
      return record
  }
}

/** Nobody is waited for any more, because they have written or nothing came of it: what begins after that has its own time. */
function withoutEnded(
  record: RuleRecord,
  before: readonly Awaited[],
  after: readonly Awaited[],
  { type }: TicketEvent
): RuleRecord {
  if (before === after || !endsWaits.has(type)) return record
  const ended = before.filter(one => one.who !== null && !after.includes(one))
  const isEnded = ([begun, { isStopped }]: readonly [string, LadderRecord]): boolean => {
    const isOf = ({ ladder, instance }: Awaited) => ladder !== null && begunAs(ladder, instance) === begun
    return !isStopped && ended.some(isOf) && !after.some(isOf)
  }
  const ladders = Object.fromEntries(Object.entries(record.ladders).filter(one => !isEnded(one)))
  return { ...record, ladders }
}

const endsWaits: ReadonlySet<TicketEvent['type']> = new Set([
  'ReplyRequested',
  'CustomerMessageReceived',
  'FormSubmitted',
  'FormLeft',
  'RuleLapsed'
])

type Said = Extract<TicketEvent, { type: 'TicketOpened' | 'CustomerMessageReceived' | 'ReplyRequested' }>

function heardAfter(before: HeardRecord, { type, data }: Said): HeardRecord {
  switch (type) {
    case 'TicketOpened':
      return data.begunBy === 'team' ? { ...before, opening: 'team' } : before
    case 'ReplyRequested':
      return data.agentId === null ? before : { ...before, unanswered: 0, unansweredFrom: null }
    case 'CustomerMessageReceived': {
      const { messageId, sentAt, late } = data
      const messages = before.messages + 1
      const heard = { ...before, opening: before.opening ?? messageId, messages }
      if (late) return heard
      return {
        ...heard,
        unanswered: before.unanswered + 1,
        unansweredFrom: before.unansweredFrom ?? sentAt
      }
    }
  }
}

/** Whoever took note stops what goes up by itself, for what caused it. */
const stopped = (ladders: RuleRecord['ladders']): RuleRecord['ladders'] =>
  Object.fromEntries(
    Object.entries(ladders).map(([begun, ladder]) => [begun, { ...ladder, isStopped: true }])
  )

type Step = Pick<Awaited, 'ladder' | 'instance' | 'from' | 'who'>

/** Null: for nobody, or it acts at once. */
const waitedFor = (
  { awaited }: RuleRecord,
  rule: string,
  { from, instance }: Pick<Step, 'from' | 'instance'>
): Step['who'] =>
  awaited.find(one => one.rule === rule && one.from === from && one.instance === instance)?.who ?? null

function onLadder(record: RuleRecord, { ladder, instance, from, who }: Step): RuleRecord {
  if (ladder === null) return record
  const begun = ladderOf(record, ladder, instance)
  const isOfCustomer = who === 'customer' && (begun?.isOfCustomer ?? true)
  if (begun?.isOfCustomer === isOfCustomer) return record
  const next = { from, isStopped: false, ...begun, isOfCustomer }
  return { ...record, ladders: { ...record.ladders, [begunAs(ladder, instance)]: next } }
}
