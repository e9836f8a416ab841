import { priorities } from '#domain'
import type { Language } from '../words/index.js'
import { readAssign, readNote, readPriority, readQueue, readTags } from './arguments.js'
import { type Ask, act, type Typed } from './ask.js'

export interface TopicCommand {
  /** Lower case, without slash. */
  readonly name: string
  /** What follows the name; empty: nothing. */
  readonly usage: string
  /** What it does, 256 characters at most. */
  readonly help: { readonly [language in Language]: string }
  /** Pure. */
  readonly read: (typed: Typed) => Ask
}

/** The commands of a ticket's topic: parsing, `/help`, the menu in Telegram and docs/tickets.md follow from this. */
export const topicCommands = [
  {
    name: 'note',
    usage: 'text',
    help: { en: 'write to colleagues only', ru: 'написать только коллегам' },
    read: readNote
  },
  {
    name: 'claim',
    usage: '',
    help: { en: 'take the ticket', ru: 'взять обращение себе' },
    read: ({ agentId }) => act({ type: 'ClaimTicket', agentId })
  },
  {
    name: 'assign',
    usage: '@name',
    help: { en: 'give the ticket to a colleague', ru: 'передать обращение коллеге' },
    read: readAssign
  },
  {
    name: 'unassign',
    usage: '',
    help: { en: 'put the ticket back into its queue', ru: 'вернуть обращение в очередь' },
    read: () => act({ type: 'UnassignTicket' })
  },
  {
    name: 'hold',
    usage: '',
    help: { en: 'wait for someone else', ru: 'ждать кого-то ещё' },
    read: () => act({ type: 'HoldTicket' })
  },
  {
    name: 'wait',
    usage: '',
    help: { en: 'wait for the customer', ru: 'ждать ответа клиента' },
    read: () => act({ type: 'WaitOnCustomer' })
  },
  {
    name: 'resume',
    usage: '',
    help: { en: 'end /hold or /wait', ru: 'закончить /hold или /wait' },
    read: () => act({ type: 'ResumeTicket' })
  },
  {
    name: 'resolve',
    usage: '',
    help: { en: 'the question is answered', ru: 'вопрос решён' },
    read: ({ now }) => act({ type: 'ResolveTicket', cause: 'command', now })
  },
  {
    name: 'reopen',
    usage: '',
    help: { en: 'it was not', ru: 'вопрос не решён, открыть снова' },
    read: ({ now }) => act({ type: 'ReopenTicket', cause: 'command', now })
  },
  {
    name: 'close',
    usage: '',
    help: {
      en: 'end it: the next message opens a new ticket',
      ru: 'закрыть: следующее сообщение откроет новое обращение'
    },
    read: ({ now }) => act({ type: 'CloseTicket', cause: 'command', now })
  },
  {
    name: 'priority',
    usage: priorities.join('|'),
    help: { en: 'set the priority', ru: 'задать приоритет' },
    read: readPriority
  },
  {
    name: 'queue',
    usage: 'name',
    help: { en: 'move the ticket to another queue', ru: 'перенести обращение в другую очередь' },
    read: readQueue
  },
  {
    name: 'tag',
    usage: '+add -remove',
    help: { en: 'change the tags', ru: 'изменить метки' },
    read: readTags
  },
  {
    name: 'help',
    usage: '',
    help: { en: 'list the commands', ru: 'показать команды' },
    read: () => ({ kind: 'help' })
  }
] as const satisfies readonly TopicCommand[]

export type TopicCommandName = (typeof topicCommands)[number]['name']
