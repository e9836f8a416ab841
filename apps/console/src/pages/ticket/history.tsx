import { At } from '../../ui/time.js'
import { eventWords } from '../../words/events.js'
import { ticketWords } from '../../words/ticket.js'
import type { TicketEvent } from './read-ticket.js'

interface Props {
  readonly events: readonly TicketEvent[]
  /** Undefined: now. */
  readonly step: TicketEvent | undefined
  readonly stepTo: (revision: number | undefined) => void
}

/** The slider: each step an event; the page shows the ticket as it was right after it. */
export function History({ events, step, stepTo }: Props) {
  const words = ticketWords.value
  const last = events.length - 1
  const at = step === undefined ? last : events.indexOf(step)
  const event = events[at]
  if (!event) return null
  const goTo = (n: number) => stepTo(n >= last ? undefined : events[Math.max(0, n)]?.revision)
  const isPast = step !== undefined
  const said = `${words.stepOf(at + 1, last + 1)}: ${eventWords(event.type)}`
  return (
    <section class="card history" aria-label={words.history}>
      <button type="button" aria-label={words.stepBack} disabled={at === 0} onClick={() => goTo(at - 1)}>
        ‹
      </button>
      <input
        type="range"
        min={0}
        max={last}
        value={at}
        aria-label={words.step}
        aria-valuetext={said}
        onInput={({ currentTarget }) => goTo(Number(currentTarget.value))}
      />
      <button
        type="button"
        aria-label={words.stepForward}
        disabled={at === last}
        onClick={() => goTo(at + 1)}
      >
        ›
      </button>
      <p role="status">
        <strong>{isPast ? words.stepOf(at + 1, last + 1) : words.now}</strong> · {eventWords(event.type)} ·{' '}
        <At at={event.recorded_at} />
      </p>
      {isPast && (
        <p class="note warn">
          {words.asItWas}{' '}
          <button type="button" class="quiet" onClick={() => stepTo(undefined)}>
            {words.toNow}
          </button>
        </p>
      )}
    </section>
  )
}
