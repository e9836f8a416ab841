import type { Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

const bold = (offset: number, length: number) => ({ type: 'bold', offset, length })

describe('texts', () => {
  it('obey Telegram’s rules of size, counted in code points', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const text = (text: string) => bot.refused('sendMessage', { chat_id, text })
      expect(await text(' \n ')).toBe('400 Bad Request: message text is empty')
      expect(await text('x'.repeat(4097))).toBe('400 Bad Request: message is too long')
      expect(await bot.get('sendMessage', { chat_id, text: '😀'.repeat(4096) })).toBeTruthy()
      const photo = { chat_id, photo: 'https://example.org/a.jpg', caption: 'x'.repeat(1025) }
      expect(await bot.refused('sendPhoto', photo)).toBe('400 Bad Request: message caption is too long')
      const button = { text: 'x', callback_data: 'é'.repeat(33) }
      const keyboard = { chat_id, text: 'x', reply_markup: { inline_keyboard: [[button]] } }
      expect(await bot.refused('sendMessage', keyboard)).toBe('400 Bad Request: BUTTON_DATA_INVALID')
    }))

  it('refuse entities out of bounds or inside a surrogate pair', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const send = (offset: number, length: number) =>
        bot.call('sendMessage', { chat_id, text: 'a😀b', entities: [{ type: 'bold', offset, length }] })
      expect(await send(1, 2)).toMatchObject({ ok: true })
      expect(await send(1, 1)).toMatchObject({ ok: false, error_code: 400 })
      expect(await send(3, 2)).toMatchObject({ ok: false, error_code: 400 })
    }))

  it('understand HTML and MarkdownV2, and say what they do not understand', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const html = {
        chat_id,
        parse_mode: 'HTML',
        text: '<b>a &lt; <i>b</i></b> <a href="https://x.org">c</a>'
      }
      expect(await bot.get<Message>('sendMessage', html)).toMatchObject({
        text: 'a < b c',
        entities: [
          { type: 'bold', offset: 0, length: 5 },
          { type: 'italic', offset: 4, length: 1 },
          { type: 'text_link', offset: 6, length: 1, url: 'https://x.org/' }
        ]
      })
      const markdown = { chat_id, parse_mode: 'MarkdownV2', text: '*a _b_* `c\\`d` e\\.' }
      expect(await bot.get<Message>('sendMessage', markdown)).toMatchObject({
        text: 'a b c`d e.',
        entities: [
          { type: 'bold', offset: 0, length: 3 },
          { type: 'italic', offset: 2, length: 1 },
          { type: 'code', offset: 4, length: 3 }
        ]
      })
      const wrong = { chat_id, parse_mode: 'HTML', text: 'a < b' }
      expect(await bot.refused('sendMessage', wrong)).toMatch(/^400 Bad Request: can't parse entities: /)
    }))

  it('are kept as Telegram keeps them: cleaned, trimmed, with links and mentions that lead somewhere', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const { id } = control.createCustomer({ first_name: 'Dora' })
      const cases = [
        [{ text: ' \n a\tb\r\nc \n' }, 'a b\nc', undefined],
        [{ text: 'a\u2028b\u0333c', entities: [bold(2, 3)] }, 'abc', [bold(1, 2)]],
        [{ text: '  a  ', entities: [bold(1, 4)] }, ' a', [bold(0, 2)]],
        [{ text: '\r <b>\r\na</b>', parse_mode: 'HTML' }, '\na', [bold(0, 2)]],
        [{ text: 'ab', entities: [bold(0, 0)] }, 'ab', undefined],
        [
          { text: 'ab', entities: [{ type: 'text_link', offset: 0, length: 1, url: 'X.org' }] },
          'ab',
          [{ type: 'text_link', offset: 0, length: 1, url: 'http://x.org/' }]
        ],
        [
          { text: `<a href="tg://user?id=${id}">a</a><a href="tg://user?id=99">b</a>`, parse_mode: 'HTML' },
          'ab',
          [{ type: 'text_mention', offset: 0, length: 1, user: { id, is_bot: false, first_name: 'Dora' } }]
        ],
        [
          { text: '<a href="x.org">a<code>b</code></a>', parse_mode: 'html' },
          'ab',
          [{ type: 'text_link', offset: 0, length: 2, url: 'http://x.org/' }]
        ],
        [
          { text: '<pre><code>a</code></pre>', parse_mode: 'HTML' },
          'a',
          [{ type: 'pre', offset: 0, length: 1 }]
        ]
      ] as const
      for (const [given, text, entities] of cases) {
        const sent = await bot.get<Message>('sendMessage', { chat_id, ...given })
        expect([given, sent.text, sent.entities]).toEqual([given, text, entities])
      }
    }))

  it('are refused with entities that have no place or say nothing', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const at = { offset: 0, length: 1 }
      const cases = [
        [bold(-1, 1), 'receive an entity with incorrect offset -1'],
        [bold(0, -1), 'receive an entity with incorrect length -1'],
        [bold(9, 1), 'entity begins after the end of the text at UTF-16 offset 9'],
        [
          bold(1, 9),
          'entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 10'
        ],
        [bold(2, 1), 'entity begins in a middle of a UTF-16 symbol at byte offset 5'],
        [
          bold(0, 2),
          'entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 5'
        ],
        [{ type: 'text_link', ...at, url: 'nowhere' }, "entity URL 'nowhere' is invalid: Wrong HTTP URL"],
        [{ type: 'text_link', ...at }, "entity URL '' is invalid: URL host is empty"],
        [{ type: 'custom_emoji', ...at, custom_emoji_id: 'x' }, 'invalid custom emoji identifier specified'],
        [{ type: 'date_time', ...at, unix_time: 0 }, 'invalid date specified'],
        [{ type: 'rainbow', ...at }, "can't parse entities: MessageEntity has unsupported type"],
        [{ type: 'bold' }, "can't parse entities: MessageEntity has unsupported fields"],
        [5, "can't parse entities: MessageEntity must be an Object"]
      ] as const
      for (const [entity, reason] of cases) {
        const said = { chat_id, text: 'a😀b', entities: [entity] }
        expect([entity, await bot.refused('sendMessage', said)]).toEqual([
          entity,
          `400 Bad Request: ${reason}`
        ])
      }
    }))

  it('quote in MarkdownV2: lines that follow each other are one quote, which may be expandable', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const send = (text: string) =>
        bot.get<Message>('sendMessage', { chat_id, parse_mode: 'MarkdownV2', text })
      expect(await send('a\n>b *c*\n>d\ne')).toMatchObject({
        text: 'a\nb c\nd\ne',
        entities: [
          { type: 'blockquote', offset: 2, length: 6 },
          { type: 'bold', offset: 4, length: 1 }
        ]
      })
      expect(await send('>a\n**>b\n>||c|| d||')).toMatchObject({
        text: 'a\nb\nc d',
        entities: [
          { type: 'blockquote', offset: 0, length: 2 },
          { type: 'expandable_blockquote', offset: 2, length: 5 },
          { type: 'spoiler', offset: 4, length: 1 }
        ]
      })
      const refused = (text: string) =>
        bot.refused('sendMessage', { chat_id, parse_mode: 'MarkdownV2', text })
      expect(await refused('a > b')).toMatch(/Character '>' is reserved/)
      expect(await refused('>*a\nb*')).toMatch(/Can't find end of Bold entity/)
    }))
})
