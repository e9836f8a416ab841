import { priorities, type TicketCommand } from '#domain'
import { type AgentId, type Instant, isSlug } from '#kernel'
import type { Command, RichText } from '#telegram'

/** What a typed command asks for, before anything is looked up. */
export type Ask =
  | { readonly kind: 'act'; readonly command: TicketCommand }
  | { readonly kind: 'note'; readonly text: RichText }
  | { readonly kind: 'assign'; readonly to: { readonly username: string } | { readonly userId: number } }
  | { readonly kind: 'transfer'; readonly queue: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly reason: Mistake; readonly details: Details }

export type Mistake =
  | 'unknown_command'
  | 'argument_missing'
  | 'argument_invalid'
  | 'agent_unknown'
  | 'queue_unknown'

type Details = { readonly [key: string]: string | number | null }

const act = (command: TicketCommand): Ask => ({ kind: 'act', command })
const mistake = (reason: Mistake, details: Details = {}): Ask => ({ kind: 'mistake', reason, details })

/** The names of all commands of a topic: what is refused is recorded under them, never under what somebody typed. */
export const topicCommandNames: ReadonlySet<string> = new Set([
  'note',
  'claim',
  'assign',
  'unassign',
  'hold',
  'wait',
  'resume',
  'resolve',
  'reopen',
  'close',
  'priority',
  'queue',
  'tag',
  'help'
])

/** Pure. `hasMedia`: a note may then do without words. */
export function readCommand(
  { name, args }: Command,
  by: { readonly agentId: AgentId; readonly now: Instant; readonly hasMedia: boolean }
): Ask {
  const { agentId, now } = by
  const words = args.text.split(/\s+/).filter(Boolean)
  switch (name) {
    case 'note':
      return words.length === 0 && !by.hasMedia
        ? mistake('argument_missing', { usage: '/note text' })
        : { kind: 'note', text: args }
    case 'claim':
      return act({ type: 'ClaimTicket', agentId })
    case 'assign':
      return readAssign(args, words, agentId)
    case 'unassign':
      return act({ type: 'UnassignTicket' })
    case 'hold':
      return act({ type: 'HoldTicket' })
    case 'wait':
      return act({ type: 'WaitOnCustomer' })
    case 'resume':
      return act({ type: 'ResumeTicket' })
    case 'resolve':
      return act({ type: 'ResolveTicket', cause: 'command', now })
    case 'reopen':
      return act({ type: 'ReopenTicket', cause: 'command', now })
    case 'close':
      return act({ type: 'CloseTicket', cause: 'command', now })
    case 'priority':
      return readPriority(words)
    case 'queue':
      return readQueue(words)
    case 'tag':
      return readTags(words)
    case 'help':
      return { kind: 'help' }
    default:
      return mistake('unknown_command')
  }
}

function readAssign({ entities }: RichText, words: readonly string[], me: AgentId): Ask {
  const mention = entities.find(entity => entity.type === 'text_mention' && entity.offset === 0)
  if (mention?.type === 'text_mention') return { kind: 'assign', to: { userId: mention.user.id } }
  const [word] = words
  if (word === undefined) return mistake('argument_missing', { usage: '/assign @name' })
  if (word.toLowerCase() === 'me') return act({ type: 'AssignTicket', agentId: me })
  return /^@?\w{1,32}$/.test(word)
    ? { kind: 'assign', to: { username: word } }
    : mistake('agent_unknown', { usage: '/assign @name' })
}

function readPriority([word]: readonly string[]): Ask {
  const usage = `/priority ${priorities.join('|')}`
  if (word === undefined) return mistake('argument_missing', { usage })
  const priority = priorities.find(known => known === word.toLowerCase())
  return priority ? act({ type: 'ChangePriority', priority }) : mistake('argument_invalid', { usage })
}

function readQueue(words: readonly string[]): Ask {
  const queue = words.join(' ')
  return queue === '' ? mistake('argument_missing', { usage: '/queue name' }) : { kind: 'transfer', queue }
}

/** `/tag vip +late -new`, or `/tag add vip`, `/tag remove vip new`. */
function readTags(words: readonly string[]): Ask {
  const usage = '/tag +add -remove'
  const [first = '', ...others] = words.map(word => word.toLowerCase())
  const removing = /^(remove|rm|delete|del)$/.test(first) && others.length > 0
  const named = removing || (first === 'add' && others.length > 0)
  const add: string[] = []
  const remove: string[] = []
  for (const word of named ? others : [first, ...others]) {
    const tag = word.replace(/^[+-]?#?/, '')
    if (!isSlug(tag)) return mistake(first === '' ? 'argument_missing' : 'argument_invalid', { usage })
    const list = removing || word.startsWith('-') ? remove : add
    list.push(tag)
  }
  return act({ type: 'ChangeTags', add, remove })
}
