import { describe, expect, it } from '@jest/globals'
import { groupNeeds, metrics, staffNotices } from '#domain'
import {
  customerNotice,
  customerWords,
  groupNoticeText,
  languageOfCustomer,
  languages,
  refusalText,
  setupProblemText,
  slaWords,
  toasts
} from './index.js'

const isRussian = (text: string) => /[а-яё]/i.test(text)

describe('texts for customers', () => {
  it('are Russian for Russian apps and English for all others', () => {
    expect(['ru', 'ru-RU', 'RU', 'ru_BY'].map(languageOfCustomer)).toEqual(['ru', 'ru', 'ru', 'ru'])
    expect(['en', 'en-GB', 'de', 'run', 'uk', '', null, undefined].map(languageOfCustomer)).toEqual(
      Array.from({ length: 8 }, () => 'en')
    )
    expect(isRussian(customerNotice('greeting', 'ru-RU', ''))).toBe(true)
    expect(isRussian(customerNotice('greeting', 'de', ''))).toBe(false)
  })

  it('are all there in every language, and name the ticket by its code', () => {
    for (const language of languages) {
      const { notices, commands } = customerWords(language)
      const all = [notices.greeting(''), notices.opened('7K3Q-X9M2'), notices.resolved('7K3Q-X9M2')]
      for (const text of [...all, commands.start]) expect(isRussian(text)).toBe(language === 'ru')
      for (const text of all.slice(1)) expect(text).toContain('7K3Q-X9M2')
    }
  })
})

describe('texts for staff', () => {
  it('say each notice of a group, with nothing left out', () => {
    const details = {
      missing: groupNeeds.join(', '),
      title: 'Team',
      breached: 2,
      warned: 1,
      tickets: 'A',
      more: 3,
      alert: 'updates_pending',
      pending: 1200
    }
    for (const notice of staffNotices) {
      const text = groupNoticeText(notice, { details, inTopic: true, commands: '/help: x' })
      expect(text).toMatch(/[A-Za-z]/)
      expect(text).not.toMatch(/undefined|null|NaN/)
    }
    expect(groupNoticeText('sla_digest', { details, inTopic: false, commands: '' })).toBe(
      '🔴 overdue: 2, ⏰ due soon: 1\nA and 3 more'
    )
  })

  it('name the nearest command in one line', () => {
    const said = (nearest: string | null) =>
      refusalText('unknown_command', { command: 'unknown', details: { nearest }, holder: '' })
    expect(said('close')).toBe(
      'I do not know this command, and nothing was sent to the customer. Did you mean /close? /help lists them all.'
    )
    expect(said(null)).not.toMatch(/mean|\n/)
  })

  it('say something also of a reason that only another version knows', () => {
    expect(refusalText('too_late', { command: 'close', details: { by: 5, why: null }, holder: '' })).toBe(
      '/close: too late (5).'
    )
    expect(refusalText('constructor', { command: 'x', details: {}, holder: '' })).toBe('/x: constructor.')
  })

  it('fit into the answer to a button press', () => {
    expect(toasts.refusal('already_assigned', { holder: 'x'.repeat(128) }).text.length).toBeLessThanOrEqual(
      200
    )
    for (const reason of [
      'ticket_closed',
      'ticket_resolved',
      'not_resendable',
      'unknown_message',
      'not_an_agent'
    ])
      expect(toasts.refusal(reason).text.length).toBeLessThanOrEqual(200)
  })

  it('say how a group is put right', () => {
    expect(setupProblemText({ kind: 'right_missing', right: 'can_pin_messages' })).toContain(
      'can_pin_messages'
    )
    expect(setupProblemText({ kind: 'group_migrated', to: -100 })).toContain('-100')
  })

  it('tell times where the team lives', () => {
    const at = Date.parse('2026-01-05T09:30:00Z')
    for (const metric of metrics)
      expect(slaWords.warned(metric, at, 5430, 'Europe/Berlin')).toMatch(
        /^⏰ [a-z ]+: 1 h 30 min 30 s left at Mon 5 Jan 10:30 \(Europe\/Berlin\)$/
      )
  })
})
