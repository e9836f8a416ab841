import { info, read } from './api.js'
import { toast } from './dom.js'

/** What the page knows. Panes listen and draw again what concerns them. */
export const state = {
  botId: 0,
  staffGroupId: 0,
  customers: [],
  agents: [],
  /** Who was in the group. */
  former: [],
  group: undefined,
  topics: [],
  customerId: undefined,
  threadId: 0,
  /** Of the open chat and the open topic. */
  messages: { customer: [], team: [] },
  unread: new Map(),
  keyboards: new Map()
}

const listeners = new Set()
export const listen = listener => listeners.add(listener)
const changed = part => {
  for (const listener of listeners) listener(part)
}

export const unreadKey = (chatId, threadId = 0) => `${chatId}:${threadId}`
const pageSize = 200

export async function loadChats() {
  const [about, chats] = await Promise.all([info(), read('chats')])
  const groupChanged = state.staffGroupId !== about.staff_group_id
  state.botId = about.bot.id
  state.botName = about.bot.first_name
  state.botUsername = about.bot.username
  state.staffGroupId = about.staff_group_id
  state.customers = chats.filter(chat => chat.type === 'private')
  state.group = chats.find(chat => chat.id === state.staffGroupId)
  const people = (state.group?.members ?? []).filter(member => member.user_id !== state.botId)
  const isOut = ({ status }) => ['left', 'kicked'].includes(status)
  state.agents = people.filter(member => !isOut(member))
  state.former = people.filter(isOut)
  changed('chats')
  if (groupChanged) await Promise.all([loadTopics(), openTopic(0)])
}

export async function loadTopics() {
  state.topics = await read('topics')
  if (state.threadId !== 0 && !state.topics.some(topic => topic.thread_id === state.threadId))
    await openTopic(0)
  changed('topics')
}

export async function openCustomer(id) {
  state.customerId = id
  state.unread.delete(unreadKey(id))
  const messages = await read('messages', { chat_id: id, limit: pageSize })
  // Somebody has clicked on while this came.
  if (state.customerId !== id) return
  state.messages.customer = messages
  changed('chats')
  changed('customer')
}

export async function openTopic(threadId) {
  state.threadId = threadId
  state.unread.delete(unreadKey(state.staffGroupId, threadId))
  const messages = await read('messages', {
    chat_id: state.staffGroupId,
    thread_id: threadId,
    limit: pageSize
  })
  if (state.threadId !== threadId) return
  state.messages.team = messages
  changed('topics')
  changed('team')
}

function upsert(list, message) {
  const at = list.findIndex(each => each.message_id === message.message_id)
  if (at >= 0) list[at] = message
  else list.push(message)
  return at < 0
}

/** The same work asked for many times in a row is done once. */
function calmly(work, ms) {
  let planned = false
  return () => {
    if (planned) return
    planned = true
    setTimeout(() => {
      planned = false
      work().catch(error => toast(error.message, 'bad'))
    }, ms)
  }
}
const chatsSoon = calmly(loadChats, 50)
const topicsSoon = calmly(loadTopics, 150)

function onMessage({ chat_id: chatId, message }) {
  const threadId = message.is_topic_message ? message.message_thread_id : 0
  const pane = paneOf(chatId, threadId)
  if (pane) {
    upsert(state.messages[pane], message)
    changed(pane)
  } else if (!message.edit_date && !message.service && message.reactions.length === 0) {
    const key = unreadKey(chatId, threadId)
    state.unread.set(key, (state.unread.get(key) ?? 0) + 1)
    changed(chatId === state.staffGroupId ? 'topics' : 'chats')
  }
  if (chatId === state.staffGroupId) topicsSoon()
  else if (!state.customers.find(chat => chat.id === chatId)?.person.started) chatsSoon()
}

function paneOf(chatId, threadId) {
  if (chatId === state.customerId) return 'customer'
  if (chatId === state.staffGroupId && threadId === state.threadId) return 'team'
  return undefined
}

function onDeleted({ chat_id: chatId, message_id: messageId }) {
  const pane = chatId === state.customerId ? 'customer' : chatId === state.staffGroupId ? 'team' : undefined
  if (!pane) return
  state.messages[pane] = state.messages[pane].filter(each => each.message_id !== messageId)
  changed(pane)
}

const waiting = new Map()
const early = new Map()
const earlyKept = 20

/** Calls back with the bot's answer to a button press, also when it came before anybody asked. */
export function onAnswer(id, listener) {
  const answer = early.get(id)
  if (answer) listener(answer)
  else waiting.set(id, listener)
}

function answered(answer) {
  const id = answer.callback_query_id
  const listener = waiting.get(id)
  waiting.delete(id)
  if (listener) return listener(answer)
  early.set(id, answer)
  if (early.size > earlyKept) early.delete(early.keys().next().value)
}

export function follow(showLive) {
  const source = new EventSource('sandbox/events')
  let wasOpen = false
  source.onopen = async () => {
    showLive(true)
    if (wasOpen) await reload()
    wasOpen = true
  }
  source.onerror = () => showLive(false)
  source.onmessage = ({ data }) => {
    const change = JSON.parse(data)
    switch (change.type) {
      case 'message':
        return onMessage(change)
      case 'message_deleted':
        return onDeleted(change)
      case 'topic':
        return topicsSoon()
      case 'chats':
        return chatsSoon()
      case 'callback_answer':
        return answered(change)
      case 'call':
        return changed('calls')
    }
  }
}

async function reload() {
  await loadChats()
  await Promise.all([
    loadTopics(),
    openTopic(state.threadId),
    state.customerId && openCustomer(state.customerId)
  ])
}
