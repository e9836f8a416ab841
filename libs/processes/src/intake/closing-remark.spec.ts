import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { soundsClosing } from './closing-remark.js'

describe('a closing remark', () => {
  const closing = [
    'Thanks',
    'thank you!',
    'Ok, thank you very much 🙏',
    'Thanks, bye',
    'It works now, thanks a lot!',
    'Спасибо',
    'спасибо, пока',
    'Спасибо большое, всё заработало!',
    'Благодарю за помощь',
    'До свидания',
    '👍',
    '👍🏻👍🏻',
    '🙏❤️',
    "It's solved, thanks!",
    'Thanks again, have a nice day',
    'Thank you for your quick reply',
    'that is all, thank you so much again',
    'Спасибо за быстрый ответ!',
    'Ещё раз спасибо',
    'Спасибо большое ещё раз, до свидания',
    'Thanks so much, good evening',
    'Thanks, great day',
    'Thanks for the support',
    'Спасибо, хорошего вечера',
    'Спасибо, доброго дня!'
  ]
  for (const text of closing) {
    it(`is "${text}"`, () => expect(soundsClosing(text)).toBe(true))
  }

  const open = [
    '',
    'ok',
    'Thanks, but it still fails',
    'thanks, and when will it arrive?',
    'Thank you for your help, the invoice 17 is missing',
    'спасибо, а когда придёт',
    'Спасибо, но не работает',
    'not solved',
    'пока не работает',
    'хорошо',
    '😡',
    'thanks 😡',
    'thanks https://example.org',
    'Is it solved',
    'is my issue resolved',
    'now is it solved',
    'is that all',
    'have you solved it',
    'thank you so much now it is my problem again',
    'thanks, it is there again',
    'help, thanks',
    'thanks help',
    'thanks？',
    'пока решено',
    'решено ли',
    'спасибо, снова',
    'спасибо, проблема',
    'это вопрос, спасибо',
    'нужна помощь, спасибо',
    'for your help',
    'It worked for one day',
    'It works now and then',
    'thanks, it works now and then',
    'It works so-so',
    'It worked all day',
    'It worked then',
    'for now it works',
    'It works for one',
    'It worked for many',
    'It worked one evening',
    'Решено и теперь',
    'Помогло до вечера',
    'работало до дня, спасибо'
  ]
  for (const text of open) {
    it(`is not "${text}"`, () => expect(soundsClosing(text)).toBe(false))
  }

  it('is never a question, and never has a number or a link', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('?', '7', 'https://a.example'),
        (text, mark) => {
          expect(soundsClosing(`thanks ${text}${mark}`)).toBe(false)
        }
      )
    )
  })
})
