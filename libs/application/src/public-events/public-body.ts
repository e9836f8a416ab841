import { idOf, isStreamOf } from '#domain'
import type { EventLog } from '#event-log'
import { agentIdText, customerIdText, type JsonObject, messageIdText, type SubjectId, toIso } from '#kernel'
import type { Sealer } from '#privacy'
import { type AgentDocument, foldAgent, sealedPartOf, type TicketDocument } from '#views'
import type { ThreadMessage } from '../queries/get-thread.js'
import { openMessage, openRule } from '../queries/open-personal.js'
import { answerOf, customerOf, type TicketAnswer } from '../queries/ticket-answer.js'
import { openedThread } from './opened-thread.js'
import type { PublicEvent } from './public-event.js'
import type { TicketThen } from './ticket-histories.js'

/** How tickets and messages are shown: as everywhere in the API. `personal` false: nothing about a person. */
export interface Presenter {
  /** Where the API is reached from outside: what every address begins with. */
  readonly publicUrl: () => string
  ticket(answer: TicketAnswer, personal: boolean): JsonObject
  message(message: ThreadMessage, personal: boolean): JsonObject
}

export interface BodySources {
  readonly log: Pick<EventLog, 'readStream'>
  readonly sealer: Sealer
  readonly present: Presenter
}

/** What of a ticket can change, as it is shown. */
const changing = [
  'status',
  'priority',
  'queue_id',
  'assigned_agent_id',
  'team_id',
  'escalation',
  'tags',
  'title',
  'fields',
  'rating'
] as const

/** `{type, timestamp, data}` as the feed shows it: a full webhook without its messages. @throws Unavailable */
export async function publicBody(
  told: PublicEvent,
  personal: boolean,
  sources: BodySources
): Promise<JsonObject> {
  const { type, event, ticket } = told
  return {
    type,
    timestamp: toIso(event.recordedAt),
    data: {
      event: { id: event.id, revision: event.revision, actor: event.meta.actor },
      previous_event_id: ticket?.previousEventId ?? null,
      ...(await ticketPart(told, personal, sources)),
      ...(await otherPart(told, sources))
    }
  }
}

async function ticketPart(
  { type, event, ticket }: PublicEvent,
  personal: boolean,
  sources: BodySources
): Promise<JsonObject> {
  if (!ticket)
    return { ticket: null, changed: {}, message_id: null, sla: null, template: null, messages_url: null }
  const { before, after, left } = ticket
  const customer = await customerOf(sources.log, after, event.recordedAt)
  const shown = async (document: TicketDocument) =>
    sources.present.ticket(await answerOf(sources.sealer, document, customer), personal)
  const [was, is, now] = await Promise.all([before && shown(before), shown(after), shown(left)])
  return {
    ticket: now,
    changed: was ? changesOf(was, is) : {},
    message_id: messageOf(event),
    sla: slaOf(event),
    template: await templateOf(event, ticket, personal, sources),
    messages_url: `${ticketUrl(now, sources)}/thread`,
    ...(event.type === 'ArticleLinked' && { article: { id: event.data.article } }),
    ...(type === 'rule.fired' && (await ruleOf(event, personal, sources)))
  }
}

export const ticketUrl = ({ id }: JsonObject, { present }: Pick<BodySources, 'present'>): string =>
  `${present.publicUrl()}/api/v1/tickets/${String(id)}`

const changesOf = (was: JsonObject, is: JsonObject): JsonObject =>
  Object.fromEntries(
    changing.flatMap(name => {
      const [from = null, to = null] = [was[name], is[name]]
      return JSON.stringify(from) === JSON.stringify(to) ? [] : [[name, { from, to }]]
    })
  )

function messageOf({ type, data }: PublicEvent['event']): string | null {
  switch (type) {
    case 'CustomerMessageReceived':
    case 'CustomerMessageEdited':
    case 'RatingCommented':
    case 'FormSubmitted':
    case 'FormConfirmed':
    case 'ReplyRequested':
    case 'ReplyEdited':
    case 'NoteAdded':
    case 'TemplateApplied':
      return messageIdText(data.messageId)
    case 'FormLeft':
      return data.messageId === null ? null : messageIdText(data.messageId)
    default:
      return null
  }
}

function slaOf({ type, data }: PublicEvent['event']): JsonObject | null {
  switch (type) {
    case 'SlaWarned':
    case 'SlaBreached':
      return { metric: data.metric, instance: data.instance, target_s: data.targetS, at: toIso(data.at) }
    case 'SlaBreachRetracted':
      return { metric: data.metric, instance: data.instance, target_s: null, at: null }
    default:
      return null
  }
}

/** Which rule, and what was typed where it answers a command. */
async function ruleOf(
  event: PublicEvent['event'],
  personal: boolean,
  { sealer }: BodySources
): Promise<JsonObject> {
  if (event.type !== 'RuleApplied') return {}
  const { rule: id, version, command } = event.data
  const typed = command && personal ? await openRule(sealer, sealedPartOf(event)) : undefined
  return {
    rule: { id, version },
    command: command ? { name: command.name, arguments: typed?.arguments ?? null } : null
  }
}

/** With what the reply said that was made of it. */
async function templateOf(
  { type, data }: PublicEvent['event'],
  { messages }: TicketThen,
  personal: boolean,
  { sealer }: BodySources
): Promise<JsonObject | null> {
  if (type !== 'TemplateApplied') return null
  const { template: id, version, messageId } = data
  const message = personal ? messages.find(one => one.id === messageId) : undefined
  const content = message && (await openMessage(sealer, message.content))
  return { id, version, text: content?.text ?? null }
}

/** Whom or what it is about beside tickets. */
async function otherPart({ event }: PublicEvent, sources: BodySources): Promise<JsonObject> {
  const nothing = { customer: null, agent: null, setting: null, alert: null }
  const { type, data, stream, meta } = event
  switch (type) {
    case 'CustomerBlockedBot':
    case 'CustomerUnblockedBot':
      return {
        ...nothing,
        customer: { id: meta.subjectId ? customerIdText(meta.subjectId as SubjectId) : null }
      }
    case 'SubjectForgotten':
      return { ...nothing, customer: { id: customerIdText(data.subjectId) } }
    case 'AvailabilityChanged': {
      const from = (await agentBefore(event, sources))?.availability ?? 'available'
      return {
        ...nothing,
        agent: { id: agentIdText(idOf(stream)), until: data.until == null ? null : toIso(data.until) },
        changed: { availability: { from, to: data.availability } }
      }
    }
    case 'SettingPublished':
    case 'SettingRetired':
      return { ...nothing, setting: { kind: data.kind, id: data.id, version: event.revision } }
    case 'AlertBegan':
      return {
        ...nothing,
        alert: {
          name: data.name,
          state: 'began',
          at: toIso(data.at),
          began_at: toIso(data.at),
          details: data.details
        }
      }
    case 'AlertEnded':
      return {
        ...nothing,
        alert: {
          name: data.name,
          state: 'ended',
          at: toIso(data.at),
          began_at: toIso(data.beganAt),
          details: null
        }
      }
    default:
      return nothing
  }
}

async function agentBefore(
  { stream, revision }: PublicEvent['event'],
  { log }: Pick<BodySources, 'log'>
): Promise<AgentDocument | undefined> {
  let agent: AgentDocument | undefined
  if (!isStreamOf(stream, 'agent')) return agent
  for await (const event of log.readStream(stream)) {
    if (event.revision >= revision) break
    agent = foldAgent(agent, event)
  }
  return agent
}

/** The whole thread as the append left it, oldest first, as `/thread` shows it, and the agents that it names. */
export async function publicMessages(
  { event, ticket }: PublicEvent,
  personal: boolean,
  sources: BodySources
): Promise<{ readonly messages: readonly JsonObject[]; readonly named: readonly string[] }> {
  if (!ticket) return { messages: [], named: [] }
  const customer = await customerOf(sources.log, ticket.left, event.recordedAt)
  const { customerName } = await answerOf(sources.sealer, ticket.left, customer)
  const { messages, named } = await openedThread(ticket.messages, customerName, sources)
  return { messages: messages.map(message => sources.present.message(message, personal)), named }
}
