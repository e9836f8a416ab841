import { isSameBreath } from '#domain'
import { type AgentId, type Instant, isJsonObject, type Json, type TicketId } from '#kernel'
import type { StaffMessage } from '#telegram'

const mostKnown = 1000
/** What is noted: more than a breath, for topics do not come in one order. */
const notedMs = 60_000
const mostNoted = 100

interface Asked {
  readonly at: Instant
  /** For the desk alone: whatever comes in the same breath is no reply. Otherwise only a forward, whose comment it was. */
  readonly isQuestion: boolean
}

/**
 * The last command of an agent in a topic, as far as the ticket does not record when it was typed: `/find`, `/queues`,
 * `/help`, and those that were done, such as `/claim`. Goes into the note of the checkpoint and comes back from it.
 */
export class JustAsked {
  readonly #asked = new Map<string, Asked>()

  remember(ticketId: TicketId, agentId: AgentId, at: Instant, isQuestion: boolean): void {
    const key = `${ticketId} ${agentId}`
    this.#asked.delete(key)
    this.#asked.set(key, { at, isQuestion })
    const [oldest] = this.#asked.keys()
    if (this.#asked.size > mostKnown && oldest !== undefined) this.#asked.delete(oldest)
  }

  /** An app sends the comment of a forward as a message of its own, ahead of what is forwarded. */
  isFollowedBy(
    ticketId: TicketId,
    agentId: AgentId | null,
    { sentAt, forwardedFrom }: Pick<StaffMessage, 'sentAt' | 'forwardedFrom'>
  ): boolean {
    const asked = this.#asked.get(`${ticketId} ${agentId}`)
    return (
      asked !== undefined &&
      isSameBreath(sentAt, asked.at) &&
      (asked.isQuestion || forwardedFrom !== undefined)
    )
  }

  note(): Json[] {
    const newest = Math.max(...[...this.#asked.values()].map(({ at }) => at))
    return [...this.#asked]
      .filter(([, { at }]) => at >= newest - notedMs)
      .slice(-mostNoted)
      .map(([by, { at, isQuestion }]) => ({ by, at, is_question: isQuestion }))
  }

  resume(note: Json | undefined): void {
    for (const each of Array.isArray(note) ? note : []) {
      if (!isJsonObject(each)) continue
      const { by, at, is_question: isQuestion } = each
      if (typeof by === 'string' && typeof at === 'number')
        this.#asked.set(by, { at, isQuestion: isQuestion === true })
    }
  }
}
