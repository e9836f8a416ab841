import { describe, expect, it } from '@jest/globals'
import type { CallResult } from '../client/call-result.js'
import type { TelegramClient } from '../client/client.js'
import { classifyError } from '../client/telegram-error.js'
import { configureWebhook, deleteWebhook } from '../polling/webhook.js'
import { inspectBot } from './inspect-bot.js'

const ok = (result: object): CallResult<unknown> => ({ kind: 'ok', result })
const refused = (code: number, description: string, parameters = {}): CallResult<unknown> => ({
  kind: 'error',
  code,
  description,
  parameters,
  classified: classifyError(code, description, parameters)
})

const all = { can_manage_topics: true, can_delete_messages: true, can_pin_messages: true }
const well: { [method: string]: CallResult<unknown> } = {
  getMe: ok({ id: 77, is_bot: true, first_name: 'Help', username: 'HelpBot' }),
  getChat: ok({ id: -1001, type: 'supergroup', title: 'Team', is_forum: true }),
  getChatMember: ok({ status: 'administrator', ...all })
}

function given(answers: { [method: string]: CallResult<unknown> }) {
  const calls: [string, unknown][] = []
  const call = async (method: string, params: unknown) => {
    calls.push([method, params])
    return answers[method] ?? ok({})
  }
  return { calls, client: { call } as unknown as TelegramClient }
}

const inspect = (answers: { [method: string]: CallResult<unknown> }) =>
  inspectBot(given({ ...well, ...answers }).client, -1001)

describe('looking at bot and staff group', () => {
  it('finds nothing wrong where nothing is', async () => {
    expect(await inspect({})).toEqual({
      bot: { id: 77, username: 'HelpBot', name: 'Help' },
      group: { id: -1001, title: 'Team', isForum: true },
      missing: [],
      problems: []
    })
  })

  it('names each right that is missing', async () => {
    const seen = await inspect({
      getChatMember: ok({ status: 'administrator', ...all, can_pin_messages: false })
    })
    expect(seen.missing).toEqual(['can_pin_messages'])
    expect(seen.problems).toEqual([{ kind: 'right_missing', right: 'can_pin_messages' }])
  })

  it.each([
    ['a wrong token', { getMe: refused(401, 'Unauthorized') }, ['unauthorized']],
    ['Telegram being away', { getMe: { kind: 'not_sent', why: 'refused' } }, ['unreachable']],
    ['an unknown group', { getChat: refused(400, 'Bad Request: chat not found') }, ['group_not_found']],
    [
      'a group that was left',
      { getChat: refused(403, 'Forbidden: bot was kicked from the supergroup chat') },
      ['bot_not_in_group']
    ],
    [
      'a migrated group',
      {
        getChat: refused(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
          migrate_to_chat_id: -1
        })
      },
      ['group_migrated']
    ],
    ['a channel', { getChat: ok({ type: 'channel', title: 'News' }) }, ['not_a_group']],
    ['topics being off', { getChat: ok({ type: 'supergroup', title: 'Team' }) }, ['not_a_forum']],
    ['the bot being away', { getChatMember: ok({ status: 'left' }) }, ['bot_not_in_group']],
    [
      'an ordinary member',
      { getChatMember: ok({ status: 'member' }) },
      ['bot_not_administrator', 'right_missing', 'right_missing', 'right_missing']
    ],
    ['something new', { getChatMember: refused(400, 'Bad Request: odd') }, ['refused']]
  ] as [string, { [method: string]: CallResult<unknown> }, string[]][])(
    'names %s',
    async (_, answers, kinds) => {
      const { problems } = await inspect(answers)
      expect(problems.map(({ kind }) => kind)).toEqual(kinds)
    }
  )
})

describe('webhook and polling', () => {
  it('never drop what waits', async () => {
    const { calls, client } = given({})
    await configureWebhook(client, { url: 'https://desk.example/telegram/77/webhook', secret: 's3cret' })
    await deleteWebhook(client)
    expect(calls).toEqual([
      [
        'setWebhook',
        {
          url: 'https://desk.example/telegram/77/webhook',
          secret_token: 's3cret',
          allowed_updates: expect.arrayContaining(['message', 'chat_member'])
        }
      ],
      ['deleteWebhook', {}]
    ])
  })
})
