import { ActOnTicket, type CommandContext, noChoice, type PolicyInForce } from '#application'
import {
  type AppliedCause,
  conversationDecider,
  idOf,
  matchPolicy,
  type PauseCause,
  type PolicyFacts,
  type TicketCommand,
  targetsFor,
  ticketDecider,
  toldIn
} from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, type StaffGroupId, type TicketId } from '#kernel'
import type { Process } from '#subscriptions'
import { isUsable } from '../directories/index.js'
import type { SlaProcessOptions } from './options.js'

const concurrency = 16
const pageSize = 500

const choiceCauses: { readonly [type: string]: AppliedCause } = {
  TicketOpened: 'opened',
  TicketTransferred: 'transferred',
  PriorityChanged: 'priority_changed',
  TagsChanged: 'tags_changed'
}
/** After these, what holds the ticket's clocks still is looked at anew. */
const beginnings = new Set(['TicketOpened', 'TicketReopened', 'TopicOpened'])
const aboutReach = new Set(['CustomerBlockedBot', 'CustomerUnblockedBot'])
const aboutGroups = new Set(['RightsChanged', 'StaffGroupRegistered', 'StaffGroupRetired'])

/**
 * Chooses the policy of a ticket when it opens and when its queue, priority or tags change, and records what holds its
 * clocks still: a customer who blocked the bot, a staff group that can't be written to.
 */
export function createSlaProcess(options: SlaProcessOptions): Process {
  const { desk, commands, directories, logger } = options

  async function act(ticketId: TicketId, command: TicketCommand, event: RecordedEvent, word: string) {
    const context: CommandContext = {
      commandId: commandIdFor(event.id, `${word}:${ticketId}`),
      causationId: event.id,
      correlationId: ticketId,
      actor: 'process:sla'
    }
    const outcome = await commands.execute(new ActOnTicket(ticketId, command, context))
    // Closed meanwhile: nothing counts any more.
    if (!outcome.ok && outcome.reason !== 'ticket_closed') {
      logger.warn({ ticketId, command: command.type, reason: outcome.reason }, 'a ticket refused its SLA')
    }
  }

  async function choose(event: RecordedEvent, cause: AppliedCause): Promise<void> {
    const policies = await options.policies(event.position)
    if (policies.length === 0 && cause === 'opened') return
    const facts = await policyFactsAt(event)
    if (!facts) return
    const chosen = matchPolicy(
      policies.map(({ policy }) => policy),
      facts
    )
    const found = policies.find(({ policy }) => policy === chosen)
    const at = event.recordedAt
    const choice = found ? choiceOf(found, facts) : noChoice
    const command = { type: 'ApplySla' as const, ...choice, zoneData: options.zoneData, cause, at }
    await act(idOf(event.stream) as TicketId, command, event, 'apply-sla')
  }

  /** What a policy can ask for, as the ticket was right after the event: read from its beginning where more came since. */
  async function policyFactsAt(event: RecordedEvent): Promise<PolicyFacts | undefined> {
    const present = await desk.runner.load(ticketDecider, event.stream)
    if (present.revision === event.revision) return present.state.exists ? present.state : undefined
    let state = ticketDecider.initial
    for await (const recorded of desk.log.readStream(event.stream)) {
      if (recorded.revision > event.revision) break
      const told = toldIn('ticket', recorded)
      if (told) state = ticketDecider.evolve(state, told)
    }
    return state.exists ? state : undefined
  }

  const hold = (ticketId: TicketId, cause: PauseCause, holds: boolean, at: number, event: RecordedEvent) =>
    act(
      ticketId,
      { type: holds ? 'PauseSla' : 'ResumeSla', cause, at },
      event,
      `${holds ? 'pause' : 'resume'}:${cause}`
    )

  /** Of a ticket without a topic: whether there is no group that could show it. */
  function isUnwritable(group: StaffGroupId | undefined): boolean {
    const all = directories.staffGroups.all()
    if (group !== undefined) {
      const known = directories.staffGroups.byId(group)
      return known !== undefined && !(known.active && isUsable(known))
    }
    return all.length > 0 && !all.some(one => one.active && isUsable(one))
  }

  async function lookAnew(event: RecordedEvent): Promise<void> {
    const ticketId = idOf(event.stream) as TicketId
    const { state } = await desk.runner.load(ticketDecider, event.stream)
    if (!state.exists || state.status === 'closed') return
    await directories.waitFor(event.position)
    const unwritable = isUnwritable(state.topic?.staffGroupId)
    await hold(ticketId, 'staff_group_not_writable', unwritable, event.recordedAt, event)
    if (event.type === 'TopicOpened') return
    const stream = `conversation-${state.conversationId}`
    const conversation = await desk.runner.load(conversationDecider, stream)
    const blocked = conversation.state.started && !conversation.state.reachable
    await hold(ticketId, 'customer_blocked_bot', blocked, event.recordedAt, event)
  }

  async function reachChanged(event: RecordedEvent): Promise<void> {
    const told = toldIn('conversation', event)
    if (told?.type !== 'CustomerBlockedBot' && told?.type !== 'CustomerUnblockedBot') return
    const { state } = await desk.runner.load(conversationDecider, event.stream)
    const holds = told.type === 'CustomerBlockedBot'
    // Earlier tickets are closed or resolved: their clocks stand still.
    const current = state.allotments.at(-1)
    if (!current) return
    await hold(
      current.ticketId,
      'customer_blocked_bot',
      holds,
      Math.min(told.data.at, event.recordedAt),
      event
    )
  }

  async function groupChanged(event: RecordedEvent): Promise<void> {
    const group = idOf(event.stream) as StaffGroupId
    await directories.waitFor(event.position)
    await options.viewPassed(event.position)
    const places: readonly (StaffGroupId | undefined)[] = [group, undefined]
    for (const place of places) {
      for await (const ticketId of liveTicketsOf(place)) {
        await hold(ticketId, 'staff_group_not_writable', isUnwritable(place), event.recordedAt, event)
      }
    }
  }

  async function* liveTicketsOf(group: StaffGroupId | undefined): AsyncGenerator<TicketId> {
    let after: { order: number; id: string } | undefined
    for (;;) {
      const where = { live: 1, staffGroupId: group ?? null }
      const page = await options.tickets.find({
        index: 'group',
        where,
        ...(after && { after }),
        limit: pageSize
      })
      for (const { id } of page) yield id
      const last = page.at(-1)
      if (!last || page.length < pageSize) return
      after = { order: last.createdAt, id: last.id }
    }
  }

  return {
    name: 'sla',
    concurrency,
    concerns: stream => /^(ticket|conversation|staff-group)-/.test(stream),
    sequenceOf: ({ type, stream }) =>
      choiceCauses[type] || beginnings.has(type) || aboutReach.has(type) || aboutGroups.has(type)
        ? stream
        : undefined,
    async handle(event) {
      const cause = choiceCauses[event.type]
      if (cause) await choose(event, cause)
      if (beginnings.has(event.type)) await lookAnew(event)
      if (aboutReach.has(event.type)) await reachChanged(event)
      if (aboutGroups.has(event.type)) await groupChanged(event)
    }
  }
}

const choiceOf = ({ policy, calendarVersion }: PolicyInForce, { priority }: PolicyFacts) => ({
  policyId: policy.id,
  policyVersion: policy.version,
  calendarId: policy.calendarId,
  calendarVersion,
  targets: targetsFor(policy, priority),
  notify: policy.notify
})
