import { ActOnTicket, type Done, LeaveTopicAlone } from '#application'
import { type Actor, type TicketCommand, type TopicPlace, topicDecider, topicStream, type Via } from '#domain'
import type { AgentId, Instant, Outcome, Refusal, TicketId } from '#kernel'
import type { StaffGroup } from '../directories/index.js'
import type { Details, ToldRefusal } from '../words/index.js'
import type { Cause } from './cause.js'
import type { IntakeOptions } from './options.js'

/** A topic that shows a ticket. */
export interface TicketTopic {
  readonly ticketId: TicketId
  readonly group: StaffGroup
  readonly place: TopicPlace
}

export type Found =
  | { readonly kind: 'ticket'; readonly topic: TicketTopic }
  /** Made by people, or not known yet. */
  | { readonly kind: 'none'; readonly place: TopicPlace }
  | { readonly kind: 'not_a_staff_group' }

/** Who asked for something, where. */
export interface Asking {
  readonly cause: Cause
  readonly topic: TicketTopic
  readonly via: Via
  readonly agentId: AgentId | null
  /** Of a command: what the same agent writes in the same breath is no reply either. */
  readonly typedAt?: Instant
}

export const actorOf = (agentId: AgentId | null): Actor => (agentId ? `agent:${agentId}` : 'process:intake')

/** What happens in the topics of staff groups: which ticket it is about, doing it, and telling who may not. */
export function createTopics({ desk, commands, directories }: IntakeOptions) {
  async function groupOf(chatId: number): Promise<StaffGroup | undefined> {
    const known = directories.staffGroups.byChatId(chatId)
    if (known) return known
    // Perhaps registered a moment ago: nothing of a staff group may be missed.
    await directories.catchUp()
    return directories.staffGroups.byChatId(chatId)
  }

  /** The topic's own stream is the authority, as fresh as the log. */
  async function find(chatId: number, threadId: number): Promise<Found> {
    const group = await groupOf(chatId)
    if (!group) return { kind: 'not_a_staff_group' }
    const { staffGroupId } = group
    const { state } = await desk.runner.load(topicDecider, topicStream(staffGroupId, threadId))
    const place = { staffGroupId, chatId, threadId }
    if (state.kind !== 'ticket') return { kind: 'none', place }
    return { kind: 'ticket', topic: { ticketId: state.ticketId, group, place } }
  }

  async function leaveAlone(cause: Cause, { staffGroupId, threadId }: TopicPlace): Promise<void> {
    const context = cause.context('leave-alone', { actor: 'process:intake', correlationId: staffGroupId })
    await commands.execute(new LeaveTopicAlone(staffGroupId, threadId, context))
  }

  /** The refusal is the answer; it is not recorded. */
  const attempt = ({ cause, topic, agentId }: Asking, word: string, command: TicketCommand) => {
    const context = cause.context(word, { actor: actorOf(agentId), correlationId: topic.ticketId })
    return commands.execute(new ActOnTicket(topic.ticketId, command, context))
  }

  /** `once` names what is refused only once, however often it is tried. */
  async function refuse(
    { cause, topic, via, agentId, typedAt }: Asking,
    refused: {
      readonly command: string
      readonly reason: ToldRefusal
      readonly details?: Details
    },
    once?: Cause
  ): Promise<void> {
    const { command, reason, details = {} } = refused
    const context = (once ?? cause).context('refuse', {
      actor: actorOf(agentId),
      correlationId: topic.ticketId
    })
    const typed = typedAt !== undefined && { sentAt: typedAt }
    const record = { type: 'RefuseCommand' as const, command, reason, details, agentId, via, ...typed }
    await commands.execute(new ActOnTicket(topic.ticketId, record, context))
  }

  /** Does it, or records why not. */
  async function act(asking: Asking, name: string, command: TicketCommand): Promise<Outcome<Done>> {
    const outcome = await attempt(asking, name, command)
    if (!outcome.ok) await refuseAs(asking, name, outcome)
    return outcome
  }

  const refuseAs = (asking: Asking, command: string, { reason, details }: Refusal<ToldRefusal>) =>
    refuse(asking, { command, reason, ...(details && { details }) })

  return { groupOf, find, leaveAlone, attempt, act, refuse, refuseAs }
}

export type Topics = ReturnType<typeof createTopics>
