import type { SandboxMessage } from '#sandbox'
import type { Recorded, ThreadMessage, Ticket } from '../support/api-types.js'
import type { AgentReply, Customer, Office } from './office.js'

const mark = '↻ perhaps repeated: '
const former = 'The former topic of this ticket was deleted.'

interface Told {
  readonly ticket: Ticket
  readonly thread: readonly ThreadMessage[]
  readonly events: readonly Recorded[]
  /** What the bot wrote in the ticket's topic, oldest first. */
  readonly shown: readonly SandboxMessage[]
}

/** What has been lost, doubled or put out of order; empty when all is well. Ask it of a quiet desk. */
export async function brokenPromises(office: Office): Promise<string[]> {
  const broken: string[] = []
  const { desk } = office
  if (!desk) throw new Error('the desk does not run')
  const tickets = (await desk.tickets()).reverse()
  const all: Told[] = []
  for (const ticket of tickets) {
    all.push({
      ticket,
      thread: await desk.thread(ticket.id),
      events: await desk.events(ticket.id),
      shown: shownOf(office, ticket)
    })
  }
  for (const customer of office.customers) {
    const own = all.filter(({ ticket }) => ticket.customer.display_name === customer.name)
    broken.push(...wordsOf(customer, own), ...repliesTo(office, customer, own))
    for (const told of own) broken.push(...relaysOf(customer, told))
  }
  for (const reply of office.replies) broken.push(...threadOf(office, reply, all))
  for (const { ticketId, text } of office.apiReplies) {
    const found = all.filter(
      ({ ticket, thread }) => ticket.id === ticketId && said(thread, text).length === 1
    )
    if (found.length !== 1) broken.push(`the reply of a program "${text}" is not once in its thread`)
  }
  broken.push(...topicsOf(office, tickets))
  return broken
}

/** What a message says, media by their captions. */
export const wordsIn = ({ text, caption }: Pick<SandboxMessage, 'text' | 'caption'>): string =>
  text ?? caption ?? ''

const said = (thread: readonly ThreadMessage[], text: string) =>
  thread.filter(message => message.direction === 'outbound' && message.text === text)

/** Oldest first, without service messages. */
function shownOf(office: Office, { topic }: Ticket): SandboxMessage[] {
  if (!topic) return []
  const at = { chat_id: topic.chat_id, thread_id: topic.thread_id, limit: 100_000 }
  return office.sandbox.control.messages(at).filter(({ from, service }) => from?.is_bot && !service)
}

/** Every update is in exactly one thread, in order, also over the tickets of a conversation. */
function wordsOf(customer: Customer, own: readonly Told[]): string[] {
  const recorded = own.flatMap(({ thread }) =>
    thread.filter(({ direction }) => direction === 'inbound').map(({ text }) => text)
  )
  const written = customer.said.map(({ text }) => text)
  if (JSON.stringify(recorded) === JSON.stringify(written)) return []
  return [
    `${customer.name} wrote ${JSON.stringify(written)} but the threads have ${JSON.stringify(recorded)}`
  ]
}

/** Each message stands in the topic once, or again with a mark; the first ones in order. */
function relaysOf(customer: Customer, { ticket, thread, shown }: Told): string[] {
  const broken: string[] = []
  const remade = shown.filter(each => wordsIn(each).includes(former))
  let before = 0
  for (const message of thread.filter(({ direction }) => direction === 'inbound')) {
    const written = customer.said.find(({ text }) => text === message.text)
    const original = written?.original ?? message.text ?? ''
    const relayed = `${written?.under ?? customer.name}\n${original}`.trimEnd()
    // Where the topic was made again, what was said before stands there as it is now.
    if (remade.some(each => wordsIn(each).includes(message.text ?? ''))) continue
    // A contact, a place: what Telegram copies without words.
    const copied = shown.filter(each => Object.hasOwn(each, message.kind) && wordsIn(each) === '')
    // Of an album the first item alone names the customer.
    const also = message.kind === 'text' ? relayed : original
    const plain = shown.filter(each => [relayed, also].includes(wordsIn(each)))
    const marked = shown.filter(each => wordsIn(each) === mark + relayed)
    const first = Math.min(...[...plain, ...marked, ...copied].map(({ message_id }) => message_id))
    if (plain.length > 1) broken.push(`"${original}" stands twice in the topic without a mark`)
    if (plain.length + marked.length + copied.length === 0)
      broken.push(`"${original}" is not in the topic of ${ticket.code} (${ticket.status})`)
    else if (first < before) broken.push(`"${original}" is out of order in the topic of ${ticket.code}`)
    else before = first
  }
  return broken
}

/** What a thread calls sent has arrived once, uncertain at most once, failed not at all; and nothing is pending. */
function repliesTo(office: Office, customer: Customer, own: readonly Told[]): string[] {
  const broken: string[] = []
  const received = office.sandbox.control
    .messages({ chat_id: customer.id, limit: 100_000 })
    .filter(({ from }) => from?.is_bot)
    .map(wordsIn)
  for (const { ticket, thread } of own) {
    for (const { direction, text, delivery } of thread) {
      if (direction !== 'outbound') continue
      const times = received.filter(each => each === text).length
      const state = delivery?.state ?? 'none'
      const right = {
        sent: times === 1,
        uncertain: times <= 1,
        failed: times === 0,
        withdrawn: times === 0,
        pending: false,
        none: false
      }
      if (!right[state]) broken.push(`"${text}" is ${state} and arrived ${times} times`)
    }
    const replies = thread.filter(({ direction }) => direction === 'outbound')
    const arrived = received.filter(text => replies.some(each => each.text === text))
    const asked = replies.map(({ text }) => text ?? '').filter(text => arrived.includes(text))
    if (JSON.stringify(arrived) !== JSON.stringify(asked))
      broken.push(
        `the replies of ${ticket.code} were ${JSON.stringify(asked)}, arrived ${JSON.stringify(arrived)}`
      )
    const welcomed = received.filter(text => text.includes(`Your ticket is ${ticket.code}`)).length
    if (welcomed > 1) broken.push(`${customer.name} was told ${welcomed} times of ${ticket.code}`)
  }
  return broken
}

/** What an agent wrote is one reply of that ticket, or the agent was told under the own message why not. */
function threadOf(
  office: Office,
  { text, chatId, threadId, messageId }: AgentReply,
  all: readonly Told[]
): string[] {
  const places = all.filter(({ thread }) => said(thread, text).length > 0)
  const times = places.reduce((sum, { thread }) => sum + said(thread, text).length, 0)
  const ticket = places[0]?.ticket
  if (times === 1 && ticket?.topic?.thread_id === threadId && ticket.topic.chat_id === chatId) return []
  if (times === 0) {
    const told = office.sandbox.control
      .messages({ chat_id: chatId, thread_id: threadId, limit: 100_000 })
      .some(({ from, reply_to_message: to }) => from?.is_bot && to?.message_id === messageId)
    if (told) return []
  }
  return [`an agent's "${text}" is ${times} times in threads, of ${ticket?.code ?? 'no ticket'}`]
}

/** One topic for each ticket, closed when the ticket is over. */
function topicsOf(office: Office, tickets: readonly Ticket[]): string[] {
  const broken: string[] = []
  const { topics } = office
  for (const { code, status, topic } of tickets) {
    const named = topics.filter(({ name }) => name.endsWith(code))
    if (named.length !== 1) broken.push(`${code} has ${named.length} topics`)
    const over = status === 'resolved' || status === 'closed'
    const shown = named.find(({ thread_id }) => thread_id === topic?.thread_id)
    if (!shown) broken.push(`${code} names a topic that is not there`)
    else if (shown.closed !== over)
      broken.push(`the topic of ${code}, ${status}, is ${shown.closed ? 'closed' : 'open'}`)
  }
  return broken
}
