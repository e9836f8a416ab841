import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { api, got, once } from '../../api/client.js'
import { draftOf } from '../../api/drafts.js'
import { may } from '../../api/session.js'
import { act } from '../../ui/act.js'
import { Options } from '../../ui/choice.js'
import { FileChoice } from '../../ui/file-choice.js'
import { say } from '../../ui/toasts.js'
import { common } from '../../words/common.js'
import { ticketWords } from '../../words/ticket.js'
import { useNamed } from '../settings/named.js'
import type { Ticket } from './read-ticket.js'
import { type Inserted, replyOf } from './said.js'

/** A reply to the customer, or a note to colleagues. */
export function Reply({ ticket, again }: { ticket: Ticket; again: () => void }) {
  const words = ticketWords.value
  const mode = useSignal<'reply' | 'note'>('reply')
  const text = useSignal('')
  const inserted = useSignal<Inserted | undefined>(undefined)
  const working = useSignal(false)
  /** What was chosen to go along has gone. */
  const sent = useSignal(0)
  const file = useRef<HTMLInputElement>(null)
  const kept = draftOf(ticket.id, mode.value)
  useEffect(() => {
    text.value = localStorage.getItem(kept) ?? ''
  }, [kept])

  const write = (value: string) => {
    text.value = value
    if (value === '') localStorage.removeItem(kept)
    else localStorage.setItem(kept, value)
  }
  async function send(): Promise<void> {
    const said = text.value.trim()
    const attached = mode.value === 'reply' ? file.current?.files?.[0] : undefined
    if ((said === '' && !attached) || working.value) return
    working.value = true
    const isReply = mode.value === 'reply'
    const body = isReply ? replyOf(text.value, inserted.value) : { text: said }
    const call = { params: { path: { id: ticket.id } }, body, headers: once() }
    const done = await act(
      () =>
        attached
          ? withFile(ticket.id, said, attached)
          : isReply
            ? api.POST('/api/v1/tickets/{id}/replies', call as never)
            : api.POST('/api/v1/tickets/{id}/notes', call as never),
      again,
      isReply ? words.sent : words.noted
    )
    working.value = false
    if (done) {
      write('')
      sent.value++
    }
  }
  if (ticket.status === 'closed') return <p class="note">{words.closed}</p>
  const isReply = mode.value === 'reply'
  return (
    <form
      class={`card reply ${mode.value}`}
      onSubmit={event => {
        event.preventDefault()
        void send()
      }}
    >
      <fieldset class="modes" aria-label={words.modes}>
        {(['reply', 'note'] as const).map(one => (
          <label key={one}>
            <input
              type="radio"
              name="mode"
              checked={mode.value === one}
              onChange={() => {
                mode.value = one
              }}
            />
            {one === 'reply' ? words.toCustomer : words.toColleagues}
          </label>
        ))}
      </fieldset>
      <label class="visually-hidden" for="said">
        {isReply ? words.reply : words.noteLabel}
      </label>
      <textarea
        id="said"
        rows={4}
        dir="auto"
        placeholder={isReply ? words.reply : words.noteLabel}
        value={text.value}
        onInput={({ currentTarget }) => write(currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
        }}
      />
      <div class="row between">
        <div class="row">
          {isReply && may('settings:read') && (
            <Templates
              ticket={ticket}
              insert={template => {
                inserted.value = template
                write(template.text)
              }}
            />
          )}
          {isReply && <FileChoice key={sent.value} input={file} label={words.attach} />}
        </div>
        <div class="row">
          {text.value !== '' && <small class="muted">{words.draft}</small>}
          <button type="submit" class="primary" aria-disabled={working.value}>
            {working.value ? common.value.sending : isReply ? words.send : words.saveNote}
          </button>
        </div>
      </div>
    </form>
  )
}

/** The file goes as it is; what the desk has to say of it comes as with every command. */
async function withFile(
  id: string,
  text: string,
  file: File
): Promise<{ error?: unknown; response: Response }> {
  const body = new FormData()
  if (text !== '') body.set('text', text)
  body.set('file', file)
  const response = await fetch(`/api/v1/tickets/${id}/replies`, { method: 'POST', headers: once(), body })
  return response.ok ? { response } : { response, error: await response.json().catch(() => ({})) }
}

function Templates({ ticket, insert }: { ticket: Ticket; insert: (template: Inserted) => void }) {
  const words = ticketWords.value
  const all = useNamed('reply_template')
  if (all.length === 0) return <span />
  async function choose(id: string): Promise<void> {
    const params = { path: { id } }
    const body = { ticket_id: ticket.id }
    const { text, missing } = (await got(
      api.POST('/api/v1/templates/{id}/renderings', { params, body } as never)
    )) as {
      text: string
      missing: string[]
    }
    insert({ id, text })
    if (missing.length > 0) say(words.missing(missing.join(', ')), true)
  }
  return (
    <label class="template">
      <span class="visually-hidden">{words.template}</span>
      <select
        value=""
        onChange={({ currentTarget }) => {
          const { value } = currentTarget
          currentTarget.value = ''
          if (value !== '') void choose(value).catch(() => say(common.value.broken, true))
        }}
      >
        <option value="">{words.insert}</option>
        <Options of={all} />
      </select>
    </label>
  )
}
