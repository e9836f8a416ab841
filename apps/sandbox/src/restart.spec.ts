import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ForumTopic, Message, Update } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.js'
import { botOf } from './testing.js'

type Start = (options?: Partial<SandboxOptions>) => Promise<Sandbox>

/** Starts sandboxes on one directory; all are stopped in the end. */
async function inDirectory(use: (start: Start) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-'))
  const started: Sandbox[] = []
  try {
    await use(async options => {
      const sandbox = await startSandbox({ port: 0, dataDir, limits: false, ...options })
      started.push(sandbox)
      return sandbox
    })
  } finally {
    for (const sandbox of started) await sandbox.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

describe('a sandbox that starts again', () => {
  it('is the same: token, group, people, topics, messages, counters, clock and what waits for the bot', () =>
    inDirectory(async start => {
      const first = await start()
      const bot = botOf(first)
      const topic = await bot.get<ForumTopic>('createForumTopic', { chat_id: first.staffGroupId, name: 'A' })
      const { id: user_id } = first.control.createCustomer({ first_name: 'Dora' })
      first.control.customerSays({ user_id, text: 'before' })
      first.control.advance({ seconds: 3600 })
      await bot.get('closeForumTopic', {
        chat_id: first.staffGroupId,
        message_thread_id: topic.message_thread_id
      })
      const before = await bot.get<Update[]>('getUpdates')
      await first.stop()

      const second = await start()
      const again = botOf(second)
      expect([second.botToken, second.staffGroupId]).toEqual([first.botToken, first.staffGroupId])
      expect(second.control.topics()).toMatchObject([{ name: 'A', closed: true }])
      expect(await again.get<Update[]>('getUpdates')).toEqual(before)
      const { message_id } = second.control.customerSays({ user_id, text: 'after' })
      expect(second.control.messages({ chat_id: user_id }).map(each => each.text)).toEqual([
        'before',
        'after'
      ])
      const last = (await again.get<Update[]>('getUpdates')).at(-1)
      expect(last).toMatchObject({
        update_id: (before.at(-1)?.update_id ?? 0) + 1,
        message: { message_id, text: 'after' }
      })
      expect((last?.message?.date ?? 0) * 1000).toBeGreaterThan(Date.now() + 3_000_000)
    }))

  it('still knows the buttons pressed before, and for how long they can be answered', () =>
    inDirectory(async start => {
      const first = await start()
      const { id: user_id } = first.control.createCustomer({ first_name: 'Dora' })
      first.control.customerSays({ user_id, text: 'x' })
      const { message_id } = await botOf(first).get<Message>('sendMessage', {
        chat_id: user_id,
        text: 'Which?',
        reply_markup: { inline_keyboard: [[{ text: 'This', callback_data: 'this' }]] }
      })
      const [one, other] = [1, 2].map(() => first.control.press({ user_id, message_id, text: 'This' }))
      await first.stop()

      const { control, ...second } = await start()
      const bot = botOf(second)
      const answer = { callback_query_id: one?.callback_query_id, text: 'Well chosen' }
      expect(await bot.get('answerCallbackQuery', answer)).toBe(true)
      expect(control.callbackAnswer({ callback_query_id: one?.callback_query_id ?? '' })).toMatchObject({
        answered: true,
        text: 'Well chosen'
      })
      expect(await bot.refused('answerCallbackQuery', answer)).toMatch(/query is too old/)
      control.advance({ seconds: 151 })
      const late = { callback_query_id: other?.callback_query_id }
      expect(await bot.refused('answerCallbackQuery', late)).toMatch(/query is too old/)
      control.advance({ seconds: 24 * 3600 })
      control.press({ user_id, message_id, text: 'This' })
      expect(control.callbackAnswer({ callback_query_id: one?.callback_query_id ?? '' })).toBeUndefined()
    }))

  it('is refused while another one uses the same directory, and with another bot’s token', () =>
    inDirectory(async start => {
      const first = await start()
      await expect(start()).rejects.toThrow('Another sandbox uses')
      await first.stop()
      await expect(start({ botToken: '42:abc' })).rejects.toThrow('belongs to bot')
    }))

  it('takes a token of one’s own at the first start', () =>
    inDirectory(async start => {
      const own = await start({ botToken: '42:abc' })
      expect([own.botId, own.botToken]).toEqual([42, '42:abc'])
    }))
})
