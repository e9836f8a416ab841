import {
  type Button,
  type Chat,
  type Entity,
  type Message,
  Refused,
  type Update,
  type User
} from './types.js'

interface Topic {
  id: number
  name: string
  closed: boolean
}

const neededRights = { can_manage_topics: true, can_delete_messages: true, can_pin_messages: true }

/** One bot, its private chats and one forum group. Updates are handed to `onUpdate` in the order of their ids. */
export class World {
  readonly bot: User = {
    id: 7_100_200_300,
    is_bot: true,
    first_name: 'Desk',
    username: 'acceptance_desk_bot'
  }
  readonly token = `${this.bot.id}:AA-the-token-of-the-acceptance-run`
  readonly users = new Map<number, User>()
  readonly topics = new Map<number, Topic>()
  readonly rights: Record<string, boolean> = { ...neededRights }
  readonly blockedBy = new Set<number>()
  readonly admins = new Set<number>()
  /** Oldest first, of all chats. */
  messages: Message[] = []
  readonly reactions = new Map<string, string>()
  group: Chat = { id: -1_009_000_000_001, type: 'supergroup', title: 'Team', is_forum: true }
  readonly formerGroups = new Map<number, number>()
  botIsAdministrator = true
  onUpdate: (update: Update) => void = () => {}
  #nextUpdate = 500_000_000
  /** Private chats share one count, the group has its own. */
  #nextPrivate = 100
  #nextInGroup = 2

  chat(id: number): Chat {
    const moved = this.formerGroups.get(id)
    if (moved !== undefined) {
      throw new Refused(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: moved
      })
    }
    if (id === this.group.id) return this.group
    const user = this.users.get(id)
    if (!user) throw new Refused(400, 'Bad Request: chat not found')
    return { id, type: 'private', first_name: user.first_name }
  }

  in(chatId: number, threadId?: number): Message[] {
    return this.messages.filter(
      ({ chat, message_thread_id: thread }) =>
        chat.id === chatId && (threadId === undefined || thread === threadId)
    )
  }

  find(chatId: number, messageId: number): Message | undefined {
    return this.messages.find(({ chat, message_id }) => chat.id === chatId && message_id === messageId)
  }

  post(chat: Chat, from: User, content: Partial<Message>, threadId?: number): Message {
    const message: Message = {
      message_id: chat.type === 'private' ? this.#nextPrivate++ : this.#nextInGroup++,
      date: Math.floor(Date.now() / 1000),
      chat,
      from,
      ...content
    }
    if (threadId !== undefined) {
      message.message_thread_id = threadId
      message.is_topic_message = true
      const root = this.find(chat.id, threadId)
      // As in Telegram: what is written in a topic looks like a reply to its first message.
      if (root && message.reply_to_message === undefined) message.reply_to_message = root
    }
    this.messages.push(message)
    return message
  }

  update(content: Omit<Update, 'update_id'>): Update {
    return { update_id: this.#nextUpdate++, ...content }
  }

  tell(content: Omit<Update, 'update_id'>): Update {
    const update = this.update(content)
    this.onUpdate(update)
    return update
  }

  openTopic(name: string, by: User): Topic {
    const id = this.#nextInGroup
    const created = this.post(this.group, by, { forum_topic_created: { name, icon_color: 7_322_096 } })
    Object.assign(created, { message_thread_id: id, is_topic_message: true })
    const topic = { id, name, closed: false }
    this.topics.set(id, topic)
    this.tell({ message: created })
    return topic
  }

  /** False: it was so already. */
  moveTopic(id: number, closed: boolean, by: User): boolean {
    const topic = this.topics.get(id)
    if (!topic) throw new Refused(400, 'Bad Request: TOPIC_ID_INVALID')
    if (topic.closed === closed) return false
    topic.closed = closed
    const content = closed ? { forum_topic_closed: {} } : { forum_topic_reopened: {} }
    this.tell({ message: this.post(this.group, by, content, id) })
    return true
  }

  /** Nobody is told. */
  deleteTopic(id: number): void {
    this.topics.delete(id)
    this.messages = this.messages.filter(
      ({ chat, message_thread_id: thread }) => chat.id !== this.group.id || thread !== id
    )
  }

  member(userId: number): object {
    const user = userId === this.bot.id ? this.bot : this.users.get(userId)
    if (!user) throw new Refused(400, 'Bad Request: user not found')
    if (userId !== this.bot.id) {
      return { user, status: this.admins.has(userId) ? 'administrator' : 'member', can_manage_topics: true }
    }
    return this.botIsAdministrator
      ? { user, status: 'administrator', can_manage_chat: true, can_be_edited: false, ...this.rights }
      : { user, status: 'member' }
  }

  setRights(rights: Readonly<Record<string, boolean>>): void {
    const before = this.member(this.bot.id)
    Object.assign(this.rights, rights)
    this.tell({
      my_chat_member: {
        chat: this.group,
        from: { id: 1, is_bot: false, first_name: 'Owner' },
        date: Math.floor(Date.now() / 1000),
        old_chat_member: before,
        new_chat_member: this.member(this.bot.id)
      }
    })
  }

  /** The group becomes another chat; both are told. */
  migrate(): void {
    const from = this.group
    const to: Chat = { ...from, id: from.id - 1_000_000 }
    const someone: User = { id: 1, is_bot: false, first_name: 'Owner' }
    const told = this.post(from, someone, { migrate_to_chat_id: to.id })
    for (const message of this.messages) if (message.chat.id === from.id) message.chat = to
    this.formerGroups.set(from.id, to.id)
    this.group = to
    this.tell({ message: { ...told, chat: from } })
    this.tell({ message: this.post(to, someone, { migrate_from_chat_id: from.id }) })
  }
}

/** What a relay or a notice in a topic says, without the looks that tell them apart: a name in bold, a mark in italics. */
export function saidIn(message: Message): string {
  const text = textOf(message)
  const [first] = message.entities ?? []
  if (!first || text.startsWith('Ticket ')) return text
  const end = first.offset + first.length
  if (first.type === 'bold') return text.slice(0, first.offset) + text.slice(end).trimStart()
  return first.type === 'italic' ? text.replace('▸ ', '') : text
}

export const textOf = ({ text, caption }: Message): string => text ?? caption ?? ''

export const buttonsOf = (message: Message): Button[] => message.reply_markup?.inline_keyboard.flat() ?? []

export const commandEntities = (text: string): Entity[] | undefined => {
  const command = /^\/[A-Za-z0-9_]+(@\w+)?/.exec(text)?.[0]
  return command === undefined ? undefined : [{ type: 'bot_command', offset: 0, length: command.length }]
}
