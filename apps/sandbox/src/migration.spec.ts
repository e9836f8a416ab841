import type { ForumTopic } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import type { Sandbox } from './sandbox.js'
import { type Bot, withSandbox } from './testing.js'

const topicWithCard = async ({ staffGroupId: chat_id }: Sandbox, bot: Bot): Promise<number> => {
  const { message_thread_id } = await bot.get<ForumTopic>('createForumTopic', { chat_id, name: 'A' })
  await bot.get('sendMessage', { chat_id, message_thread_id, text: 'card' })
  return message_thread_id
}

describe('a group that gets a new id', () => {
  it('keeps its topics with their messages when told to', () =>
    withSandbox({}, async (sandbox, bot) => {
      const { control } = sandbox
      const message_thread_id = await topicWithCard(sandbox, bot)
      const { id: chat_id } = control.migrate({ keep_topics: true })
      expect(control.topics()).toMatchObject([{ chat_id, thread_id: message_thread_id, name: 'A' }])
      expect(control.messages({ chat_id, thread_id: message_thread_id })).toMatchObject([
        { message_id: message_thread_id, forum_topic_created: { name: 'A' } },
        { text: 'card', chat: { id: chat_id } }
      ])
      const said = await bot.get('sendMessage', { chat_id, message_thread_id, text: 'on' })
      expect(said).toMatchObject({ message_thread_id, text: 'on' })
    }))

  it('loses them otherwise, but never its people', () =>
    withSandbox({}, async (sandbox, bot) => {
      const { control } = sandbox
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      const message_thread_id = await topicWithCard(sandbox, bot)
      const { id: chat_id } = control.migrate()
      expect(control.topics()).toEqual([])
      expect(await bot.refused('sendMessage', { chat_id, message_thread_id, text: 'x' })).toBe(
        '400 Bad Request: message thread not found'
      )
      expect(control.agentSays({ user_id, text: 'here' })).toMatchObject({ chat: { id: chat_id } })
    }))
})
