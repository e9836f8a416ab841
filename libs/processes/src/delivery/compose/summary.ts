import { contentLine, type MessagePersonal } from '#application'
import { ticketStream } from '#domain'
import { cut, textLimit } from '#telegram'
import { type MessageDocument, presentKind, presentVersion, threadOf } from '#views'
import { type Language, summaryWords } from '../../words/index.js'
import type { TicketFacts } from '../outbox/index.js'
import type { Sources } from './sources.js'

const perMessage = 500

/**
 * What stood in the topic before, oldest first, as much of the end as fits in one message: the ticket's thread as it is now,
 * with corrections and with what became of replies.
 */
export async function summaryText(
  facts: TicketFacts,
  sources: Sources,
  beforeRevision: number
): Promise<string> {
  const thread = await threadOf(sources.history(ticketStream(facts.ticketId)))
  const language = await sources.language()
  const { head } = summaryWords[language]
  let room = textLimit - head.length
  const kept: string[] = []
  for (const message of thread.toReversed()) {
    if (message.revision >= beforeRevision) continue
    const line = await lineOf(message, sources, language)
    room -= line.length + 1
    if (room < 0) break
    kept.unshift(line)
  }
  return [head, ...kept].join('\n')
}

const signs = { inbound: '👤', outbound: '💬', note: '📝' } as const

async function lineOf(message: MessageDocument, sources: Sources, language: Language): Promise<string> {
  const words = summaryWords[language]
  const { direction, edits, content: written, delivery } = message
  const present = presentVersion(message)
  const content = await sources.content(edits[present - 1]?.content ?? written)
  const text = content ? saysOf(message, content, language) : words.forgotten
  const shown = `${cut(text, perMessage)}${text.length > perMessage ? '…' : ''}`
  return `${signs[direction]} ${present > 0 ? words.edited : ''}${shown}${delivery ? words.delivery[delivery.state] : ''}`
}

/** Of what is more than text and file its line, else what it is. */
function saysOf(message: MessageDocument, content: MessagePersonal, language: Language): string {
  const line = contentLine(content)
  const { media } = summaryWords[language]
  const what = line ? `${line} ` : media(presentKind(message), content.file?.name ?? null)
  return `${what}${content.text ?? ''}`.trim()
}
