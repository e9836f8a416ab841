import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { alertKindNames, customerTextNames, deskTextsKind, groupNeeds, metrics, staffNotices } from '#domain'
import { topicCommands } from '../topic-commands/index.js'
import {
  alertNotices,
  customerWords,
  groupNoticeText,
  type InEach,
  languageOfCustomer,
  languages,
  refusalText,
  setupProblemText,
  slaWords,
  standingDetails,
  toasts
} from './index.js'
import { priorityNames } from './names.js'
import { age, duration, russian } from './numbers.js'

const isRussian = (text: string) => /[а-яё]/i.test(text)
const refused = (command: string, details = {}, usage = '') => ({ command, usage, details, holder: '' })

describe('texts for customers', () => {
  it('are Russian for Russian apps and English for all others', () => {
    expect(['ru', 'ru-RU', 'RU', 'ru_BY'].map(languageOfCustomer)).toEqual(['ru', 'ru', 'ru', 'ru'])
    expect(['en', 'en-GB', 'de', 'run', 'uk', '', null, undefined].map(languageOfCustomer)).toEqual(
      Array.from({ length: 8 }, () => 'en')
    )
  })

  it('are all there in every language, and would be taken as own wording of a desk', () => {
    for (const name of customerTextNames) {
      for (const language of languages)
        expect(isRussian(customerWords[name][language])).toBe(language === 'ru')
    }
    expect(Object.keys(customerWords)).toEqual(customerTextNames)
    expect(deskTextsKind.check(customerWords, 0)).toEqual([])
    for (const text of Object.values(customerWords.opened)) expect(text).toContain('{{ticket.code}}')
    for (const text of Object.values(customerWords.resolved)) expect(text).toContain('{{ticket.code}}')
  })
})

/** Every text and every function that makes one, by its path; of a function what is written in it. */
function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return value === '' ? [] : [[path, value]]
  if (typeof value === 'function') return [[path, String(value)]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inside]) => leaves(inside, `${path}.${name}`))
}

const here = new URL('./', import.meta.url)
/** Units and the like, which are the same or are tested by themselves. */
const noTexts = ['language.ts', 'numbers.ts', 'customer.ts']
const files = readdirSync(here).filter(name => /(?<!\.spec)\.ts$/.test(name) && !noTexts.includes(name))

const isInEach = (value: unknown): value is InEach<unknown> =>
  typeof value === 'object' && value !== null && languages.every(language => language in value)

/** Whatever there is by language. */
const tables = new Map<string, InEach<unknown>>()
for (const file of files) {
  const exported: Readonly<Record<string, unknown>> = await import(new URL(file, here).href)
  for (const [name, value] of Object.entries(exported)) if (isInEach(value)) tables.set(name, value)
}

/** What is made of other entries of these tables, or is a sign. */
const ofOthers = [
  'noticeTexts.rights_missing',
  'noticeTexts.setup_done',
  'noticeTexts.setup_refused',
  'noticeTexts.not_an_agent',
  'noticeTexts.anonymous_admin',
  'noticeTexts.general_help',
  'noticeTexts.command_refused',
  'noticeTexts.team',
  'noticeTexts.me',
  'noticeTexts.assignee_not_there',
  'noticeTexts.alert_began',
  'noticeTexts.alert_ended',
  'summaryWords.edited',
  'summaryWords.media'
]

describe('texts for staff', () => {
  it('are different in every language, all of them, and Russian ones in Russian', () => {
    expect([...tables.keys()]).toEqual(expect.arrayContaining(['refusalTexts', 'slaWords', 'alertTexts']))
    for (const [name, table] of tables) {
      const english = new Map(leaves(table.en, name))
      const russianTexts = leaves(table.ru, name)
      expect(russianTexts.map(([path]) => path)).toEqual([...english.keys()])
      const others = russianTexts.filter(([path]) => !ofOthers.includes(path))
      expect(others.filter(([path, text]) => text === english.get(path))).toEqual([])
      expect(others.filter(([, text]) => !isRussian(text))).toEqual([])
      expect([...english].filter(([, text]) => isRussian(text))).toEqual([])
    }
  })

  it('are all among these: no table by language is kept from this test', () => {
    for (const file of files) {
      const source = readFileSync(new URL(file, here), 'utf8')
      expect([file, /^const \w+: InEach</m.exec(source)?.[0]]).toEqual([file, undefined])
    }
  })

  it('of what commands are followed by are different, unless it is typed so in every language', () => {
    const priority = Object.keys(priorityNames.en).join('|')
    for (const { name, usage } of topicCommands) {
      if (typeof usage === 'string') expect(['', priority]).toContain(usage)
      else expect([name, isRussian(usage.ru), isRussian(usage.en)]).toEqual([name, true, false])
    }
  })

  const details = {
    missing: groupNeeds.join(', '),
    title: 'Team',
    breached: 2,
    warned: 1,
    tickets: 'A',
    more: 3,
    alert: 'updates_pending',
    pending: 1200,
    reason: 'not_a_lead',
    command: 'away',
    people: 'a busy - 2 5',
    availability: 'busy',
    load: 2
  }

  it.each(languages)('say each notice of a group, with nothing left out: %s', language => {
    for (const notice of staffNotices) {
      const text = groupNoticeText(language, notice, { details, inTopic: true, commands: '/help: x' })
      expect([notice, isRussian(text)]).toEqual([notice, language === 'ru'])
      expect(text).not.toMatch(/undefined|null|NaN/)
    }
    expect(groupNoticeText(language, 'sla_digest', { details, inTopic: false, commands: '' })).toBe(
      language === 'ru'
        ? '🔴 просрочено: 2, ⏰ скоро срок: 1\nA и ещё 3'
        : '🔴 overdue: 2, ⏰ due soon: 1\nA and 3 more'
    )
  })

  it('tell every alert in Russian too, with what others say of it word for word', () => {
    for (const kind of alertKindNames) {
      const began = alertNotices.began('ru', kind, {
        why: 'no answer in time',
        pending: 21,
        lost: 2,
        ticket: null
      })
      for (const line of began.split('\n')) expect([kind, isRussian(line)]).toEqual([kind, true])
      expect(isRussian(alertNotices.ended('ru', kind, 65))).toBe(true)
    }
    expect(alertNotices.began('ru', 'telegram_away', { why: 'no answer in time' })).toContain(
      'нет ответа вовремя'
    )
    expect(alertNotices.began('ru', 'telegram_away', { why: 'Bad Gateway' })).toContain('Bad Gateway')
    expect(alertNotices.began('ru', 'updates_pending', { pending: 1021 })).toContain(
      '1021 обновление\n'.trim()
    )
    expect(alertNotices.ended('ru', 'telegram_away', 65)).toBe(
      '✅ Прошло через 1 мин 5 с: Telegram не отвечает.'
    )
  })

  it('name the nearest command in one line', () => {
    const said = (nearest: string | null) =>
      refusalText('en', 'unknown_command', refused('unknown', { nearest }))
    expect(said('close')).toBe(
      'I do not know this command, and nothing was sent to the customer. Did you mean /close? /help lists them all.'
    )
    expect(said(null)).not.toMatch(/mean|\n/)
  })

  it('say how a command is used in the language of the team', () => {
    const said = refusalText('ru', 'argument_missing', refused('assign', {}, '/assign @имя'))
    expect(said).toBe('Пишется так: /assign @имя')
  })

  it('say something also of a reason that only another version knows', () => {
    expect(refusalText('en', 'too_late', refused('close', { by: 5, why: null }))).toBe(
      '/close: too late (5).'
    )
    expect(refusalText('en', 'constructor', refused('x'))).toBe('/x: constructor.')
  })

  it.each(languages)('fit into the answer to a button press: %s', language => {
    const holder = { holder: 'x'.repeat(128) }
    expect(toasts.refusal(language, 'already_assigned', holder).text.length).toBeLessThanOrEqual(200)
    for (const reason of [
      'ticket_closed',
      'ticket_resolved',
      'not_resendable',
      'unknown_message',
      'not_an_agent'
    ])
      expect(toasts.refusal(language, reason).text.length).toBeLessThanOrEqual(200)
  })

  it('say how a group is put right', () => {
    for (const language of languages) {
      expect(setupProblemText(language, { kind: 'right_missing', right: 'can_pin_messages' })).toContain(
        'can_pin_messages'
      )
      expect(setupProblemText(language, { kind: 'group_migrated', to: -100 })).toContain('-100')
    }
  })

  it('tell times where the team lives', () => {
    const at = Date.parse('2026-01-05T09:30:00Z')
    for (const metric of metrics) {
      expect(slaWords.en.warned(metric, at, 5430, 'Europe/Berlin')).toMatch(
        /^⏰ [a-z ]+: 1 h 30 min 30 s left at Mon 5 Jan 10:30 \(Europe\/Berlin\)$/
      )
      expect(slaWords.ru.warned(metric, at, 5430, 'Europe/Berlin')).toMatch(
        /^⏰ [а-яё ]+: на пн 5 янв\.? 10:30 \(Europe\/Berlin\) осталось 1 ч 30 мин 30 с$/
      )
    }
  })
})

describe('numbers', () => {
  it('have the form of the word that Russian asks for', () => {
    const said = (count: number) => russian(count, 'очередь', 'очереди', 'очередей')
    expect([1, 21, 101].map(said)).toEqual(['очередь', 'очередь', 'очередь'])
    expect([2, 3, 4, 22, 104].map(said)).toEqual(Array.from({ length: 5 }, () => 'очереди'))
    expect([0, 5, 11, 12, 14, 20, 111].map(said)).toEqual(Array.from({ length: 7 }, () => 'очередей'))
  })

  it('of time are short in every language', () => {
    expect(languages.map(language => duration(language, 5430))).toEqual([
      '1 h 30 min 30 s',
      '1 ч 30 мин 30 с'
    ])
    expect(languages.map(language => age(language, 273_600))).toEqual(['3 d 4 h', '3 д 4 ч'])
  })

  it('of a queue that nobody waits in are told, and of many queues how many are left out', () => {
    const queue = { queueId: 'q' as never, name: 'Q', waiting: 1, unassigned: 0, overdue: 0, oldest: null }
    const lines = (language: 'en' | 'ru', queues: number) =>
      String(standingDetails(language, 'queues', Array(queues).fill(queue), 0)['lines'])
    expect(lines('ru', 1)).toBe('Q: открыто 1 · без исполнителя 0 · просрочено 0')
    expect(lines('ru', 52).split('\n').at(-1)).toBe('и ещё 2 очереди')
    expect(lines('en', 51).split('\n').at(-1)).toBe('and 1 more queue')
  })
})
