import { type Digest, idOf, told } from '#domain'
import type { RecordedEvent } from '#event-log'
import { type TicketId, ticketCodeFor } from '#kernel'
import { plain, prefixed, type RichText } from '#telegram'
import { digestText } from '../../words/index.js'
import { newsText } from './news.js'
import type { Sources } from './sources.js'

/** One thing in full, with a way to its topic; several by how many of each kind there are, and the tickets' codes. */
export async function digestOf(
  { one, chat, ...digest }: Digest,
  sources: Sources
): Promise<RichText | undefined> {
  if (!one) return plain(digestText(await sources.language(), digest))
  const event = await sources.event(one.stream, one.revision)
  const said =
    event && (await newsText('leadsChatId' in chat ? forLeads(event) : event, undefined, silent(sources)))
  return event && said && prefixed(titleOf(event, sources), said)
}

/** Of what a rule says, only what it says to the leads. */
function forLeads(recorded: RecordedEvent): RecordedEvent {
  const event = told(recorded)
  if (event.type !== 'RuleApplied') return recorded
  const actions = event.data.actions.filter(action => 'notify' in action && action.notify.who === 'leads')
  return { ...recorded, data: { ...recorded.data, actions } }
}

/** Whoever reads this chat is called already, and the others are in their topic. */
const silent = (sources: Sources): Sources => ({
  ...sources,
  mention: async id => plain(await sources.agentName(id)),
  mentionTeam: async () => plain(''),
  mentionLeads: async () => plain('')
})

/** The ticket's code, as a link to its topic where there is one. */
function titleOf({ stream }: RecordedEvent, sources: Sources): RichText {
  if (!stream.startsWith('ticket-')) return plain('')
  const ticketId = idOf(stream) as TicketId
  const code = ticketCodeFor(ticketId)
  const topic = sources.facts(ticketId)?.topic
  const chat = topic && /^-100(\d+)$/.exec(String(sources.group(topic.staffGroupId)?.chatId))?.[1]
  if (!topic || chat === undefined) return plain(`${code} `)
  const url = `https://t.me/c/${chat}/${topic.threadId}`
  return { text: `${code} `, entities: [{ type: 'text_link', offset: 0, length: code.length, url }] }
}
