import { clockTime, h, menu } from './dom.js'
import { rich } from './text.js'

const media = [
  ['live_photo', 'Live photo'],
  ['photo', 'Photo'],
  ['video', 'Video'],
  ['animation', 'Animation'],
  ['audio', 'Audio'],
  ['voice', 'Voice message'],
  ['video_note', 'Video message'],
  ['document', 'Document'],
  ['sticker', 'Sticker']
]

const endings = new Map([
  ['photo', 'IMG'],
  ['voice', '♪'],
  ['sticker', '★'],
  ['video_note', '▶']
])
const ending = (kind, file) =>
  endings.get(kind) ?? (file.file_name?.split('.').at(-1) ?? kind).slice(0, 4).toUpperCase()

const kilobytes = bytes => (bytes ? `${Math.max(1, Math.round(bytes / 1024))} KB` : '')

function attachment(message) {
  const found = media.find(([kind]) => message[kind])
  if (found) {
    const [kind, name] = found
    const file = Array.isArray(message[kind]) ? message[kind].at(-1) : message[kind]
    return h(
      'div',
      { class: `file ${kind}` },
      h('span', { class: 'icon', 'aria-hidden': 'true' }, ending(kind, file)),
      h('span', {}, h('b', {}, file.file_name ?? name), h('small', {}, kilobytes(file.file_size)))
    )
  }
  const line = (icon, text) =>
    h('div', { class: 'file' }, h('span', { class: 'icon' }, icon), h('span', {}, text))
  if (message.venue) return line('⌖', `${message.venue.title}, ${message.venue.address}`)
  if (message.checklist)
    return line(
      '☐',
      `${message.checklist.title}: ${message.checklist.tasks.map(task => task.text).join(' / ')}`
    )
  if (message.paid_media) return line('★', `Paid media, ${message.paid_media.star_count} stars`)
  if (message.location) return line('⌖', `${message.location.latitude}, ${message.location.longitude}`)
  if (message.contact) return line('☎', `${message.contact.first_name} ${message.contact.phone_number}`)
  if (message.dice) return line(message.dice.emoji, String(message.dice.value))
  if (message.poll)
    return line('?', `${message.poll.question}: ${message.poll.options.map(o => o.text).join(' / ')}`)
  return undefined
}

const icons = new Map([
  ['5237699328843200968', '✅'],
  ['5417915203100613993', '💬'],
  ['5379748062124056162', '❗️'],
  ['5377316857231450742', '❓']
])

/** What a service message says; undefined for ordinary ones. */
export function serviceText(message) {
  const who = message.from?.first_name ?? 'Somebody'
  if (message.forum_topic_created) return `${who} created the topic “${message.forum_topic_created.name}”`
  if (message.forum_topic_edited) {
    const { name, icon_custom_emoji_id: icon } = message.forum_topic_edited
    if (name !== undefined) return `${who} renamed the topic to “${name}”`
    return icon ? `${who} changed the icon ${icons.get(icon) ?? ''}` : `${who} removed the icon`
  }
  if (message.forum_topic_closed) return `${who} closed the topic`
  if (message.forum_topic_reopened) return `${who} reopened the topic`
  if (message.pinned_message) return `${who} pinned a message`
  if (message.general_forum_topic_hidden) return `${who} hid General`
  if (message.general_forum_topic_unhidden) return `${who} showed General`
  const [joined] = message.new_chat_members ?? []
  if (joined) return `${joined.first_name} joined the group`
  if (message.left_chat_member) return `${message.left_chat_member.first_name} left the group`
  if (message.migrate_to_chat_id) return `The group moved to ${message.migrate_to_chat_id}`
  if (message.migrate_from_chat_id) return `The group came from ${message.migrate_from_chat_id}`
  return message.service ? 'Service message' : undefined
}

const short = message =>
  (
    message.text ??
    message.caption ??
    (attachment(message) ? 'Attachment' : (serviceText(message) ?? 'Message'))
  ).slice(0, 80)

function originName(origin) {
  return origin.sender_user?.first_name ?? origin.sender_user_name ?? origin.chat?.title ?? 'somebody'
}

function keyboard(message, press) {
  const rows = message.reply_markup?.inline_keyboard
  if (!rows) return undefined
  return h(
    'div',
    { class: 'keys' },
    rows.map(row =>
      h(
        'div',
        { class: 'row' },
        row.map(key =>
          key.url
            ? h(
                'a',
                {
                  class: 'key',
                  href: /^https?:/.test(key.url) ? key.url : '#',
                  target: '_blank',
                  rel: 'noreferrer noopener'
                },
                `${key.text} ↗`
              )
            : h('button', { type: 'button', class: 'key', onclick: () => press(message, key) }, key.text)
        )
      )
    )
  )
}

function reactions(message) {
  if (message.reactions.length === 0) return undefined
  const counts = Map.groupBy(message.reactions, each => each.emoji)
  return h(
    'div',
    { class: 'reactions', 'aria-label': 'Reactions' },
    [...counts].map(([emoji, all]) => h('span', {}, emoji, all.length > 1 && ` ${all.length}`))
  )
}

/**
 * One message as an element. `view`: `own(message)`, `author(message)` or undefined, `press(message, key)`,
 * `actions(message)` as menu items.
 */
export function bubble(message, view) {
  const service = serviceText(message)
  if (service)
    return h('li', { class: 'service', 'data-id': String(message.message_id) }, h('span', {}, service))
  const text = message.text ?? message.caption
  const entities = message.entities ?? message.caption_entities
  const replied = message.reply_to_message
  const answers =
    replied && !(replied.forum_topic_created && replied.message_id === message.message_thread_id)
  const author = view.author(message)
  return h(
    'li',
    { class: `message ${view.own(message) ? 'own' : 'theirs'}`, 'data-id': String(message.message_id) },
    h(
      'div',
      { class: 'bubble' },
      author && h('div', { class: `author ${message.from?.is_bot ? 'is-bot' : ''}` }, author),
      message.forward_origin &&
        h('div', { class: 'forwarded' }, `Forwarded from ${originName(message.forward_origin)}`),
      answers &&
        h(
          'blockquote',
          { class: 'replied' },
          h('b', {}, replied.from?.first_name ?? ''),
          ' ',
          message.quote?.text ?? short(replied)
        ),
      attachment(message),
      text && h('div', { class: 'text', dir: 'auto' }, rich(text, entities)),
      h(
        'div',
        { class: 'foot' },
        reactions(message),
        message.silent && h('span', { title: 'Nobody was notified' }, '🔕'),
        h('time', {}, `${message.edit_date ? 'edited ' : ''}${clockTime(message.date)}`)
      ),
      menu('⋯', 'What to do with this message', view.actions(message), 'more')
    ),
    keyboard(message, view.press)
  )
}

const isAtEnd = list => list.scrollHeight - list.scrollTop - list.clientHeight < 80

/** A list of messages. It stays at its end when it was there, also when it becomes smaller. */
export function messageList(label) {
  const list = h('ol', { class: 'messages', tabindex: '0', 'aria-label': label, 'aria-live': 'polite' })
  let atEnd = true
  list.addEventListener('scroll', () => {
    atEnd = isAtEnd(list)
  })
  new ResizeObserver(() => {
    if (atEnd) list.scrollTop = list.scrollHeight
  }).observe(list)
  return list
}

/** Does what brings a message of one's own, and shows it wherever the list stood. */
export async function shown(list, doing) {
  list.dataset.fresh = 'yes'
  const done = await doing
  if (!done) list.dataset.fresh = 'no'
  return done
}

/** Draws the list anew and stays at its end when it was there. */
export function drawMessages(list, messages, view, empty) {
  const atEnd = isAtEnd(list)
  list.replaceChildren(
    ...(messages.length > 0
      ? messages.map(message => bubble(message, view))
      : [h('li', { class: 'empty' }, empty)])
  )
  if (atEnd || list.dataset.fresh === 'yes') list.scrollTop = list.scrollHeight
  list.dataset.fresh = 'no'
}
