import type { JsonObject } from '#kernel'

/** Updates as the Bot API sends them, for tests. */
export const botUser = { id: 700, is_bot: true, first_name: 'Desk', username: 'desk_bot' }
export const groupId = -1001
export const anna = { id: 11, is_bot: false, first_name: 'Anna', last_name: 'Customer', language_code: 'en' }
export const boris = { id: 12, is_bot: false, first_name: 'Борис', language_code: 'ru' }
export const alice = { id: 21, is_bot: false, first_name: 'Alice', username: 'alice_agent' }
export const bob = { id: 22, is_bot: false, first_name: 'Bob', username: 'bob_agent' }
export const anonymousAdmin = {
  id: 1087968824,
  is_bot: true,
  first_name: 'Group',
  username: 'GroupAnonymousBot'
}

type Body = JsonObject
type Someone = JsonObject & { readonly id: number; readonly first_name: string }
const created = (name: string): Body => ({ forum_topic_created: { name, icon_color: 7322096 } })
const commandEntities = (text: string) => {
  const found = /^\/[A-Za-z0-9_@]+/.exec(text)
  return found ? { entities: [{ type: 'bot_command', offset: 0, length: found[0].length }] } : {}
}
export const text = (words: string): Body => ({ text: words, ...commandEntities(words) })
export const photo = (caption?: string): Body => ({
  photo: [{ file_id: 'p1', file_unique_id: 'u1', width: 9, height: 9, file_size: 1000 }],
  ...(caption !== undefined && { caption }),
  ...(caption?.startsWith('/') && { caption_entities: commandEntities(caption).entities ?? [] })
})

/** Numbers updates and messages, and dates them a second apart. */
export class Updates {
  #update = 1000
  #message = 100
  #date = 1_767_603_600

  next(): { id: number; date: number } {
    return { id: ++this.#message, date: ++this.#date }
  }

  of(body: JsonObject): JsonObject & { update_id: number } {
    return { update_id: ++this.#update, ...body }
  }

  /** A message in the private chat. */
  fromCustomer(from: Someone, body: Body, id?: number) {
    const { id: message_id, date } = this.next()
    const chat = { id: from.id, type: 'private', first_name: from.first_name }
    return this.of({ message: { message_id: id ?? message_id, date, chat, from, ...body } })
  }

  customerEdits(from: Someone, messageId: number, body: Body) {
    const { date } = this.next()
    const chat = { id: from.id, type: 'private', first_name: from.first_name }
    return this.of({
      edited_message: { message_id: messageId, date: date - 100, edit_date: date, chat, from, ...body }
    })
  }

  #group = (id: number) => ({ id, type: 'supergroup', title: 'Team', is_forum: true })

  /** What a person writes in a topic; without a thread, in General. */
  inTopic(from: JsonObject, threadId: number | null, body: Body, group = groupId) {
    const { id: message_id, date } = this.next()
    const thread = threadId === null ? {} : { message_thread_id: threadId, is_topic_message: true }
    return this.of({ message: { message_id, date, chat: this.#group(group), from, ...thread, ...body } })
  }

  staffEdits(from: JsonObject, threadId: number, messageId: number, body: Body) {
    const { date } = this.next()
    const thread = { message_thread_id: threadId, is_topic_message: true }
    const chat = this.#group(groupId)
    return this.of({
      edited_message: {
        message_id: messageId,
        date: date - 50,
        edit_date: date,
        chat,
        from,
        ...thread,
        ...body
      }
    })
  }

  topicCreated(by: JsonObject, threadId: number, name: string) {
    return this.inTopic(by, threadId, created(name))
  }

  /** As `inTopic`, with the root of the topic, which every message that is no real reply shows. */
  underRoot(from: JsonObject, root: JsonObject, threadId: number, name: string, body: Body) {
    const shown = { message_id: threadId, chat: this.#group(groupId), from: root, ...created(name) }
    return this.inTopic(from, threadId, { reply_to_message: shown, ...body })
  }

  press(from: JsonObject, threadId: number, data: string) {
    const { id, date } = this.next()
    const message = {
      message_id: 5,
      date,
      chat: this.#group(groupId),
      from: botUser,
      message_thread_id: threadId,
      is_topic_message: true,
      text: 'card'
    }
    return this.of({ callback_query: { id: `q${id}`, from, message, chat_instance: '1', data } })
  }

  /** A button on a message of the bot in the private chat. */
  pressInPrivate(from: Someone, messageId: number, data: string) {
    const { id, date } = this.next()
    const chat = { id: from.id, type: 'private', first_name: from.first_name }
    const message = { message_id: messageId, date, chat, from: botUser, text: 'asked' }
    return this.of({ callback_query: { id: `q${id}`, from, message, chat_instance: '1', data } })
  }

  /** A message in the private chat that answers one of the bot. */
  answersBot(from: Someone, messageId: number, body: Body) {
    const chat = { id: from.id, type: 'private', first_name: from.first_name }
    const shown = { message_id: messageId, date: 1, chat, from: botUser, text: 'asked' }
    return this.fromCustomer(from, { reply_to_message: shown, ...body })
  }

  botInPrivate(from: typeof anna, status: 'kicked' | 'member', date = this.next().date) {
    const chat = { id: from.id, type: 'private', first_name: from.first_name }
    return this.of({
      my_chat_member: {
        chat,
        from,
        date,
        old_chat_member: { status: status === 'kicked' ? 'member' : 'kicked', user: botUser },
        new_chat_member: { status, user: botUser }
      }
    })
  }

  /** Somebody comes into a group, or goes. */
  moves(who: Someone, before: JsonObject, now: JsonObject, group = groupId) {
    const { date } = this.next()
    const member = (said: JsonObject) => ({ user: who, ...said })
    return this.of({
      chat_member: {
        chat: this.#group(group),
        from: who,
        date,
        old_chat_member: member(before),
        new_chat_member: member(now)
      }
    })
  }

  botInGroup(rights: JsonObject, group = groupId) {
    const { date } = this.next()
    return this.of({
      my_chat_member: {
        chat: this.#group(group),
        from: alice,
        date,
        old_chat_member: { status: 'member', user: botUser },
        new_chat_member: { status: 'administrator', user: botUser, ...rights }
      }
    })
  }
}
