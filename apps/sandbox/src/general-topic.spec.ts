import type { Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

describe('the General topic', () => {
  it('is renamed, closed, reopened, hidden and shown, and says so itself', () =>
    withSandbox({}, async ({ staffGroupId: chat_id, botId }, bot) => {
      const done = [
        ['editGeneralForumTopic', { forum_topic_edited: { name: 'Lobby' } }],
        ['closeGeneralForumTopic', { forum_topic_closed: {} }],
        ['reopenGeneralForumTopic', { forum_topic_reopened: {} }],
        ['hideGeneralForumTopic', { general_forum_topic_hidden: {} }],
        ['unhideGeneralForumTopic', { general_forum_topic_unhidden: {} }]
      ] as const
      for (const [method] of done) {
        expect(await bot.get(method, { chat_id, name: 'Lobby' })).toBe(true)
        expect(await bot.refused(method, { chat_id, name: 'Lobby' })).toBe(
          '400 Bad Request: TOPIC_NOT_MODIFIED'
        )
      }
      const told = (await bot.updates()).map(update => update.message)
      expect(told).toMatchObject(done.map(([, said]) => ({ ...said, from: { id: botId } })))
      for (const message of told) {
        expect(message).not.toHaveProperty('message_thread_id')
        expect(message).not.toHaveProperty('is_topic_message')
      }
    }))

  it('is closed by hiding, and shown again by reopening', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const general = () => control.chats().find(chat => chat.id === chat_id)?.group?.general
      await bot.get('hideGeneralForumTopic', { chat_id })
      expect(general()).toMatchObject({ closed: true, hidden: true })
      await bot.get('reopenGeneralForumTopic', { chat_id })
      expect(general()).toMatchObject({ closed: false, hidden: false })
    }))

  it('is left alone by a bot that may not manage topics', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      control.setBotRights({ rights: { can_manage_topics: false } })
      for (const method of ['edit', 'close', 'reopen', 'hide', 'unhide']) {
        expect(await bot.refused(`${method}GeneralForumTopic`, { chat_id, name: 'Lobby' })).toMatch(
          /^400 Bad Request: not enough rights/
        )
      }
    }))

  it('takes messages while closed only from those who may manage topics', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const { id: user_id } = control.createAgent({ first_name: 'Eve', admin: false })
      await bot.get('closeGeneralForumTopic', { chat_id })
      expect(await bot.get<Message>('sendMessage', { chat_id, text: 'x' })).toMatchObject({ text: 'x' })
      expect(() => control.agentSays({ user_id, text: 'x' })).toThrow('The topic is closed')
      control.setBotRights({ rights: { can_manage_topics: false } })
      expect(await bot.refused('sendMessage', { chat_id, text: 'x' })).toBe('400 Bad Request: TOPIC_CLOSED')
    }))
})
