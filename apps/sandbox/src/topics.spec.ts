import type { ForumTopic, Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

describe('forum topics', () => {
  it('close, reopen, rename and take an icon, each told once and refused when nothing changes', () =>
    withSandbox({}, async ({ staffGroupId: chat_id, botId }, bot) => {
      const { message_thread_id } = await bot.get<ForumTopic>('createForumTopic', { chat_id, name: 'A' })
      const at = { chat_id, message_thread_id }
      const done = [
        ['closeForumTopic', at],
        ['reopenForumTopic', at],
        ['editForumTopic', { ...at, name: 'B' }],
        ['editForumTopic', { ...at, icon_custom_emoji_id: '5237699328843200968' }]
      ] as const
      for (const [method, params] of done) {
        expect(await bot.get(method, params)).toBe(true)
        expect(await bot.refused(method, params)).toBe('400 Bad Request: TOPIC_NOT_MODIFIED')
      }
      const told = (await bot.updates()).map(update => update.message)
      expect(told.every(message => message?.from?.id === botId && message.is_topic_message)).toBe(true)
      expect(told.slice(1)).toMatchObject([
        { forum_topic_closed: {} },
        { forum_topic_reopened: {} },
        { forum_topic_edited: { name: 'B' } },
        { forum_topic_edited: { icon_custom_emoji_id: '5237699328843200968' } }
      ])
    }))

  it('refuse names that are empty or over 128 characters, unknown colours, and groups without topics', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const { id } = control.createCustomer({ first_name: 'A' })
      control.customerSays({ user_id: id, text: 'x' })
      const create = (params: object) => bot.refused('createForumTopic', { chat_id, name: 'A', ...params })
      expect(await create({ name: ' ' })).toBe('400 Bad Request: title must be non-empty')
      expect(await create({ name: 'x'.repeat(129) })).toBe('400 Bad Request: TOPIC_TITLE_TOO_LONG')
      expect(await create({ icon_color: 1 })).toBe('400 Bad Request: invalid icon color specified')
      expect(await create({ chat_id: id })).toMatch(/^400 Bad Request: the chat is not/)
    }))

  it('have a General whose name obeys the same rules and needs the same right', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const edit = (name: string) => bot.refused('editGeneralForumTopic', { chat_id, name })
      expect(await edit(' ')).toBe('400 Bad Request: title must be non-empty')
      expect(await edit('x'.repeat(129))).toBe('400 Bad Request: TOPIC_TITLE_TOO_LONG')
      control.setBotRights({ rights: { can_manage_topics: false } })
      expect(await edit('Desk')).toBe('400 Bad Request: not enough rights to edit the topic')
      expect(await bot.refused('closeGeneralForumTopic', { chat_id })).toBe(
        '400 Bad Request: not enough rights to close or open the topic'
      )
    }))

  it('have no General: its id 1 is refused, and without an id a message lands there', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      expect(await bot.refused('sendMessage', { chat_id, text: 'x', message_thread_id: 1 })).toBe(
        '400 Bad Request: message thread not found'
      )
      const message = await bot.get<Message>('sendMessage', { chat_id, text: 'x' })
      expect(message).not.toHaveProperty('message_thread_id')
      expect(message).not.toHaveProperty('is_topic_message')
    }))

  it('are gone without a word when a person deletes them', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const { message_thread_id } = await bot.get<ForumTopic>('createForumTopic', { chat_id, name: 'A' })
      const at = { chat_id, message_thread_id }
      const card = await bot.get<Message>('sendMessage', { ...at, text: 'card' })
      await bot.updates()
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      await bot.updates()
      control.deleteTopic({ user_id, thread_id: message_thread_id })
      expect(await bot.updates()).toEqual([])
      expect(await bot.refused('sendMessage', { ...at, text: 'x' })).toBe(
        '400 Bad Request: message thread not found'
      )
      expect(await bot.refused('closeForumTopic', at)).toBe('400 Bad Request: TOPIC_ID_INVALID')
      const edit = { chat_id, message_id: card.message_id, text: 'new' }
      expect(await bot.refused('editMessageText', edit)).toBe('400 Bad Request: message to edit not found')
      expect(await bot.get('sendChatAction', { ...at, action: 'typing' })).toBe(true)
    }))

  it('that are closed take messages from those who may manage topics and from their creator only', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const agent = control.createAgent({ first_name: 'Max' })
      const ordinary = control.createAgent({ first_name: 'Eve', admin: false })
      const topic = control.createTopic({ user_id: agent.id, name: 'Ours' })
      control.closeTopic({ user_id: agent.id, thread_id: topic.thread_id })
      const at = { chat_id, message_thread_id: topic.thread_id, text: 'x' }
      expect(await bot.get('sendMessage', at)).toBeTruthy()
      control.setBotRights({ rights: { can_manage_topics: false } })
      expect(await bot.refused('sendMessage', at)).toBe('400 Bad Request: TOPIC_CLOSED')
      expect(await bot.refused('reopenForumTopic', at)).toBe(
        '400 Bad Request: not enough rights to close or open the topic'
      )
      expect(await bot.refused('createForumTopic', { chat_id, name: 'x' })).toBe(
        '400 Bad Request: not enough rights to create a topic'
      )
      const says = { thread_id: topic.thread_id, text: 'y' }
      expect(() => control.agentSays({ user_id: ordinary.id, ...says })).toThrow('The topic is closed')
      expect(control.agentSays({ user_id: agent.id, ...says }).text).toBe('y')
    }))
})
