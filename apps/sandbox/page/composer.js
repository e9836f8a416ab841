import { button, h, menu } from './dom.js'

const attachments = [
  ['Photo', [{ media: { kind: 'photo' } }]],
  [
    'Document',
    [{ media: { kind: 'document', name: 'contract.pdf', mime_type: 'application/pdf', size: 48_200 } }]
  ],
  ['Voice message', [{ media: { kind: 'voice', duration: 7 } }]],
  ['Video', [{ media: { kind: 'video' } }]],
  ['Sticker', [{ media: { kind: 'sticker' } }]],
  ['Album of two', [{ media: { kind: 'photo' } }, { media: { kind: 'photo' } }]],
  ['Location', [{ location: { latitude: 52.52, longitude: 13.405 } }]],
  ['Contact', [{ contact: { phone_number: '+49 30 1234567', first_name: 'Fred' } }]]
]

/** The height of a field, in pixels, from which on it scrolls; also in the style sheet. */
const tallest = 140

/**
 * A field for writing. `send(what)` sends one message; `edit(id, text)` changes one. Text stands with attachments as
 * their caption. Enter sends, Shift+Enter starts a new line.
 */
export function composer({ send, edit, label, extra = [], offers }) {
  let mode
  const field = h('textarea', {
    rows: '1',
    placeholder: 'Message',
    'aria-label': label,
    maxlength: '4096',
    onkeydown: event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault()
        submit()
      } else if (event.key === 'Escape' && mode) leave()
    },
    oninput: () => {
      resize()
      offers?.typed(field.value, clear)
    }
  })
  const context = h('div', { class: 'context', hidden: true })
  const resize = () => {
    field.style.height = 'auto'
    const borders = field.offsetHeight - field.clientHeight
    field.style.height = `${Math.min(field.scrollHeight + borders, tallest)}px`
    field.classList.toggle('full', field.scrollHeight + borders > tallest)
  }
  const clear = () => {
    field.value = ''
    resize()
    leave()
    offers?.typed('', clear)
  }
  const leave = () => {
    if (mode?.kind === 'edit') field.value = ''
    mode = undefined
    context.hidden = true
  }
  const enter = (next, title, text) => {
    mode = next
    context.replaceChildren(
      h('span', {}, h('b', {}, title), ' ', text.slice(0, 80)),
      button('✕', leave, { class: 'quiet', 'aria-label': 'Leave' })
    )
    context.hidden = false
    field.focus()
  }
  const reply = () => (mode?.kind === 'reply' ? { reply_to_message_id: mode.id } : {})
  const submit = async () => {
    const text = field.value.trim()
    if (text === '') return
    const done = mode?.kind === 'edit' ? await edit(mode.id, text) : await send({ text, ...reply() })
    if (done) clear()
  }
  const attach = async items => {
    const album = items.length > 1 ? { media_group_id: `${Date.now()}` } : {}
    const text = field.value.trim()
    let first = true
    for (const item of items) {
      const caption = first && item.media && text ? { text } : {}
      if (!(await send({ ...item, ...caption, ...album, ...reply() }))) return
      first = false
    }
    if (items[0].media) clear()
    else leave()
  }
  const element = h(
    'form',
    {
      class: 'composer',
      onsubmit: event => {
        event.preventDefault()
        submit()
      }
    },
    context,
    offers?.element,
    h(
      'div',
      { class: 'row' },
      menu(
        '+',
        'Attach',
        attachments.map(([name, items]) => [name, () => attach(items)]),
        'up'
      ),
      ...extra,
      field,
      h('button', { type: 'submit', class: 'solid send', 'aria-label': 'Send', title: 'Send' }, '➤')
    )
  )
  return {
    element,
    replyTo: message =>
      enter(
        { kind: 'reply', id: message.message_id },
        'Reply to',
        message.text ?? message.caption ?? 'a message'
      ),
    editing: message => {
      enter({ kind: 'edit', id: message.message_id }, 'Edit', '')
      field.value = message.text ?? message.caption ?? ''
      resize()
    },
    /** Forgets which message was to be answered or changed. */
    leave
  }
}
