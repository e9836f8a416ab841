import type { Message, Update } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { withSandbox } from './testing.js'

const article = (id: string, message_text: string) => ({
  ...{ type: 'article', id, title: `The ${id}` },
  input_message_content: { message_text, entities: [{ type: 'bold', offset: 0, length: 2 }] }
})

describe('what somebody types after the bot’s name', () => {
  it('is asked of the bot, and what they choose is their own message, with the bot’s name', () =>
    withSandbox({}, async ({ control, botId, staffGroupId }, bot) => {
      expect(await bot.get('getMe')).toMatchObject({ supports_inline_queries: true })
      const [agent] = control.people().filter(({ role }) => role === 'agent')
      const user_id = agent?.id ?? 0
      const { inline_query_id } = control.inlineQuery({ user_id, query: 'late' })
      const [asked] = await bot.get<Update[]>('getUpdates', { allowed_updates: ['inline_query', 'message'] })
      expect(asked?.inline_query).toMatchObject({ id: inline_query_id, from: { id: user_id }, query: 'late' })
      expect(control.inlineAnswer({ inline_query_id })).toEqual({ answered: false, results: [] })
      const results = [article('a', 'Hi {{you}}'), article('b', 'Other')]
      await bot.get('answerInlineQuery', { inline_query_id, results, cache_time: 0, is_personal: true })
      const offer = control.inlineAnswer({ inline_query_id })
      expect(offer.results.map(({ id, title }) => [id, title])).toEqual([
        ['a', 'The a'],
        ['b', 'The b']
      ])
      const topic = control.createTopic({ user_id, name: 'T' })
      control.chooseInline({ inline_query_id, result_id: 'a', thread_id: topic.thread_id })
      const updates = await bot.get<Update[]>('getUpdates', { offset: (asked?.update_id ?? 0) + 1 })
      const message = updates.map(({ message: one }) => one).findLast(one => one?.text) as Message.TextMessage
      expect(message).toMatchObject({
        ...{ text: 'Hi {{you}}', entities: [{ type: 'bold', offset: 0, length: 2 }] },
        ...{ from: { id: user_id }, via_bot: { id: botId }, chat: { id: staffGroupId } },
        message_thread_id: topic.thread_id
      })
    }))

  it('is not answered after half a minute, with another kind, or twice by one id', () => {
    const clock = new FakeClock()
    return withSandbox({ clock }, async ({ control }, bot) => {
      const user_id = control.people()[0]?.id ?? 0
      const { inline_query_id } = control.inlineQuery({ user_id, query: '' })
      const answer = (results: unknown[]) => bot.call('answerInlineQuery', { inline_query_id, results })
      expect((await answer([{ type: 'photo', id: 'a' }])).description).toContain('does not play')
      expect((await answer([article('a', 'xx'), article('a', 'yy')])).description).toContain(
        'RESULT_ID_DUPLICATE'
      )
      await clock.advance(31_000)
      expect((await answer([])).description).toContain('query is too old')
    })
  })
})
