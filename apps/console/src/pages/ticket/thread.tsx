import type { Signal } from '@preact/signals'
import { Name } from '../../ui/badges.js'
import { Ago } from '../../ui/time.js'
import { WordsChanged } from '../../ui/words-changed.js'
import { common } from '../../words/common.js'
import { ticketWords } from '../../words/ticket.js'
import { customerSaw, type Seen } from './customer-saw.js'
import type { Message, Ticket } from './read-ticket.js'

export const sides = ['team', 'customer', 'both'] as const
export type Side = (typeof sides)[number]

/** The conversation as the team has it, as the customer saw it, or each beside the other. */
export function Thread(props: { ticket: Ticket; messages: readonly Message[]; side: Signal<Side> }) {
  const { ticket, messages, side } = props
  const words = ticketWords.value
  return (
    <section aria-labelledby="thread" class="stack small">
      <div class="row between">
        <h2 id="thread">{words.thread}</h2>
        <fieldset class="modes" aria-label={words.seenBy}>
          {sides.map(one => (
            <label key={one}>
              <input
                type="radio"
                name="side"
                checked={side.value === one}
                onChange={() => {
                  side.value = one
                }}
              />
              {words.side[one]}
            </label>
          ))}
        </fieldset>
      </div>
      {messages.length === 0 && <p class="muted">{words.emptyThread}</p>}
      <div class={side.value === 'both' ? 'beside' : undefined}>
        {side.value !== 'customer' && (
          <ol class="thread" aria-label={words.side.team}>
            {messages.map(message => (
              <Said key={message.id} of={message} ticket={ticket} />
            ))}
          </ol>
        )}
        {side.value !== 'team' && (
          <ol class="thread chat" aria-label={words.side.customer}>
            {customerSaw(messages).map(seen => (
              <Saw key={seen.message.id} of={seen} ticketId={ticket.id} />
            ))}
          </ol>
        )}
      </div>
    </section>
  )
}

const isFile = ({ kind, content }: Message): boolean => !['text', 'form'].includes(kind) && content === null

function Content({ of, ticketId }: { of: Message; ticketId: string }) {
  const words = ticketWords.value
  const { kind, text } = of
  return (
    <>
      {text !== null && text !== '' && (
        <p class="text" dir="auto">
          {text}
        </p>
      )}
      {isFile(of) && (
        <p>
          <a href={`/api/v1/tickets/${ticketId}/files/${of.id}`} download>
            {words.file}
          </a>{' '}
          <span class="muted">{words.attachment(kind)}</span>
        </p>
      )}
      {text === null && !isFile(of) && <p class="muted">{words.noText}</p>}
    </>
  )
}

function Saw({ of: { message, isOwn, isUncertain }, ticketId }: { of: Seen; ticketId: string }) {
  const words = ticketWords.value
  return (
    <li class={`said ${isOwn ? 'outbound' : 'inbound'}`}>
      <div class="by">
        <strong>{isOwn ? words.from.customer : words.from.bot}</strong>
        <span class="muted">
          <Ago at={message.sent_at} />
        </span>
      </div>
      <Content of={message} ticketId={ticketId} />
      {isUncertain && <p class="after delivery uncertain">{words.delivery.uncertain}</p>}
    </li>
  )
}

function Said({ of, ticket }: { of: Message; ticket: Ticket }) {
  const words = ticketWords.value
  const { author, direction, delivery, sent_at } = of
  const name = author.kind === 'customer' ? ticket.customer.display_name : author.display_name
  return (
    <li class={`said ${direction}`}>
      <div class="by">
        <strong>
          {author.kind === 'api' || author.kind === 'bot' ? (
            words.from[author.kind]
          ) : (
            <Name of={name} absent={words.from[author.kind]} />
          )}
        </strong>
        {direction === 'note' && <span class="tag">{words.note}</span>}
        <span class="muted">
          <Ago at={sent_at} />
        </span>
      </div>
      <Content of={of} ticketId={ticket.id} />
      <div class="after">
        {delivery && (
          <span class={`delivery ${delivery.state}`}>
            {words.delivery[delivery.state]}
            {delivery.reason !== null && `: ${delivery.reason}`}
          </span>
        )}
        <Edits of={of} />
      </div>
    </li>
  )
}

/** Each edit with what it took out and put in. */
function Edits({ of: { edits } }: { of: Message }) {
  const words = ticketWords.value
  if (edits.length === 0) return null
  return (
    <details>
      <summary>
        {words.edited} ({edits.length})
      </summary>
      <ol class="edits">
        {edits.map(({ version, recorded_at, previous_text, text, failed }) => (
          <li key={version}>
            <small class="muted">
              <Ago at={recorded_at} />
            </small>
            {previous_text === null || text === null ? (
              <p class="muted">{text ?? common.value.hidden}</p>
            ) : (
              <WordsChanged before={previous_text} after={text} />
            )}
            {failed !== null && <p class="delivery failed">{words.editFailed(failed)}</p>}
          </li>
        ))}
      </ol>
    </details>
  )
}
