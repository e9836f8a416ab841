import type { TicketStatus } from '#domain'
import { iconStateOf, type Step, type Turns } from '#processes'

const tidyMs = 3000
const tidiesEveryMs = 60_000

interface Shown extends Turns {
  status: TicketStatus
  cardEditedAt: number
  iconEditedAt: number
  card: TicketStatus
  icon: ReturnType<typeof iconStateOf>
}

/** What the topics of a simulation show, and what is called to take Telegram's own words of it away. */
export class ShownTopics {
  readonly #topics = new Map<number, Shown>()
  /** By group: when Telegram's words are, or were last, taken away. */
  readonly #tidiedAt = new Map<number, number>()
  deletions = 0

  /** Of a ticket as it stands from now on. */
  turnsOf(ticket: number, status: TicketStatus): Turns {
    const known = this.#topics.get(ticket)
    if (known) {
      known.status = status
      return known
    }
    const never = Number.NEGATIVE_INFINITY
    const icon = iconStateOf(status, false)
    const made = { status, cardEditedAt: never, iconEditedAt: never, card: status, icon }
    this.#topics.set(ticket, made)
    return made
  }

  /** Whether the wish needs a call: nothing is edited to what it shows. */
  grant(
    { job: { wish } }: Extract<Step, { kind: 'wish' }>,
    ticket: number,
    group: number,
    now: number
  ): boolean {
    const shown = this.#topics.get(ticket)
    if (!shown) return false
    switch (wish.kind) {
      case 'card':
        if (shown.card === shown.status) return false
        shown.card = shown.status
        shown.cardEditedAt = now
        return true
      case 'icon': {
        const icon = iconStateOf(shown.status, false)
        if (shown.icon === icon) return false
        shown.icon = icon
        shown.iconEditedAt = now
        this.#said(group, now)
        return true
      }
      case 'pin':
        this.#said(group, now)
        return true
      default:
        return true
    }
  }

  /** As intake does: soon where little happens, once a minute where much does. */
  #said(group: number, now: number): void {
    const at = this.#tidiedAt.get(group)
    if (at !== undefined && at > now) return
    this.#tidiedAt.set(group, Math.max(now + tidyMs, (at ?? Number.NEGATIVE_INFINITY) + tidiesEveryMs))
    this.deletions++
  }
}
