import { Name } from '../../ui/badges.js'
import { Ago } from '../../ui/time.js'
import { common } from '../../words/common.js'
import { ticketWords } from '../../words/ticket.js'
import type { Message, Ticket } from './read-ticket.js'

export function Thread({ ticket, messages }: { ticket: Ticket; messages: readonly Message[] }) {
  const words = ticketWords.value
  return (
    <section aria-labelledby="thread">
      <h2 id="thread" class="visually-hidden">
        {words.thread}
      </h2>
      {messages.length === 0 && <p class="muted">{words.emptyThread}</p>}
      <ol class="thread">
        {messages.map(message => (
          <Said key={message.id} of={message} ticket={ticket} />
        ))}
      </ol>
    </section>
  )
}

function Said({ of, ticket }: { of: Message; ticket: Ticket }) {
  const words = ticketWords.value
  const { author, direction, kind, text, edits, delivery, sent_at } = of
  const isFile = !['text', 'form'].includes(kind) && of.content === null
  const name = author.kind === 'customer' ? ticket.customer.display_name : author.display_name
  return (
    <li class={`said ${direction}`}>
      <div class="by">
        <strong>
          {author.kind === 'api' || author.kind === 'bot' ? (
            words.from[author.kind]
          ) : (
            <Name of={name} absent={words.from[author.kind] ?? ''} />
          )}
        </strong>
        {direction === 'note' && <span class="tag">{words.note}</span>}
        <span class="muted">
          <Ago at={sent_at} />
        </span>
      </div>
      {text !== null && text !== '' && (
        <p class="text" dir="auto">
          {text}
        </p>
      )}
      {isFile && (
        <p>
          <a href={`/api/v1/tickets/${ticket.id}/files/${of.id}`} download>
            {words.file}
          </a>{' '}
          <span class="muted">{words.attachment(kind)}</span>
        </p>
      )}
      {text === null && !isFile && <p class="muted">{words.noText}</p>}
      <div class="after">
        {delivery && (
          <span class={`delivery ${delivery.state}`}>
            {words.delivery[delivery.state]}
            {delivery.reason !== null && `: ${delivery.reason}`}
          </span>
        )}
        {edits.length > 0 && (
          <details>
            <summary>
              {words.edited} ({edits.length})
            </summary>
            <ol class="edits">
              {edits.map((edit, n) => (
                <li key={edit.recorded_at + String(n)}>
                  <Ago at={edit.recorded_at} /> <span dir="auto">{edit.text ?? common.value.hidden}</span>
                </li>
              ))}
            </ol>
          </details>
        )}
      </div>
    </li>
  )
}
