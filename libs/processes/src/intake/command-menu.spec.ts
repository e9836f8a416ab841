import { beforeEach, describe, expect, it } from '@jest/globals'
import {
  createSettingsReader,
  type Desk,
  PublishSetting,
  PublishSettingHandler,
  RuleBook,
  StreamRunner
} from '#application'
import { openMemoryLog } from '#event-log/memory'
import { commandIdFor, FakeClock, isJsonObject, type JsonObject } from '#kernel'
import { silentLogger } from '#observability'
import { createSealer } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import type { CallResult, TelegramClient } from '#telegram'
import { topicCommands } from '../topic-commands/index.js'
import { keepOffering, offerCommands } from './command-menu.js'
import { bot } from './testing/desk.js'

/** Keeps menus by scope and language, as Telegram does; `away`: it does not answer. */
class Menus implements TelegramClient {
  readonly botId = bot
  readonly timeoutMs = 1000
  readonly kept = new Map<string, JsonObject[]>()
  readonly set: JsonObject[] = []
  refuses: (scope: JsonObject) => boolean = () => false

  async call(method: string, params: object): Promise<CallResult<never>> {
    const { scope, language_code = '', commands } = params as JsonObject
    if (!isJsonObject(scope)) throw new Error(`${method} without a scope`)
    if (this.refuses(scope)) return { kind: 'lost', why: 'timeout' }
    const key = JSON.stringify([scope, language_code])
    if (method === 'getMyCommands') return { kind: 'ok', result: (this.kept.get(key) ?? []) as never }
    if (method !== 'setMyCommands') throw new Error(`${method} is not asked for`)
    this.kept.set(key, commands as JsonObject[])
    this.set.push(params as JsonObject)
    return { kind: 'ok', result: true as never }
  }

  close(): void {}
}

const inPrivate = { type: 'all_private_chats' }
const group = { type: 'chat', chat_id: -1001 }
let menus: Menus
beforeEach(() => {
  menus = new Menus()
})
let clock: FakeClock
let desk: Desk
beforeEach(() => {
  clock = new FakeClock()
  const log = openMemoryLog()
  const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 7), clock })
  const sealer = createSealer(vault, { clock, cacheMs: 0 })
  const runner = new StreamRunner(log, sealer, clock)
  desk = { log, runner, vault, sealer, settings: createSettingsReader(runner), rules: new RuleBook(), clock }
})
const options = () => ({ client: menus, logger: silentLogger, desk })
const offer = (groups = [-1001]) => offerCommands(options(), groups)
async function word(start: JsonObject): Promise<void> {
  const context = {
    ...{ commandId: commandIdFor('word', JSON.stringify(start)), causationId: 'test', correlationId: 'test' },
    actor: 'process:test' as const
  }
  const publish = new PublishSetting('desk', 'texts', { start }, context)
  expect((await new PublishSettingHandler(desk).execute(publish)).ok).toBe(true)
}
const described = (language = '') =>
  menus.kept.get(JSON.stringify([inPrivate, language]))?.map(({ description }) => description)

async function answer(command: string | null): Promise<void> {
  const on = command === null ? { on: ['ticket_opened'] } : { on: ['command'], command }
  const context = {
    ...{ commandId: commandIdFor('rule', `${command}`), causationId: 'test', correlationId: 'test' },
    actor: 'process:test' as const
  }
  const body = { name: 'A link to pay', ...on, then: [{ add_tags: ['paid'] }] }
  const publish = new PublishSetting('rule', 'link', body, context)
  expect((await new PublishSettingHandler(desk).execute(publish)).ok).toBe(true)
}

describe('the menu of commands', () => {
  it('is offered in private chats and to all members of each staff group, without a language and in Russian', async () => {
    await offer([-1001, -1002])
    expect(menus.set.map(({ scope, language_code }) => [scope, language_code])).toEqual([
      [inPrivate, undefined],
      [inPrivate, 'ru'],
      [group, undefined],
      [group, 'ru'],
      [{ type: 'chat', chat_id: -1002 }, undefined],
      [{ type: 'chat', chat_id: -1002 }, 'ru']
    ])
    const [start, russianStart, topic, russianTopic] = menus.set.map(({ commands }) => commands)
    expect(start).toEqual([
      { command: 'start', description: 'Write to our team' },
      { command: 'tickets', description: 'Your requests' }
    ])
    expect(russianStart).toEqual([
      { command: 'start', description: 'Написать нашей команде' },
      { command: 'tickets', description: 'Ваши обращения' }
    ])
    const listed = (language: 'en' | 'ru') =>
      topicCommands.map(({ name, help }) => ({ command: name, description: help[language] }))
    expect(topic).toEqual(listed('en'))
    expect(russianTopic).toEqual(listed('ru'))
  })

  it('is set again only where it differs', async () => {
    await offer()
    menus.set.length = 0
    await offer()
    expect(menus.set).toEqual([])
    menus.kept.set(JSON.stringify([group, 'ru']), [{ command: 'note', description: 'old' }])
    await offer()
    expect(menus.set.map(({ scope, language_code }) => [scope, language_code])).toEqual([[group, 'ru']])
  })

  it('that Telegram does not take leaves the others as they should be', async () => {
    menus.refuses = scope => scope['type'] === 'all_private_chats'
    await offer()
    expect(menus.set.map(({ scope }) => scope)).toEqual([group, group])
  })

  it('has the own wording of the desk in private chats, and in what it leaves out ours', async () => {
    await word({ en: 'Ask <us>' })
    await offer()
    expect([described(), described('ru')]).toEqual([
      ['Ask <us>', 'Your requests'],
      ['Написать нашей команде', 'Ваши обращения']
    ])
    await word({ en: '{{desk.name}}' })
    await offer()
    expect(described()).toEqual(['Write to our team', 'Your requests'])
  })

  it('is offered again there when the wording changes, and nowhere else', async () => {
    const over = new AbortController()
    const running = keepOffering(options(), [-1001], over.signal)
    const looks = async () => {
      while (clock.sleeping === 0) await new Promise(resolve => setImmediate(resolve))
    }
    await looks()
    menus.set.length = 0
    await clock.advance(30_000)
    await looks()
    expect(menus.set).toEqual([])
    await word({ ru: 'Спросить' })
    await clock.advance(30_000)
    await looks()
    expect(menus.set.map(({ scope, language_code }) => [scope, language_code])).toEqual([[inPrivate, 'ru']])
    over.abort()
    await running
  })

  it('has in groups what rules answer, while they do', async () => {
    const over = new AbortController()
    const running = keepOffering(options(), [-1001], over.signal)
    const looks = async () => {
      while (clock.sleeping === 0) await new Promise(resolve => setImmediate(resolve))
    }
    const inGroup = () => menus.kept.get(JSON.stringify([group, '']))?.slice(topicCommands.length)
    await looks()
    expect(inGroup()).toEqual([])
    await answer('pay_link')
    await clock.advance(30_000)
    await looks()
    expect(inGroup()).toEqual([{ command: 'pay_link', description: 'A link to pay' }])
    await answer(null)
    await clock.advance(30_000)
    await looks()
    expect(inGroup()).toEqual([])
    over.abort()
    await running
  })
})
