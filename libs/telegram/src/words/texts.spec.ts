import { describe, expect, it } from '@jest/globals'
import { customerTexts } from './customer-texts.js'
import { refusalText, staffCommands, staffTexts } from './staff-texts.js'

describe('texts for customers', () => {
  it('are Russian for Russian apps and English for all others', () => {
    const isRussian = (code: string | undefined) => /[а-я]/.test(customerTexts(code).greeting)
    expect(['ru', 'ru-RU', 'RU'].map(isRussian)).toEqual([true, true, true])
    expect(['en', 'de', 'run', '', undefined].map(isRussian)).toEqual([false, false, false, false, false])
  })

  it('name the ticket by its code', () => {
    for (const language of ['en', 'ru']) {
      const texts = customerTexts(language)
      expect(texts.ticketOpened('7K3Q-X9M2')).toContain('7K3Q-X9M2')
      expect(texts.ticketResolved('7K3Q-X9M2')).toContain('7K3Q-X9M2')
    }
  })
})

describe('texts for staff', () => {
  it('explain every command', () => {
    for (const [name] of staffCommands) expect(staffTexts.help).toContain(`/${name}`)
  })

  it('fit into the answer to a button press', () => {
    expect(staffTexts.alreadyClaimed('x'.repeat(128)).length).toBeLessThanOrEqual(200)
  })

  it('say why a reply was refused', () => {
    expect(staffTexts.replyRefused(refusalText({ kind: 'customer_unreachable', why: 'blocked' }))).toBe(
      'Not delivered: the customer has blocked the bot.'
    )
    expect(refusalText({ kind: 'entities_bad' })).toBe('Telegram refused it (entities bad)')
  })
})
