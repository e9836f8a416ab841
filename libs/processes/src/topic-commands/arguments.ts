import { type Availability, priorities } from '#domain'
import { type Ask, act, mistake, type Typed } from './ask.js'

export function readNote({ args, words, usage, hasMedia }: Typed): Ask {
  return words.length === 0 && !hasMedia
    ? mistake('argument_missing', { usage })
    : { kind: 'note', text: args }
}

export function readAssign({ args, words, usage, agentId }: Typed): Ask {
  const mention = args.entities.find(entity => entity.type === 'text_mention' && entity.offset === 0)
  if (mention?.type === 'text_mention') return { kind: 'assign', to: { userId: mention.user.id } }
  const [word] = words
  if (word === undefined) return mistake('argument_missing', { usage })
  if (word.toLowerCase() === 'me') return act({ type: 'AssignTicket', agentId })
  return { kind: 'assign', to: { name: args } }
}

export function readPriority({ words: [word], usage }: Typed): Ask {
  if (word === undefined) return mistake('argument_missing', { usage })
  const priority = priorities.find(known => known === word.toLowerCase())
  return priority ? act({ type: 'ChangePriority', priority }) : mistake('argument_invalid', { usage })
}

export const readAvailability =
  (to: Availability) =>
  ({ args: said, usage }: Typed): Ask => ({ kind: 'availability', to, said, usage })

export function readFind({ words, usage }: Typed): Ask {
  return words.length === 0
    ? mistake('argument_missing', { usage })
    : { kind: 'find', words: words.join(' ') }
}

export function readArticles({ words, usage }: Typed): Ask {
  return words.length === 0
    ? mistake('argument_missing', { usage })
    : { kind: 'articles', words: words.join(' ') }
}

export function readQueue({ words, usage }: Typed): Ask {
  const queue = words.join(' ')
  return queue === '' ? mistake('argument_missing', { usage }) : { kind: 'transfer', queue }
}

export const readEscalate = ({ args, words, usage }: Typed): Ask =>
  words.length === 0 ? mistake('argument_missing', { usage }) : { kind: 'escalate', typed: args }

/** `/tag vip +late -new`, or `/tag add vip`, `/tag remove vip new`. */
export function readTags({ words, usage }: Typed): Ask {
  const [first, ...others] = words
  if (first === undefined) return mistake('argument_missing', { usage })
  const removing = /^(remove|rm|delete|del)$/i.test(first) && others.length > 0
  const named = removing || (first.toLowerCase() === 'add' && others.length > 0)
  const add: string[] = []
  const remove: string[] = []
  for (const word of named ? others : [first, ...others]) {
    const list = removing || word.startsWith('-') ? remove : add
    list.push(word.replace(/^[+-]?#?/, ''))
  }
  return act({ type: 'ChangeTags', add, remove })
}
