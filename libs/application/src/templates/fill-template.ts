import {
  type AgentEvent,
  agentStream,
  type ConversationEvent,
  conversationStream,
  languageOf,
  type Rendered,
  readTemplate,
  render,
  settingDecider,
  settingStream,
  templateFormatOf,
  templateTexts
} from '#domain'
import type { AgentId, TicketId } from '#kernel'
import { sealedPartOf } from '#views'
import type { Desk } from '../desk.js'
import { type CustomerNamePersonal, shownName } from '../personal-shapes.js'
import { openAgent, openName } from '../queries/open-personal.js'
import { presentAnswer, type TicketAnswer } from '../queries/ticket-answer.js'
import { fieldValues } from './field-values.js'

export interface FilledTemplate extends Rendered {
  readonly id: string
  readonly version: number
  readonly audience: 'customers' | 'agents'
}

export interface FillFor {
  readonly answer: TicketAnswer
  readonly agentId: AgentId | null
  /** False: nothing that a person typed or is called; what is about the customer then counts as missing. */
  readonly personal: boolean
}

type Reads = Pick<Desk, 'log' | 'runner' | 'sealer' | 'settings'>

/**
 * A template in force, read from its stream, in the customer's language and filled in with what holds of the ticket now:
 * so after a publication nobody is given the old text. Undefined: there is none of this id.
 */
export async function fillTemplate(
  desk: Reads,
  id: string,
  about: FillFor
): Promise<FilledTemplate | undefined> {
  const { state, revision: version } = await desk.runner.load(settingDecider, settingStream('template', id))
  if (!state.exists || state.retired) return undefined
  const texts = templateTexts(state.body)
  const language = languageOf(Object.keys(texts), about.answer.ticket.language)
  const read = readTemplate(texts[language] ?? '', templateFormatOf(state.body))
  if ('problem' in read) throw new Error(`template ${id} holds what it can't: ${read.problem.message}`)
  const audience = state.body['audience'] === 'agents' ? 'agents' : 'customers'
  return { id, version, audience, ...render(read.template, await valuesOf(desk, about, language)) }
}

/** As `fillTemplate`, with everything that can be opened of the ticket as it is in the log. */
export async function fillForTicket(
  desk: Reads,
  id: string,
  ticketId: TicketId,
  agentId: AgentId | null
): Promise<FilledTemplate | undefined> {
  const answer = await presentAnswer(desk, ticketId)
  return answer && fillTemplate(desk, id, { answer, agentId, personal: true })
}

async function valuesOf(desk: Reads, { answer, agentId, personal }: FillFor, language: string) {
  const { ticket, title, fields } = answer
  const [customer, agent, queue, main] = await Promise.all([
    personal ? nameOf(desk, ticket.conversationId) : undefined,
    agentId === null ? undefined : agentOf(desk, agentId),
    desk.settings.body('queue', ticket.queueId),
    desk.settings.body('desk', 'main')
  ])
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  return {
    'customer.first_name': customer?.first_name,
    'customer.name': personal ? (customer ? shownName(customer) : answer.customerName) : null,
    'agent.name': agent,
    'ticket.code': ticket.code,
    'ticket.title': personal ? title : null,
    'queue.name': text(queue?.['name']),
    'desk.name': text(main?.['name']),
    ...(personal ? await fieldValues(desk.settings, fields, language) : {})
  }
}

const naming: readonly ConversationEvent['type'][] = ['ConversationStarted', 'CustomerRenamed']

/** As they are called now; undefined where they were forgotten. */
async function nameOf({ log, sealer }: Reads, id: Parameters<typeof conversationStream>[0]) {
  let name: CustomerNamePersonal | undefined
  for await (const event of log.readStream(conversationStream(id))) {
    if (naming.some(type => type === event.type))
      name = (await openName(sealer, sealedPartOf(event))) ?? undefined
  }
  return name
}

const registering: readonly AgentEvent['type'][] = ['AgentRegistered', 'AgentRenamed']

async function agentOf({ log, sealer }: Reads, id: AgentId): Promise<string | undefined> {
  let name: string | undefined
  for await (const event of log.readStream(agentStream(id))) {
    if (registering.some(type => type === event.type)) {
      name = (await openAgent(sealer, sealedPartOf(event)))?.display_name
    }
  }
  return name
}
