import { RuleBook, StreamRunner, withRules } from '#application'
import { evolve, noTicket, type TicketCommand, type TicketState, ticketDecider } from '#domain'
import { openMemoryLog } from '#event-log/memory'
import {
  type BotId,
  type CommandId,
  commandIdFor,
  conversationIdFor,
  messageIdFor,
  type QueueId,
  type SubjectId,
  systemClock,
  ticketIdFor
} from '#kernel'
import { conceal, createSealer } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import { stemsOf } from '#search'
import { costOf } from '../cost.js'
import type { Figure, Row } from '../figure.js'
import { round } from '../latencies.js'
import { Random } from '../random.js'
import { anyWord, phraseOf, textOf } from './words.js'

const termsEach = 1000
const mostMs = 2
const times = 400

/** What rules cost a message of a customer, from what the ticket decides to what stands in the append; no store is asked. */
export const rules: Figure = {
  name: 'rules',
  async run({ quick, say }) {
    const count = quick ? 50 : 200
    const began = performance.now()
    const book = bookOf(count, new Random(19))
    say(`${count} rules of ${termsEach} terms read in ${Math.round(performance.now() - began)} ms`)
    const [with_, without] = [deskWith(book), deskWith(new RuleBook())]
    const rows: Row[] = []
    for (const words of [20, 100, 600]) {
      const messages = messagesOf(words, times)
      const ms = async (desk: ReturnType<typeof deskWith>) =>
        round((await costOf(times, n => decided(desk, messages[n]))) / 1000)
      const reading = round((await costOf(times, n => stemsOf(messages[n]?.text ?? ''))) / 1000)
      rows.push({
        figure: `rules, ${count} of ${termsEach} terms, a message of ${words} words`,
        value: await ms(with_),
        unit: 'ms',
        baseline: { what: 'taking the text apart', value: reading },
        aim: { of: 'value', bound: 'at_most', limit: mostMs },
        details: { 'without a rule, ms': await ms(without) }
      })
    }
    return rows
  }
}

/** Each fits what the ticket is like already, so that only looking is measured. One term in ten is a phrase, one in twenty an exact form. */
function bookOf(count: number, random: Random): RuleBook {
  const book = new RuleBook()
  book.put('queue', 'general', 0, {})
  for (let rule = 0; rule < count; rule++) {
    const terms = Array.from({ length: termsEach }, () =>
      random.chance(0.1) ? phraseOf(random) : `${random.chance(0.05) ? '=' : ''}${anyWord(random)}`
    )
    book.put('rule', `rule${rule}`, 0, {
      ...{ name: `Rule ${rule}`, position: rule, on: ['customer_message'], once: 'event' },
      if: {
        all: [
          { field: 'text', op: 'has_any', value: terms },
          { field: 'queue_id', op: 'is', value: 'general' }
        ]
      },
      then: [{ set_priority: 'normal' }]
    })
  }
  return book
}

const subjectId = 'bench' as SubjectId
const bot = '1000' as BotId
const conversationId = conversationIdFor(subjectId, bot)

interface Message {
  readonly text: string
  readonly command: Extract<TicketCommand, { type: 'ReceiveCustomerMessage' }>
  readonly commandId: CommandId
}

function messagesOf(words: number, count: number): readonly Message[] {
  const random = new Random(words)
  return Array.from({ length: count }, (_, n) => {
    const text = textOf(random, words)
    const commandId = commandIdFor(`message ${words} ${n}`)
    const message = { ...messageOf(text), messageId: messageIdFor(commandId) }
    const desk = { late: false, reopenWithinS: 0, closingRemarkWithinS: 0, now: 0 }
    return { text, commandId, command: { type: 'ReceiveCustomerMessage', message, ...desk } }
  })
}

const messageOf = (text: string) => ({
  ...{ telegramMessageId: 2, kind: 'text' as const, sentAt: 0, digest: text, soundsClosing: false },
  ...{ mediaGroup: null, replyToTelegramMessageId: null },
  personal: conceal({ text, entities: null, file: null, forwarded_from: null })
})

const opened: TicketState = evolve(noTicket, {
  type: 'TicketOpened',
  data: {
    ...{ ticketId: ticketIdFor(commandIdFor('bench')), code: 'T-1', conversationId, bot },
    ...{ queueId: 'general' as QueueId, language: 'en', previousTicketId: null, priority: 'normal' },
    ...{ sourceChannel: 'telegram', sentAt: 0 }
  }
})

function deskWith(rules: RuleBook) {
  const log = openMemoryLog()
  const clock = systemClock
  const vault = openMemoryVault({ masterKey: Buffer.alloc(32), clock })
  const sealer = createSealer(vault, { clock, cacheMs: 1000 })
  return { log, sealer, clock, rules, runner: new StreamRunner(log, sealer, clock) }
}

async function decided(desk: ReturnType<typeof deskWith>, message: Message | undefined): Promise<number> {
  if (!message) return 0
  const { command, commandId } = message
  const context = { commandId, causationId: 'b', correlationId: 'b', actor: 'customer' as const }
  const outcome = await withRules(desk, ticketDecider, { commands: [command], context }, async decider =>
    decider.decide(command, opened)
  )
  return outcome.ok ? outcome.value.length : 0
}
