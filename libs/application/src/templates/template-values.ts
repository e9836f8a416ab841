import {
  type AgentEvent,
  agentStream,
  type ConversationEvent,
  conversationStream,
  ticketDecider,
  ticketStream,
  type Values
} from '#domain'
import type { AgentId, ConversationId, JsonObject, TicketId } from '#kernel'
import type { Sealer } from '#privacy'
import { sealedPartOf } from '#views'
import { articleValues } from '../articles/article-values.js'
import type { Desk } from '../desk.js'
import { type CustomerNamePersonal, shownName } from '../personal-shapes.js'
import { openAgent, openName } from '../queries/open-personal.js'
import type { TicketAnswer } from '../queries/ticket-answer.js'
import { fieldValues } from './field-values.js'

type Reads = Pick<Desk, 'log' | 'runner' | 'settings'> & { readonly sealer: Sealer }

/** What holds of a ticket and its customer now, for templates and for the desk's own texts. */
export async function templateValues(
  desk: Reads,
  about: { readonly answer: TicketAnswer; readonly agentId: AgentId | null; readonly personal: boolean },
  language: string
): Promise<Values> {
  const { answer, agentId, personal } = about
  const { ticket, title, fields } = answer
  const [customer, agent, queue, article, ofDesk] = await Promise.all([
    personal ? nameOf(desk, ticket.conversationId) : undefined,
    agentId === null ? undefined : agentOf(desk, agentId),
    desk.settings.body('queue', ticket.queueId),
    articleOf(desk, ticket.id),
    deskValues(desk)
  ])
  return {
    'customer.first_name': customer?.first_name,
    'customer.name': personal ? (customer ? shownName(customer) : answer.customerName) : null,
    'agent.name': agent,
    'ticket.code': ticket.code,
    'ticket.title': personal ? title : null,
    'queue.name': textOf(queue?.['name']),
    ...articleValues(article),
    ...ofDesk,
    ...(personal ? await fieldValues(desk.settings, fields, language) : {})
  }
}

/** What is known of somebody who has no ticket. */
export async function customerValues(desk: Reads, id: ConversationId): Promise<Values> {
  const [customer, ofDesk] = await Promise.all([nameOf(desk, id), deskValues(desk)])
  return {
    'customer.first_name': customer?.first_name,
    'customer.name': customer && shownName(customer),
    ...ofDesk
  }
}

export const deskValues = async ({ settings }: Pick<Desk, 'settings'>): Promise<Values> => ({
  'desk.name': textOf((await settings.body('desk', 'main'))?.['name'])
})

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Of those that are linked to the ticket and that customers may read, the one linked last. */
async function articleOf({ runner, settings }: Reads, id: TicketId): Promise<JsonObject | undefined> {
  const { state } = await runner.load(ticketDecider, ticketStream(id))
  for (const linked of state.exists ? state.articles.linked.toReversed() : []) {
    const article = await settings.body('article', linked)
    if (article && article['audience'] !== 'agents') return article
  }
  return undefined
}

const naming: readonly ConversationEvent['type'][] = ['ConversationStarted', 'CustomerRenamed']

/** As they are called now; undefined where they were forgotten. */
async function nameOf({ log, sealer }: Reads, id: ConversationId) {
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
