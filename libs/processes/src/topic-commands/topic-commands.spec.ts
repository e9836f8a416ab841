import { readFileSync } from 'node:fs'
import type { MessageEntity } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { AgentId } from '#kernel'
import { menuCommand } from '../intake/customer-menu.js'
import { languages } from '../words/index.js'
import { almostCommand, commandList, consoleCommand, readCommand, topicCommands } from './index.js'
import { nearestTo } from './nearest.js'

const by = { agentId: 'a' as AgentId, now: 1, hasMedia: false }
const known: ReadonlySet<string> = new Set(topicCommands.map(({ name }) => name))
const names = fc.oneof(fc.constantFrom(...known), fc.string())
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('+', '-', '#', 'a', ' ', '@') })
)

describe('reading a command', () => {
  it('never fails and is the same for the same words, whatever somebody types', () => {
    fc.assert(
      fc.property(names, texts, (name, text) => {
        const command = { name, args: { text, entities: [] } }
        expect(readCommand(command, by)).toEqual(readCommand(command, by))
      })
    )
  })

  it('puts nothing that was typed into a refusal', () => {
    fc.assert(
      fc.property(names, texts, (name, text) => {
        const { ask } = readCommand({ name, args: { text: `zzz${text}`, entities: [] } }, by)
        if (ask.kind === 'mistake') expect(JSON.stringify(ask.details)).not.toContain('zzz')
      })
    )
  })

  it('knows every name of the list, and no other', () => {
    fc.assert(
      fc.property(names, name => {
        const { ask } = readCommand({ name, args: { text: '', entities: [] } }, by)
        const unknown = ask.kind === 'mistake' && ask.reason === 'unknown_command'
        expect(unknown).toBe(!known.has(name))
      })
    )
  })
})

describe('the nearest command', () => {
  it.each([
    ['clsoe', 'close'],
    ['cliam', 'claim'],
    ['hlep', 'help'],
    ['res', 'resume'],
    ['reslove', 'resolve'],
    ['asign', 'assign'],
    ['n', 'note'],
    ['shipped', null],
    ['x', null],
    ['', null],
    ['a'.repeat(32), null]
  ])('to /%s is %s', (typed, nearest) => {
    expect(nearestTo(typed, [...known])).toBe(nearest)
  })

  it('is told in one line, and what was typed is not', () => {
    const { ask } = readCommand({ name: 'clsoe', args: { text: 'secret', entities: [] } }, by)
    expect(ask).toEqual({ kind: 'mistake', reason: 'unknown_command', details: { nearest: 'close' } })
  })
})

describe('the table of commands', () => {
  it('has what Telegram takes for a menu, in every language', () => {
    for (const { name, help } of topicCommands) {
      expect(name).toMatch(/^[a-z0-9_]{1,32}$/)
      expect(Object.keys(help).sort()).toEqual([...languages].sort())
      for (const text of Object.values(help)) expect(text).toMatch(/^.{1,256}$/)
    }
    expect(topicCommands.every(({ help }) => /[а-я]/.test(help.ru) && !/[а-я]/.test(help.en))).toBe(true)
  })

  it('is what /help lists', () => {
    const lines = commandList('en').split('\n')
    expect(lines).toHaveLength(topicCommands.length)
    expect(lines).toContain('/assign @name: give the ticket to a colleague')
    expect(lines).toContain('/claim: take the ticket')
  })

  it('is what docs/tickets.md shows: each command as it is used, and no other', () => {
    const docs = readFileSync(new URL('../../../../docs/tickets.md', import.meta.url), 'utf8')
    const section = /^## Commands$(.*?)^## /ms.exec(docs)?.[1] ?? ''
    const shown = [...section.matchAll(/`\/([a-z0-9_]+)((?: [^`]*)?)`/g)].map(
      ([, name = '', usage = '']) => ({
        name,
        usage: usage.trim().replaceAll('\\|', '|')
      })
    )
    for (const { name, usage } of topicCommands)
      expect(shown).toContainEqual({ name, usage: typeof usage === 'string' ? usage : usage.en })
    expect(new Set(shown.map(({ name }) => name))).toEqual(
      new Set([...known, consoleCommand.name, menuCommand])
    )
  })
})

describe('words that a command does not use', () => {
  const left = (text: string, entities: MessageEntity[] = []) => {
    const [name = '', ...words] = text.split(' ')
    return readCommand({ name, args: { text: words.join(' '), entities } }, by).left.text
  }

  it.each([
    ['resolve refunded by card', 'refunded by card'],
    ['claim', ''],
    ['hold  until Monday ', 'until Monday'],
    ['priority high  because of the fair', 'because of the fair'],
    ['priority high', ''],
    ['assign @bob please look', 'please look'],
    ['assign me I know this', 'I know this'],
    ['note all of this', ''],
    ['queue Second line', ''],
    ['tag +a -b', '']
  ])('of /%s are "%s"', (typed, words) => {
    expect(left(typed).trim()).toBe(words)
  })

  it('begin after the whole name of a mention', () => {
    const user = { id: 5, is_bot: false, first_name: 'Bob' }
    const mention: MessageEntity = { type: 'text_mention', offset: 0, length: 10, user }
    expect(left('assign Bob Marley please', [mention])).toBe('please')
  })
})

describe('what begins like a command and is none', () => {
  const almost = (text: string) => almostCommand({ text, entities: [] })

  it.each([
    ['／note fraud', 'note'],
    ['⁄clsoe', 'close'],
    ['/ note fraud', 'note'],
    ['  ／note fraud', 'note'],
    ['\u200b/note fraud', 'note'],
    ['@anna /note fraud', 'note'],
    ['@anna, @bob: ／resolve', 'resolve'],
    ['/etc/passwd is gone', null],
    ['//', null],
    ['Bob, /note x', 'note'],
    ['❗️/note x', 'note'],
    ['❗ ❗ /note x', 'note'],
    ['\\note x', 'note'],
    ['⟋note', 'note'],
    ['- /note x', 'note'],
    ['@anna 👉 /note x', 'note'],
    ['!note fraud', 'note'],
    ['.Resolve', 'resolve']
  ])('%j is refused, with the nearest', (text, nearest) => {
    expect(almost(text)).toEqual({ kind: 'mistake', reason: 'unknown_command', details: { nearest } })
  })

  it.each([
    'Hello',
    'see /note',
    '@anna can you help',
    'either/or',
    '',
    '1/2',
    '❗️ Hello',
    '¯\\_(ツ)_/¯',
    'Hello, see /note',
    'Yes, /start it again',
    '!important',
    '...wait',
    '.noted',
    '#note x'
  ])('%j is not', text => {
    expect(almost(text)).toBeUndefined()
  })

  it('is refused behind a colleague who has no username', () => {
    const user = { id: 22, is_bot: false, first_name: 'Bob Berg' }
    const entities = [{ type: 'text_mention' as const, offset: 0, length: 8, user }]
    const of = (text: string) => almostCommand({ text, entities })
    expect(of('Bob Berg /note fraud')).toMatchObject({ details: { nearest: 'note' } })
    expect(of('Bob Berg, @anna: /note fraud')).toMatchObject({ details: { nearest: 'note' } })
    expect(of('Bob Berg can you help')).toBeUndefined()
  })

  it('is near to a command that rules answer, too', () => {
    const rules = [{ name: 'pay_link', title: 'Payment link' }]
    const seen = almostCommand({ text: '／pay_link 50', entities: [] }, rules)
    expect(seen).toMatchObject({ details: { nearest: 'pay_link' } })
  })
})
