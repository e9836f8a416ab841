import { messageActions, pressKey } from './actions.js'
import { act } from './api.js'
import { composer } from './composer.js'
import { ask, button, h, menu } from './dom.js'
import { inlineOffers } from './inline.js'
import { drawMessages, messageList, shown } from './message.js'
import { listen, loadChats, openCustomer, openTopic, state, unreadKey } from './state.js'

const anonymous = 'anonymous'

/** The team's group: its topics, one of them open. */
export function teamPane(root) {
  const topics = h('div', { class: 'topic-list', role: 'listbox', 'aria-label': 'Topics' })
  const heading = h('div', { class: 'title' })
  const title = h('div', { class: 'title' })
  const list = messageList('Messages of the topic')
  const who = h('select', { 'aria-label': 'Who writes', onchange: () => drawAll() })
  const offers = inlineOffers(() => ({ user_id: agentId(), thread_id: state.threadId }))
  const writing = composer({
    offers,
    label: 'Message as an agent',
    extra: [who],
    send: what => shown(list, act('agentSays', { ...speaker(), thread_id: state.threadId, ...what })),
    edit: (message_id, text) =>
      act('edit', { user_id: agentId(), chat_id: state.staffGroupId, message_id, text })
  })
  const agentId = () => (who.value === anonymous ? state.agents[0]?.user_id : Number(who.value))
  const speaker = () =>
    who.value === anonymous ? { user_id: agentId(), anonymous: true } : { user_id: agentId() }
  const topic = () => state.topics.find(each => each.thread_id === state.threadId)
  const at = () => ({ user_id: agentId(), thread_id: state.threadId })

  const show = threadId => {
    list.dataset.fresh = 'yes'
    writing.leave()
    root.classList.add('in-topic')
    openTopic(threadId)
  }
  const line = ({ thread_id, name, icon, icon_color, closed, preview }) => {
    const unread = state.unread.get(unreadKey(state.staffGroupId, thread_id))
    return h(
      'button',
      {
        type: 'button',
        class: 'topic',
        role: 'option',
        'aria-selected': String(thread_id === state.threadId),
        onclick: () => show(thread_id)
      },
      h(
        'span',
        { class: `topic-icon i${icon_color ?? 0}`, 'aria-hidden': 'true' },
        icon ?? (thread_id === 0 ? '#' : [...name][0])
      ),
      h('span', { class: 'names' }, h('b', {}, name), h('small', {}, preview)),
      closed && h('span', { class: 'lock' }, 'closed'),
      unread && h('span', { class: 'badge', 'aria-label': `${unread} unread` }, String(unread))
    )
  }

  const drawAll = () => {
    drawTopics()
    drawThread()
  }
  const drawTopics = () => {
    const general = {
      thread_id: 0,
      name: 'General',
      preview: 'Everything that belongs to no topic',
      closed: state.group?.group.general.closed
    }
    const sorted = [...state.topics].sort((a, b) => b.last_message_id - a.last_message_id)
    topics.replaceChildren(...[general, ...sorted].map(line))
    const bot = state.group?.members?.find(member => member.user_id === state.botId)
    heading.replaceChildren(
      h(
        'span',
        { class: 'names' },
        h('b', {}, state.group?.title ?? ''),
        h('small', {}, `${state.agents.length} people · bot: ${bot?.status ?? 'absent'}`)
      ),
      menu('⋯', 'What can be done in the group', [
        ['New topic', createTopic],
        ['Add an agent', addAgent],
        ...ofChosen(),
        ...state.former.map(({ user_id, name }) => [
          `${name} comes back`,
          () => act('joinGroup', { user_id })
        ]),
        [
          'Take the bot’s right to manage topics',
          () => act('setBotRights', { rights: { can_manage_topics: false } }),
          true
        ],
        ['Remove the bot', () => act('removeBot'), true],
        ['Give the bot all rights', () => act('restoreBot')]
      ])
    )
    drawTitle()
  }

  /** What whoever is chosen below can do, and what can be done to them. */
  const ofChosen = () => {
    const chosen = state.agents.find(agent => String(agent.user_id) === who.value)
    if (!chosen) return []
    const { user_id, name } = chosen
    return [
      [`${name}’s chat with the bot`, () => openPrivate(user_id)],
      [`${name} leaves`, () => act('leaveGroup', { user_id }), true],
      [`Remove ${name}`, () => act('removeFromGroup', { user_id }), true]
    ]
  }

  async function openPrivate(user_id) {
    if (!state.customers.some(chat => chat.id === user_id)) {
      await act('customerSays', { user_id, text: '/start' })
      await loadChats()
    }
    await openCustomer(user_id)
  }

  const drawTitle = () => {
    const open = topic()
    const name = open?.name ?? 'General'
    title.replaceChildren(
      button('‹', () => root.classList.remove('in-topic'), {
        class: 'quiet back',
        'aria-label': 'Back to the topics'
      }),
      h(
        'span',
        { class: 'names' },
        h('b', {}, open?.icon ? `${open.icon} ${name}` : name),
        h('small', {}, open?.closed ? 'closed' : 'open')
      ),
      ...(open
        ? [
            button(open.closed ? 'Reopen' : 'Close', () =>
              act(open.closed ? 'reopenTopic' : 'closeTopic', at())
            ),
            menu('⋯', 'What can be done with the topic', [
              ['Rename', rename],
              ['Delete the topic', remove, true]
            ])
          ]
        : [])
    )
  }

  async function createTopic() {
    const wish = await ask('New topic', [{ name: 'name', label: 'Name', required: true }], {
      confirm: 'Create'
    })
    const made = wish && (await act('createTopic', { user_id: agentId(), name: wish.name }))
    if (made) show(made.thread_id)
  }
  async function addAgent() {
    const wish = await ask(
      'New agent',
      [
        { name: 'first_name', label: 'First name', required: true },
        { name: 'username', label: 'Username, without @', max: 32 }
      ],
      { confirm: 'Add' }
    )
    if (wish) await act('createAgent', wish)
  }
  async function rename() {
    const wish = await ask('Rename the topic', [
      { name: 'name', label: 'Name', value: topic()?.name, required: true }
    ])
    if (wish) await act('renameTopic', { ...at(), name: wish.name })
  }
  async function remove() {
    const text = 'All its messages go with it. The bot is told nothing.'
    const sure = await ask(`Delete “${topic()?.name}”?`, [], { confirm: 'Delete', danger: true, text })
    if (sure) await act('deleteTopic', at())
  }

  const drawAgents = () => {
    const chosen = who.value
    who.replaceChildren(
      ...state.agents.map(agent => h('option', { value: String(agent.user_id) }, agent.name)),
      h('option', { value: anonymous }, 'anonymous')
    )
    const known = [...who.options].some(option => option.value === chosen)
    const first = state.agents.find(agent => agent.status === 'administrator') ?? state.agents[0]
    who.value = known ? chosen : String(first?.user_id ?? anonymous)
  }

  const view = {
    own: message => message.from?.id === agentId() && who.value !== anonymous,
    author: message => message.sender_chat?.title ?? message.from?.first_name,
    press: (message, key) => pressKey(state.staffGroupId, agentId(), message, key),
    actions: message =>
      messageActions({
        message,
        chatId: state.staffGroupId,
        userId: agentId(),
        own: message.from?.id === agentId(),
        composer: writing
      })
  }
  const drawThread = () =>
    drawMessages(
      list,
      state.messages.team,
      view,
      'Nothing here yet. What customers write comes into topics that the bot makes.'
    )

  root.append(
    h('div', { class: 'topics' }, heading, topics),
    h('div', { class: 'thread' }, title, list, h('div', { class: 'bar' }, writing.element))
  )
  listen(part => {
    if (part === 'chats') {
      drawAgents()
      drawTopics()
      drawThread()
    }
    if (part === 'topics') drawTopics()
    if (part === 'team') drawThread()
  })
}
