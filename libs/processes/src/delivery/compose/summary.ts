import { ticketStream, told } from '#domain'
import { cut, textLimit } from '#telegram'
import { summaryWords } from '../../words/index.js'
import type { TicketFacts } from '../outbox/index.js'
import type { Sources } from './sources.js'

const perMessage = 500

/** What stood in the topic before, oldest first, as much of the end as fits in one message. */
export async function summaryText(
  facts: TicketFacts,
  sources: Sources,
  beforeRevision: number
): Promise<string> {
  const lines: string[] = []
  for await (const recorded of sources.history(ticketStream(facts.ticketId))) {
    if (recorded.revision >= beforeRevision) break
    const event = told(recorded)
    if (
      event.type !== 'CustomerMessageReceived' &&
      event.type !== 'ReplyRequested' &&
      event.type !== 'NoteAdded'
    )
      continue
    const content = await sources.message(recorded)
    const text = content ? (content.text ?? '') : summaryWords.forgotten
    lines.push(
      `${authorOf(event.type)} ${summaryWords.media(event.data.kind)}${cut(text, perMessage)}${text.length > perMessage ? '…' : ''}`
    )
  }
  const head = summaryWords.head
  let room = textLimit - head.length
  const kept: string[] = []
  for (const line of lines.reverse()) {
    room -= line.length + 1
    if (room < 0) break
    kept.unshift(line)
  }
  return [head, ...kept].join('\n')
}

function authorOf(type: 'CustomerMessageReceived' | 'ReplyRequested' | 'NoteAdded'): string {
  switch (type) {
    case 'CustomerMessageReceived':
      return '👤'
    case 'ReplyRequested':
      return '💬'
    case 'NoteAdded':
      return '📝'
  }
}
