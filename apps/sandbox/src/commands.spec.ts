import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

const menu = (description: string) => [{ command: 'note', description }]

describe('the commands of a bot', () => {
  it('are kept for each scope and language apart, however the scope is spelled', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const scopes = [
        undefined,
        { type: 'all_private_chats' },
        { type: 'all_group_chats' },
        { type: 'all_chat_administrators' },
        { type: 'chat', chat_id },
        { type: 'chat_administrators', chat_id },
        { type: 'chat_member', chat_id, user_id: 5 }
      ]
      for (const [nth, scope] of scopes.entries()) {
        await bot.get('setMyCommands', { scope, commands: menu(`in ${nth}`) })
        await bot.get('setMyCommands', { scope, language_code: 'ru', commands: menu(`в ${nth}`) })
      }
      for (const [nth, scope] of scopes.entries()) {
        expect(await bot.get('getMyCommands', { scope })).toEqual(menu(`in ${nth}`))
        expect(await bot.get('getMyCommands', { scope, language_code: 'ru' })).toEqual(menu(`в ${nth}`))
        expect(await bot.get('getMyCommands', { scope, language_code: 'de' })).toEqual([])
      }
      expect(await bot.get('getMyCommands', { scope: { type: 'default' } })).toEqual(menu('in 0'))
      const spelled = { chat_id: String(chat_id), type: 'chat' }
      expect(await bot.get('getMyCommands', { scope: spelled })).toEqual(menu('in 4'))
      await bot.get('deleteMyCommands', { scope: spelled })
      expect(await bot.get('getMyCommands', { scope: spelled })).toEqual([])
      expect(await bot.get('getMyCommands')).toEqual(menu('in 0'))
    }))

  it.each([
    [{ type: 'chat', chat_id: -5 }, 'chat not found'],
    [{ type: 'chat' }, 'chat_id is empty'],
    [{ type: 'planet' }, "can't parse BotCommandScope: Unsupported type specified"],
    ['[]', "can't parse BotCommandScope: BotCommandScope must be an Object"]
  ])('are refused for the scope %j', (scope, why) =>
    withSandbox({}, async (_, bot) => {
      expect(await bot.refused('setMyCommands', { scope, commands: menu('x') })).toBe(
        `400 Bad Request: ${why}`
      )
    })
  )

  it('are refused for what is no language', () =>
    withSandbox({}, async (_, bot) => {
      const asked = { commands: menu('x'), language_code: 'ru-RU' }
      expect(await bot.refused('setMyCommands', asked)).toBe(
        '400 Bad Request: invalid language code specified'
      )
    }))
})
