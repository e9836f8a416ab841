import { messageActions, pressKey } from './actions.js'
import { act } from './api.js'
import { composer } from './composer.js'
import { ask, avatar, button, h, menu } from './dom.js'
import { drawMessages, messageList, shown } from './message.js'
import { listen, openCustomer, state, unreadKey } from './state.js'

const names = ['Dora Lindt', 'Emil Novak', 'Fatima Haddad', 'Grigori Petrov', 'Hana Mori', 'Ivo Santos']

/** Resolves with the new person's id. */
async function addCustomer() {
  const suggestion = names.find(name => !state.customers.some(chat => chat.title === name)) ?? ''
  const wish = await ask(
    'New customer',
    [
      { name: 'name', label: 'Name', value: suggestion, required: true },
      { name: 'username', label: 'Username, without @', max: 32 },
      { name: 'language_code', label: 'Language (en, ru, de …)', value: 'en', max: 8 }
    ],
    { confirm: 'Add' }
  )
  if (!wish) return
  const [first_name, ...rest] = wish.name.split(/\s+/)
  const { name: _name, ...others } = wish
  const person = await act('createCustomer', { ...others, first_name, last_name: rest.join(' ') })
  return person?.id
}

/** The phones of the customers: one is open. */
export function customersPane(root) {
  const chips = h('div', { class: 'chips', role: 'listbox', 'aria-label': 'Whose phone' })
  const title = h('div', { class: 'title' })
  const list = messageList('Chat with the bot')
  const keyboard = h('div', { class: 'keys reply-keys' })
  const bar = h('div', { class: 'bar' })
  const user = () => state.customers.find(chat => chat.id === state.customerId)?.person
  const say = what => shown(list, act('customerSays', { user_id: state.customerId, ...what }))
  const writing = composer({
    label: 'Message as the customer',
    send: say,
    edit: (message_id, text) => act('edit', { user_id: state.customerId, message_id, text })
  })

  const open = id => {
    list.dataset.fresh = 'yes'
    writing.leave()
    return openCustomer(id)
  }
  const add = async () => {
    const id = await addCustomer()
    if (id !== undefined) await open(id)
  }

  /** The phone whose chip was last brought into sight. */
  let inSight
  const showChip = () => {
    const selected = chips.querySelector('[aria-selected="true"]')
    if (!selected || inSight === state.customerId) return
    inSight = state.customerId
    selected.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  const chip = chat =>
    h(
      'button',
      {
        type: 'button',
        class: 'chip',
        role: 'option',
        'aria-selected': String(chat.id === state.customerId),
        onclick: () => open(chat.id)
      },
      avatar(chat.title, chat.id),
      h('span', {}, chat.title),
      state.unread.has(unreadKey(chat.id)) &&
        h('span', { class: 'badge' }, String(state.unread.get(unreadKey(chat.id))))
    )

  const drawChips = () => {
    const before = chips.scrollLeft
    chips.replaceChildren(...state.customers.map(chip))
    chips.scrollLeft = before
    showChip()
    const person = user()
    if (!person) return title.replaceChildren(h('b', {}, 'Choose a customer, or add one'))
    title.replaceChildren(
      avatar(state.botName, state.botId),
      h(
        'span',
        { class: 'names' },
        h('b', {}, state.botName),
        h('small', {}, `@${state.botUsername} · as ${person.first_name}`)
      ),
      menu('⋯', 'What the customer can do', [
        person.blocked
          ? ['Unblock the bot', () => act('unblock', { user_id: person.id })]
          : ['Block the bot', () => act('block', { user_id: person.id }), true],
        [
          'Forward a message of a friend',
          () => say({ text: 'Look what I was told: it works after a restart.', forwarded_from: 'A friend' })
        ]
      ])
    )
    drawBar(person)
  }

  const drawBar = person => {
    if (person.blocked) {
      bar.replaceChildren(
        button('Unblock the bot', () => act('unblock', { user_id: person.id }), { class: 'wide' })
      )
    } else if (!person.started) {
      bar.replaceChildren(button('Start', () => say({ text: '/start' }), { class: 'wide solid' }))
    } else bar.replaceChildren(keyboard, writing.element)
  }

  /** What the app sends for a key: what it says, or what it asks for. */
  const answerOf = key => {
    const { id, first_name } = user()
    if (key.request_contact) return { contact: { phone_number: '+49 30 1234567', first_name, user_id: id } }
    if (key.request_location) return { location: { latitude: 52.52, longitude: 13.405 } }
    return { text: key.text ?? key }
  }

  /** The message that was last taken as one to answer, because the bot wished it. */
  let asked
  const answerWhatAsks = () => {
    const last = state.messages.customer.at(-1)
    if (!last?.force_reply || asked === last.message_id) return
    asked = last.message_id
    writing.replyTo(last)
  }

  const drawKeyboard = () => {
    const rows = state.messages.customer.findLast(message => message.keyboard)?.keyboard ?? []
    keyboard.replaceChildren(
      ...rows.map(row =>
        h(
          'div',
          { class: 'row' },
          row.map(key => button(key.text ?? key, () => say(answerOf(key)), { class: 'key' }))
        )
      )
    )
  }

  const view = {
    own: message => message.from?.id === state.customerId,
    author: () => undefined,
    press: (message, key) => pressKey(state.customerId, state.customerId, message, key),
    actions: message =>
      messageActions({
        message,
        chatId: state.customerId,
        userId: state.customerId,
        own: message.from?.id === state.customerId,
        composer: writing
      })
  }
  const drawList = () => {
    drawMessages(list, state.messages.customer, view, user() ? 'Nothing said yet' : '')
    drawKeyboard()
    answerWhatAsks()
  }

  root.append(
    h('div', { class: 'row phones' }, chips, button('+ Customer', add, { class: 'chip add' })),
    h('div', { class: 'phone' }, title, list, bar)
  )
  listen(part => {
    if (part === 'chats') drawChips()
    if (part === 'customer') drawList()
  })
}
