import { told } from '#domain'
import type { StaffGroupId } from '#kernel'
import type { Chat } from '#telegram'
import { type Directories, isUsable } from '../../directories/index.js'
import type { Sources, Target } from '../compose/index.js'
import { isSeenByCustomer, type Lane, type Task } from '../outbox/index.js'
import { groupFor } from './groups.js'

export interface Destination extends Target {
  readonly staffGroupId: StaffGroupId | null
}

/** The chat that a lane's next call goes to, under our own name for it. Undefined: there is no group for it now. */
export function chatOf(lane: Lane, { staffGroups }: Pick<Directories, 'staffGroups'>): Chat | undefined {
  const [kind, key = ''] = lane.key.split(':')
  if (kind === 'conversation') return { kind: 'private', key }
  if (kind === 'leads') {
    const group = staffGroups.all().find(({ chatId }) => chatId === Number(key))
    if (group) return { kind: 'group', key: group.staffGroupId }
    return { kind: Number(key) > 0 ? 'private' : 'group', key: lane.key }
  }
  if (!lane.facts) return { kind: 'group', key }
  const { topic, ticketId } = lane.facts
  const group = topic ? staffGroups.byId(topic.staffGroupId) : groupFor(ticketId, staffGroups)
  return group && isUsable(group) ? { kind: 'group', key: group.staffGroupId } : undefined
}

/** The topic of the private chat that the customer wrote in last, where the bot has those. */
async function threadOf({ event, ticketId }: Task, sources: Sources): Promise<number | null> {
  const asked = told(event)
  if (asked.type === 'GreetingRequested') return asked.data.threadId ?? null
  const facts = ticketId ? sources.facts(ticketId) : undefined
  if (!facts || facts.relays.length > 0) return facts?.customerThread ?? null
  // The message that opened the ticket was appended with it, and may not have been read yet.
  const next = await sources.event(event.stream, event.revision + 1)
  const first = next && told(next)
  return first?.type === 'CustomerMessageReceived' ? (first.data.threadId ?? null) : null
}

/** Where a delivery goes. `nowhere`: now. `forgotten`: a private chat whose id can't be opened any more. */
export async function destinationOf(
  lane: Lane,
  task: Task,
  { sources, directories }: { readonly sources: Sources; readonly directories: Directories }
): Promise<Destination | 'nowhere' | 'forgotten'> {
  if (isSeenByCustomer(task.work)) {
    const chatId = task.conversationId ? await sources.privateChat(task.conversationId) : undefined
    const threadId = task.without.thread ? null : await threadOf(task, sources)
    return chatId === undefined ? 'forgotten' : { chatId, threadId, staffGroupId: null }
  }
  const [kind, key] = lane.key.split(':')
  if (kind === 'leads') return { chatId: Number(key), threadId: null, staffGroupId: null }
  if (!task.ticketId) {
    const group = task.staffGroupId ? sources.group(task.staffGroupId) : undefined
    const thread = Number(lane.key.split(':')[2])
    const threadId = Number.isInteger(thread) ? thread : null
    return group ? { chatId: group.chatId, threadId, staffGroupId: group.staffGroupId } : 'nowhere'
  }
  const topic = lane.facts?.topic
  const group = topic ? sources.group(topic.staffGroupId) : groupFor(task.ticketId, directories.staffGroups)
  if (!group || !isUsable(group) || (!topic && task.work.kind !== 'topic')) return 'nowhere'
  return { chatId: group.chatId, threadId: topic?.threadId ?? null, staffGroupId: group.staffGroupId }
}
