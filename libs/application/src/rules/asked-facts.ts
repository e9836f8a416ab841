import {
  type Condition,
  conditionsOf,
  conversationDecider,
  conversationStream,
  type Held,
  type Rule,
  type RuleFacts,
  type SignalName,
  type TicketCommand,
  type TicketState
} from '#domain'
import {
  type AgentId,
  type CommandId,
  type ConversationId,
  commandIdFor,
  type Instant,
  type JsonObject,
  type MessageId,
  messageIdFor,
  type Personal,
  type TeamId,
  type TicketId
} from '#kernel'
import { conceal, reveal } from '#privacy'
import type { Desk } from '../desk.js'
import type {
  CommandPersonal,
  FieldsPersonal,
  MessagePersonal,
  RulePersonal,
  TicketCustomerPersonal,
  TitlePersonal
} from '../personal-shapes.js'
import { seenIn, shownSignal } from '../signals/signals.js'
import { asWords } from './as-words.js'
import { ReadText } from './read-text.js'
import { type StoredWords, storedWords } from './stored-words.js'

type Customer = Exclude<RuleFacts['customer'], undefined>

/** What a person wrote; undefined: it can't be told. */
type Words = string | undefined

/** Of the last command of these that has it. */
function lastOf<T extends JsonObject>(
  commands: readonly TicketCommand[],
  personalOf: (command: TicketCommand) => Personal | undefined
): T | undefined {
  const personal = commands.map(personalOf).findLast(one => one !== undefined)
  // Whoever made these commands concealed this shape.
  return personal && (reveal(personal) as T)
}

const ofMessage = (command: TicketCommand): Personal | undefined => {
  switch (command.type) {
    case 'OpenTicket':
    case 'ReceiveCustomerMessage':
      return command.message.personal
    case 'EditCustomerMessage':
      return command.personal
    case 'RequestReply':
      return command.agentId === null ? undefined : command.personal
    default:
      return undefined
  }
}

/**
 * What rules look at beside the ticket's record. What has to be looked up is noted the first time it is asked for:
 * then the decision is made again, once it is there.
 */
export class AskedFacts implements RuleFacts {
  readonly seesChosen = true
  readonly #matched = new Map<Condition, readonly string[]>()
  readonly #read = new Map<string, ReadText>()
  /** What was heard, the last time that it was asked for. */
  #signals: readonly string[] = []
  #customer: Customer | undefined
  #stored: StoredWords | undefined
  #ticket: { readonly ticketId: TicketId; readonly conversationId: ConversationId } | undefined
  #messageId: MessageId | null = null
  #wanting = new Set<'customer' | 'stored'>()

  constructor(
    private readonly desk: Pick<Desk, 'log' | 'runner' | 'sealer' | 'rules'>,
    private readonly commands: readonly TicketCommand[],
    readonly now: Instant,
    /** What a rule writes has an id that follows from it. */
    private readonly commandId: CommandId
  ) {}

  /** About which ticket they are asked, and by which of its messages, where none is among the commands. */
  about(state: TicketState, messageId: MessageId | null = null): void {
    if (state.exists) this.#ticket = state
    this.#messageId = messageId
  }

  get wants(): boolean {
    return this.#wanting.size > 0
  }

  /** @throws Unavailable */
  async lookUp(): Promise<void> {
    if (this.#ticket && this.#wanting.has('customer')) this.#customer = await this.#customerOf(this.#ticket)
    if (this.#ticket && this.#wanting.has('stored'))
      this.#stored = await storedWords(this.desk, this.#ticket.ticketId, this.#messageId)
    this.#wanting = new Set()
  }

  get customer(): Customer | undefined {
    if (!this.#customer) this.#wanting.add('customer')
    return this.#customer
  }

  levels = () => this.desk.rules.levels()

  isIn = (team: TeamId, agent: AgentId): boolean => this.desk.rules.teamsOf(agent).includes(team)

  isOpen = (calendar: string): boolean | undefined => this.desk.rules.isOpen(calendar, this.now)

  dueIn = (calendar: string, from: Instant, ms: number): Instant | undefined =>
    this.desk.rules.dueIn(calendar, from, ms)

  ofWords = (condition: Condition, chosen?: string): Held => {
    const words = chosen ?? this.#wordsOf(condition.field)
    if (words === undefined) return 'unknown'
    const { holds, matched } = this.desk.rules.ofWords(condition, this.#readOf(words))
    this.#matched.set(condition, matched)
    return holds
  }

  signalScore = (ofTicket: readonly SignalName[]): number | undefined => {
    const words = this.#wordsOf('text')
    if (words === undefined) return undefined
    const seen = seenIn(ofTicket, this.#readOf(words).signals)
    this.#signals = seen.map(shownSignal)
    return this.desk.rules.weightOf(seen)
  }

  written = ({ id }: Rule, action: number, text: string) => ({
    messageId: messageIdFor(commandIdFor(this.commandId, `rule ${id} ${action}`)),
    personal: conceal({ text, entities: null, file: null, forwarded_from: null } satisfies MessagePersonal)
  })

  matched = (rule: Rule, answersCommand: boolean): Personal | undefined => {
    const matched = conditionsOf(rule).flatMap(condition => {
      const isOfSignals = condition.field === 'signal_score'
      const terms = isOfSignals ? this.#signals : (this.#matched.get(condition) ?? [])
      return terms.length > 0 ? [{ field: condition.field, terms: terms.slice(0, mostTold) }] : []
    })
    const given = answersCommand ? this.#arguments() : undefined
    if (given !== undefined) return conceal({ matched, arguments: given } satisfies RulePersonal)
    return matched.length > 0 ? conceal({ matched } satisfies RulePersonal) : undefined
  }

  /** Of a command of the desk's own. */
  #arguments(): string | undefined {
    return lastOf<CommandPersonal>(this.commands, command =>
      command.type === 'GiveCommand' ? command.personal : undefined
    )?.arguments
  }

  #readOf(words: string): ReadText {
    const read = this.#read.get(words) ?? new ReadText(words)
    this.#read.set(words, read)
    return read
  }

  #wordsOf(field: string): Words {
    switch (field) {
      case 'text':
        if (this.#messageId !== null) return this.#ofStored(({ text }) => text)
        return lastOf<MessagePersonal>(this.commands, ofMessage)?.text ?? this.#arguments() ?? ''
      case 'title': {
        const change = this.commands.findLast(({ type }) => type === 'ChangeTitle')
        if (change?.type !== 'ChangeTitle') return this.#ofStored(({ title }) => title)
        return lastOf<TitlePersonal>([change], () => change.personal)?.title ?? ''
      }
      case 'source': {
        const opening = this.commands.find(one => one.type === 'OpenTicket' || one.type === 'BeginTicket')
        if (opening?.type !== 'OpenTicket' && opening?.type !== 'BeginTicket')
          return this.#ofStored(({ source }) => source)
        return lastOf<TicketCustomerPersonal>([opening], () => opening.customer)?.source ?? ''
      }
      default:
        return this.#ofField(field.replace(/^field\./, ''))
    }
  }

  #ofField(field: string): Words {
    const change = this.commands.findLast(
      command => command.type === 'ChangeFields' && command.changes.some(one => one.field === field)
    )
    if (change?.type !== 'ChangeFields')
      return this.#ofStored(({ fields }) => fields?.[field] ?? (fields && ''))
    const value = lastOf<FieldsPersonal>([change], () => change.personal)?.values[field]
    return value === undefined ? '' : asWords(value)
  }

  #ofStored(words: (stored: StoredWords) => Words): Words {
    if (this.#stored) return words(this.#stored)
    this.#wanting.add('stored')
    return undefined
  }

  async #customerOf({
    ticketId,
    conversationId
  }: {
    readonly ticketId: TicketId
    readonly conversationId: ConversationId
  }) {
    const { state } = await this.desk.runner.load(
      conversationDecider,
      conversationStream(conversationId),
      maxAgeMs
    )
    const previousTickets = state.allotments.findIndex(one => one.ticketId === ticketId)
    return { ...state.classified, previousTickets: Math.max(0, previousTickets) }
  }
}

/** What another process wrote of a customer counts after so long. */
const maxAgeMs = 500
const mostTold = 20
