import { ticketCodeFor } from '#kernel'
import { cut, plain, type RichText } from '#telegram'
import { cardWords, escalationWords, type Language, ratingWords } from '../../words/index.js'
import type { TicketFacts } from '../outbox/index.js'

export interface CardNames {
  /** Undefined: forgotten. */
  readonly customer:
    | { readonly displayName: string; readonly username: string | null; readonly source: string | null }
    | undefined
  readonly queue: string
  readonly assignee: string | null
  /** Null: of no team. */
  readonly team: string | null
  /** Who has taken note of its escalation; null: nobody. */
  readonly acknowledgedBy: string | null
  /** Why the desk gave it to whoever has it, or why nobody has it; null: nothing to say. */
  readonly why: string | null
  /** The nearest deadline, in words; null while nothing is owed. */
  readonly deadline: string | null
  /** Of the agents or teams that its buttons offer, in their order. */
  readonly choices: readonly string[]
}

/** The state of a ticket at a glance. Never what anybody wrote. */
export function cardText(facts: TicketFacts, names: CardNames, language: Language): RichText {
  const words = cardWords[language]
  const { customer } = names
  const who = customer
    ? customer.displayName + (customer.username ? ` (@${customer.username})` : '')
    : words.forgotten
  const title = words.title(facts.code)
  const lines = [
    title,
    words.customer(cut(who, 300)),
    ...(customer?.source ? [words.source(customer.source)] : []),
    words.queue(names.queue),
    words.status(facts.status),
    words.assignee(names.assignee),
    ...(names.team === null ? [] : [words.team(names.team)]),
    ...(facts.escalation
      ? [escalationWords[language].onCard(facts.escalation.level, names.acknowledgedBy)]
      : []),
    ...(facts.requiredSkills.length > 0
      ? [words.skills(cut(facts.requiredSkills.map(({ skill }) => skill).join(', '), 300))]
      : []),
    ...(names.why === null ? [] : [names.why]),
    words.priority(facts.priority),
    ...(names.deadline === null ? [] : [names.deadline]),
    ...(facts.rating ? [ratingWords[language].onCard(facts.rating.score)] : []),
    ...(facts.tags.length > 0 ? [words.tags(cut(facts.tags.join(', '), 1000))] : []),
    ...(facts.previousTicketId ? [words.previousTicket(ticketCodeFor(facts.previousTicketId))] : [])
  ]
  const { text } = plain(lines.join('\n'))
  return { text, entities: [{ type: 'bold', offset: 0, length: title.length }] }
}

const topicNameLimit = 128

/** The code stays whole, whatever the name. */
export function topicName(displayName: string, code: string, language: Language): string {
  const end = ` · ${code}`
  let name = ''
  for (const { segment } of new Intl.Segmenter().segment(displayName.replaceAll(/\s+/g, ' ').trim())) {
    if (name.length + segment.length + end.length > topicNameLimit) break
    name += segment
  }
  return (name || cardWords[language].nameless) + end
}
