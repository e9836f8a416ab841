import { type DeskCommandName, priorities } from '#domain'
import type { InEach } from '../words/index.js'
import {
  readArticles,
  readAssign,
  readAvailability,
  readEscalate,
  readFind,
  readNote,
  readPriority,
  readQueue,
  readTags
} from './arguments.js'
import { type Ask, acknowledging, act, type Typed } from './ask.js'

export interface TopicCommand {
  /** Lower case, without slash. */
  readonly name: DeskCommandName
  /** About no ticket: works in General and in an agent's private chat too. */
  readonly anywhere?: true
  /** What follows the name; empty: nothing. A plain text: it is typed so in every language. */
  readonly usage: string | InEach<string>
  /** Words of what follows that it uses; those after them are kept as a note. */
  readonly uses: 0 | 1 | 'all'
  /** What it does, 256 characters at most. */
  readonly help: InEach<string>
  /** Pure. */
  readonly read: (typed: Typed) => Ask
}

const awayUsage = { en: '[30m|2h|18:00] [reason]', ru: '[30м|2ч|18:00] [причина]' }

/** In an agent's private chat only: what it answers opens the console. */
export const consoleCommand = {
  name: 'console',
  usage: '',
  uses: 0,
  help: { en: 'a link to the console', ru: 'ссылка на консоль' }
} as const

/** The commands of a ticket's topic: parsing, `/help`, the menu in Telegram and docs/tickets.md follow from this. */
export const topicCommands = [
  {
    name: 'note',
    usage: { en: 'text', ru: 'текст' },
    uses: 'all',
    help: { en: 'write to colleagues only', ru: 'написать только коллегам' },
    read: readNote
  },
  {
    name: 'claim',
    usage: '',
    uses: 0,
    help: { en: 'take the ticket', ru: 'взять обращение себе' },
    read: ({ agentId }) => act({ type: 'ClaimTicket', agentId })
  },
  {
    name: 'assign',
    usage: { en: '@name', ru: '@имя' },
    uses: 1,
    help: { en: 'give the ticket to a colleague', ru: 'передать обращение коллеге' },
    read: readAssign
  },
  {
    name: 'unassign',
    usage: '',
    uses: 0,
    help: { en: 'put the ticket back into its queue', ru: 'вернуть обращение в очередь' },
    read: ({ agentId }) => act({ type: 'UnassignTicket', by: agentId })
  },
  {
    name: 'hold',
    usage: '',
    uses: 0,
    help: { en: 'wait for someone else', ru: 'ждать кого-то ещё' },
    read: () => act({ type: 'HoldTicket' })
  },
  {
    name: 'wait',
    usage: '',
    uses: 0,
    help: { en: 'wait for the customer', ru: 'ждать ответа клиента' },
    read: () => act({ type: 'WaitOnCustomer' })
  },
  {
    name: 'resume',
    usage: '',
    uses: 0,
    help: { en: 'end /hold or /wait', ru: 'закончить /hold или /wait' },
    read: () => act({ type: 'ResumeTicket' })
  },
  {
    name: 'resolve',
    usage: '',
    uses: 0,
    help: { en: 'the question is answered', ru: 'вопрос решён' },
    read: ({ now }) => act({ type: 'ResolveTicket', cause: 'command', now })
  },
  {
    name: 'reopen',
    usage: '',
    uses: 0,
    help: { en: 'it was not', ru: 'вопрос не решён, открыть снова' },
    read: ({ now }) => act({ type: 'ReopenTicket', cause: 'command', now })
  },
  {
    name: 'close',
    usage: '',
    uses: 0,
    help: {
      en: 'end it: the next message opens a new ticket',
      ru: 'закрыть: следующее сообщение откроет новое обращение'
    },
    read: ({ now }) => act({ type: 'CloseTicket', cause: 'command', now })
  },
  {
    name: 'priority',
    usage: priorities.join('|'),
    uses: 1,
    help: { en: 'set the priority', ru: 'задать приоритет' },
    read: readPriority
  },
  {
    name: 'queue',
    usage: { en: 'name', ru: 'название' },
    uses: 'all',
    help: { en: 'move the ticket to another queue', ru: 'перенести обращение в другую очередь' },
    read: readQueue
  },
  {
    name: 'escalate',
    usage: { en: 'team [reason]', ru: 'команда [причина]' },
    uses: 'all',
    help: { en: 'hand the ticket up to a team', ru: 'передать обращение выше, другой команде' },
    read: readEscalate
  },
  {
    name: 'ack',
    usage: '',
    uses: 0,
    help: { en: 'take note of an escalation', ru: 'принять переданное выше' },
    read: ({ agentId, now }) => act(acknowledging(agentId, now))
  },
  {
    name: 'tag',
    usage: { en: '+add -remove', ru: '+добавить -убрать' },
    uses: 'all',
    help: { en: 'change the tags', ru: 'изменить метки' },
    read: readTags
  },
  {
    name: 't',
    usage: { en: 'shortcode or words', ru: 'код или слова' },
    uses: 'all',
    help: { en: 'send a template, or look for one', ru: 'отправить шаблон или найти его' },
    read: ({ words }) => ({ kind: 'template', words: words.join(' ') })
  },
  {
    name: 'kb',
    usage: { en: 'words', ru: 'слова' },
    uses: 'all',
    help: { en: 'look into the knowledge base', ru: 'искать в базе знаний' },
    read: readArticles
  },
  {
    name: 'away',
    anywhere: true,
    usage: awayUsage,
    uses: 'all',
    help: {
      en: 'you are not here; a lead says it of others: /away @name',
      ru: 'вас нет; руководитель говорит и за других: /away @имя'
    },
    read: readAvailability('away')
  },
  {
    name: 'busy',
    anywhere: true,
    usage: awayUsage,
    uses: 'all',
    help: { en: 'nothing new for you for now', ru: 'пока ничего нового вам' },
    read: readAvailability('busy')
  },
  {
    name: 'back',
    anywhere: true,
    usage: '',
    uses: 'all',
    help: { en: 'end /away or /busy', ru: 'закончить /away или /busy' },
    read: readAvailability('available')
  },
  {
    name: 'me',
    anywhere: true,
    usage: '',
    uses: 0,
    help: { en: 'how you stand, and what you have', ru: 'ваш статус и ваши обращения' },
    read: () => ({ kind: 'standing', of: 'me' })
  },
  {
    name: 'team',
    anywhere: true,
    usage: '',
    uses: 0,
    help: { en: 'who is here, and who has how much', ru: 'кто на месте и у кого сколько' },
    read: () => ({ kind: 'standing', of: 'team' })
  },
  {
    name: 'queues',
    anywhere: true,
    usage: '',
    uses: 0,
    help: { en: 'what waits in each queue', ru: 'что ждёт в каждой очереди' },
    read: () => ({ kind: 'standing', of: 'queues' })
  },
  {
    name: 'status',
    anywhere: true,
    usage: '',
    uses: 0,
    help: { en: 'what waits in all queues together', ru: 'что ждёт во всех очередях вместе' },
    read: () => ({ kind: 'standing', of: 'status' })
  },
  {
    name: 'find',
    anywhere: true,
    usage: { en: 'words', ru: 'слова' },
    uses: 'all',
    help: {
      en: 'tickets by code, title, tags or the customer’s name',
      ru: 'обращения по коду, теме, меткам или имени клиента'
    },
    read: readFind
  },
  {
    name: 'help',
    anywhere: true,
    usage: '',
    uses: 0,
    help: { en: 'list the commands', ru: 'показать команды' },
    read: () => ({ kind: 'help' })
  }
] as const satisfies readonly TopicCommand[]

export type TopicCommandName = (typeof topicCommands)[number]['name']
