import type { Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

const place = { latitude: 52.5, longitude: 13.4 }

describe('polls, places, contacts and dice', () => {
  it('are sent as Telegram shows them', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const person = { phone_number: '+49301234', first_name: 'Dora' }
      const venue = { title: 'Office', address: 'Main Street 1' }
      const options = [{ text: 'Good' }, { text: 'Bad' }]
      const sent = [
        ['sendLocation', place, { location: place }],
        ['sendVenue', { ...place, ...venue }, { venue: { ...venue, location: place }, location: place }],
        ['sendContact', { ...person, last_name: 'D' }, { contact: { ...person, last_name: 'D' } }],
        ['sendPoll', { question: 'How was it?', options }, { poll: { question: 'How was it?', options } }],
        ['sendDice', {}, { dice: { emoji: '🎲' } }],
        ['sendDice', { emoji: '🎰' }, { dice: { emoji: '🎰' } }]
      ] as const
      for (const [method, params, shown] of sent) {
        expect(await bot.get(method, { chat_id, ...params })).toMatchObject(shown)
      }
      expect(control.messages({ chat_id })).toMatchObject(sent.map(([, , shown]) => shown))
    }))

  it('come from people too, as do checklists and paid media, which can not be copied', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const user_id = control.createCustomer({ first_name: 'Dora' }).id
      control.customerSays({ user_id, venue: { ...place, title: 'Office', address: 'Main Street 1' } })
      control.customerSays({ user_id, checklist: { title: 'To do', tasks: ['One', 'Two'] } })
      const paid = control.customerSays({ user_id, paid_media: { star_count: 5 }, text: 'look' })
      expect((await bot.updates()).map(({ message }) => message)).toMatchObject([
        { venue: { title: 'Office' }, location: place },
        { checklist: { title: 'To do', tasks: [{ text: 'One' }, { text: 'Two' }] } },
        { paid_media: { star_count: 5, paid_media: [{ type: 'photo' }] }, caption: 'look' }
      ])
      const copy = { chat_id, from_chat_id: user_id, message_id: paid.message_id }
      expect(await bot.refused('copyMessage', copy)).toBe("400 Bad Request: the message can't be copied")
      expect(() => control.customerSays({ user_id, checklist: { title: '', tasks: ['x'] } })).toThrow()
    }))

  it('are refused when a part is missing or beyond its bounds', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const options = (count: number) => Array.from({ length: count }, (_, n) => ({ text: `${n}` }))
      const wrong = [
        ['sendLocation', { latitude: 91, longitude: 0 }, 'latitude is empty'],
        ['sendLocation', { latitude: 0, longitude: 181 }, 'longitude is empty'],
        ['sendVenue', { ...place, title: 'Office' }, 'VENUE_TITLE_INVALID'],
        ['sendContact', { first_name: 'Dora' }, 'phone number is empty'],
        ['sendContact', { phone_number: '+49301234' }, 'first name is empty'],
        ['sendPoll', { options: options(2) }, 'poll question must be non-empty'],
        ['sendPoll', { question: 'x', options: options(13) }, "poll can't have more than 12 options"],
        ['sendDice', { emoji: '🙂' }, 'wrong dice emoji specified']
      ] as const
      for (const [method, params, reason] of wrong) {
        expect(await bot.refused(method, { chat_id, ...params })).toBe(`400 Bad Request: ${reason}`)
      }
      expect(await bot.refused('sendPoll', { chat_id, question: 'x', options: [] })).toMatch(/^400/)
      expect(control.messages({ chat_id })).toEqual([])
      expect(await bot.get('sendPoll', { chat_id, question: 'x', options: options(12) })).toBeTruthy()
    }))
})

describe('the answer to a button', () => {
  it('has 200 characters at most', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      const reply_markup = { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] }
      const { message_id } = await bot.get<Message>('sendMessage', { chat_id, text: 'x', reply_markup })
      const press = control.press({ user_id, chat_id, message_id, data: 'a' })
      const answer = (length: number) => ({ ...press, text: '😀'.repeat(length), show_alert: true })
      expect(await bot.refused('answerCallbackQuery', answer(201))).toBe('400 Bad Request: MESSAGE_TOO_LONG')
      expect(control.callbackAnswer(press)).toMatchObject({ answered: false })
      expect(await bot.get('answerCallbackQuery', answer(200))).toBe(true)
      expect(control.callbackAnswer(press)).toMatchObject({ answered: true, show_alert: true })
    }))
})
