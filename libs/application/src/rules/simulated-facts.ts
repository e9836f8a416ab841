import type { Condition, Held, Rule, RuleFacts, SignalName } from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, type Instant, type MessageId, messageIdFor } from '#kernel'
import { conceal } from '#privacy'
import type { Desk } from '../desk.js'
import type { CommandPersonal } from '../personal-shapes.js'
import { seenIn, signalsIn } from '../signals/signals.js'
import { ReadText } from './read-text.js'
import { noWords, opened, type StoredWords, wordsAfter } from './stored-words.js'
import { WordConditions } from './word-conditions.js'

/** Which message an event tells the words of. */
const saidIn = ({ type, data }: RecordedEvent): MessageId | null =>
  /^(CustomerMessage|ReplyRequested|ReplyEdited)/.test(type) && typeof data['messageId'] === 'string'
    ? (data['messageId'] as MessageId)
    : null

/** An agent's words are looked at, a program's are not; nor is what a reply was changed to. */
const isAsked = ({ type, data }: RecordedEvent): boolean =>
  type !== 'ReplyEdited' && (type !== 'ReplyRequested' || data['agentId'] !== null)

/** What rules look at beside the ticket's record, from what the log tells of a ticket up to a moment. */
export class SimulatedFacts {
  #words: StoredWords = noWords
  /** Of each message, as it reads by now. */
  readonly #texts = new Map<MessageId, string | undefined>()
  readonly #conditions = new WordConditions()
  isUnknown = false

  constructor(
    private readonly desk: Pick<Desk, 'sealer' | 'rules'>,
    rule: Rule,
    private readonly customer: RuleFacts['customer'],
    private readonly personal: boolean
  ) {
    this.#conditions.add(rule)
  }

  /** What was said in these, as rules are asked about it: empty where nothing was, undefined where it can't be read. */
  async hear(append: readonly RecordedEvent[]): Promise<string | undefined> {
    let said: string | undefined = ''
    for (const event of append) {
      if (event.type === 'CommandGiven') said = await this.#given(event)
      const messageId = saidIn(event)
      const before = { ...this.#words, text: messageId === null ? '' : this.textOf(messageId) }
      this.#words = await wordsAfter(before, event, messageId, () => opened(this.desk.sealer, event))
      if (messageId === null) continue
      this.#texts.set(messageId, this.#words.text)
      if (isAsked(event)) said = this.#words.text
    }
    return said
  }

  /** What followed a command of the desk's own. */
  async #given(event: RecordedEvent): Promise<string | undefined> {
    const personal = (await opened(this.desk.sealer, event)) as CommandPersonal | undefined
    return personal?.arguments
  }

  /** As it reads by now. */
  textOf(messageId: MessageId | null): string | undefined {
    return messageId === null || !this.#texts.has(messageId) ? '' : this.#texts.get(messageId)
  }

  at(now: Instant, text: string | undefined): RuleFacts {
    this.#words = { ...this.#words, text }
    const { rules } = this.desk
    return {
      now,
      customer: this.customer,
      isOpen: calendar => rules.isOpen(calendar, now),
      levels: () => rules.levels(),
      isIn: (team, agent) => rules.teamsOf(agent).includes(team),
      dueIn: (calendar, from, ms) => rules.dueIn(calendar, from, ms),
      signalScore: ofTicket => this.#signalScore(ofTicket),
      ofWords: (condition, chosen) => this.#ofWords(condition, chosen),
      seesChosen: this.personal,
      written: ({ id }, action) => ({
        messageId: messageIdFor(commandIdFor(`simulated ${id}`, action)),
        personal: conceal({})
      }),
      matched: () => undefined
    }
  }

  #ofWords(condition: Condition, chosen?: string): Held {
    const words = this.personal ? (chosen ?? this.#wordsOf(condition.field)) : undefined
    if (words === undefined) {
      this.isUnknown = true
      return 'unknown'
    }
    return this.#conditions.ask(condition, new ReadText(words)).holds
  }

  #signalScore(ofTicket: readonly SignalName[]): number | undefined {
    const words = this.personal ? this.#words.text : undefined
    if (words === undefined) {
      this.isUnknown = true
      return undefined
    }
    return this.desk.rules.weightOf(seenIn(ofTicket, signalsIn(words)))
  }

  #wordsOf(field: string): string | undefined {
    const { text, title, source, fields } = this.#words
    switch (field) {
      case 'text':
        return text
      case 'title':
        return title
      case 'source':
        return source
      default:
        return fields && (fields[field.replace(/^field\./, '')] ?? '')
    }
  }
}
