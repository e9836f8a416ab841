import type { Message } from '@grammyjs/types'
import { describe, expect, it } from '@jest/globals'
import { withSandbox } from './testing.js'

const place = { latitude: 52.5, longitude: 13.4 }
const photo = 'https://example.org/a.jpg'
const video = 'https://example.org/a.mp4'
const poll = { question: 'How was it?', options: [{ text: 'Good' }, 'Bad'] }
const emoji = '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>'
const custom = { type: 'custom_emoji', offset: 0, length: 2, custom_emoji_id: '5368324170671202286' }

describe('a parameter of a call', () => {
  it.each([
    [
      'sendMessage',
      { text: 'x.org', link_preview_options: { is_disabled: true, show_above_text: false } },
      { link_preview_options: { is_disabled: true } }
    ],
    [
      'sendMessage',
      { text: 'x', disable_web_page_preview: true },
      { link_preview_options: { is_disabled: true } }
    ],
    [
      'sendMessage',
      { text: 'x', link_preview_options: { url: 'https://x.org', prefer_large_media: true } },
      { link_preview_options: { url: 'https://x.org', prefer_large_media: true } }
    ],
    [
      'sendMessage',
      { text: 'x', message_effect_id: '5104841245755180586' },
      { effect_id: '5104841245755180586' }
    ],
    [
      'sendPhoto',
      { photo, caption: 'c', show_caption_above_media: true, has_spoiler: true },
      { caption: 'c', show_caption_above_media: true, has_media_spoiler: true }
    ],
    [
      'sendVideo',
      { video, width: 320, height: 240, duration: 9, start_timestamp: 3, cover: photo },
      {
        video: {
          width: 320,
          height: 240,
          duration: 9,
          start_timestamp: 3,
          cover: [{ file_id: expect.any(String) }]
        }
      }
    ],
    [
      'sendAnimation',
      { animation: video, width: 10, duration: 2 },
      { animation: { width: 10, duration: 2 } }
    ],
    [
      'sendAudio',
      { audio: photo, performer: 'Bach', title: 'Air', duration: 200 },
      { audio: { performer: 'Bach', title: 'Air', duration: 200 } }
    ],
    ['sendVoice', { voice: photo, duration: 4 }, { voice: { duration: 4 } }],
    [
      'sendVideoNote',
      { video_note: video, length: 240, duration: 3 },
      { video_note: { length: 240, duration: 3 } }
    ],
    [
      'sendLocation',
      { ...place, horizontal_accuracy: 20, live_period: 600, heading: 90, proximity_alert_radius: 100 },
      {
        location: {
          ...place,
          horizontal_accuracy: 20,
          live_period: 600,
          heading: 90,
          proximity_alert_radius: 100
        }
      }
    ],
    [
      'sendVenue',
      { ...place, title: 'a', address: 'b', foursquare_id: 'f', google_place_type: 'g' },
      { venue: { foursquare_id: 'f', google_place_type: 'g' } }
    ],
    [
      'sendContact',
      { phone_number: '+49', first_name: 'a', vcard: 'BEGIN:VCARD' },
      { contact: { vcard: 'BEGIN:VCARD' } }
    ],
    [
      'sendPoll',
      {
        ...poll,
        is_anonymous: false,
        allows_multiple_answers: true,
        allows_revoting: false,
        is_closed: true
      },
      {
        poll: { is_anonymous: false, allows_multiple_answers: true, allows_revoting: false, is_closed: true }
      }
    ],
    [
      'sendPoll',
      {
        ...poll,
        question: `${emoji} <b>a</b>`,
        question_parse_mode: 'HTML',
        description: '*b*',
        description_parse_mode: 'MarkdownV2'
      },
      {
        poll: {
          question: '👍 a',
          question_entities: [custom],
          description: 'b',
          description_entities: [{ type: 'bold', offset: 0, length: 1 }]
        }
      }
    ],
    [
      'sendPoll',
      { question: 'a', options: [{ text: emoji, text_parse_mode: 'HTML' }] },
      { poll: { options: [{ text: '👍', text_entities: [custom] }] } }
    ]
  ])('is played by %s: %j', (method, params, shown) =>
    withSandbox({}, async ({ control }, bot) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      control.customerSays({ user_id: chat_id, text: 'hello' })
      expect(await bot.get(method, { chat_id, ...params })).toMatchObject(shown)
    })
  )

  it.each([
    ['sendMessage', { business_connection_id: 'b' }, 'business connection not found'],
    ['editMessageText', { inline_message_id: 'i', text: 'x' }, 'MESSAGE_ID_INVALID'],
    ['editMessageText', { rich_message: { html: 'x' } }, 'the sandbox does not play rich_message'],
    ['copyMessage', { direct_messages_topic_id: 5 }, 'the sandbox does not play direct_messages_topic_id'],
    [
      'sendPhoto',
      { suggested_post_parameters: { price: 5 } },
      'the sandbox does not play suggested_post_parameters'
    ],
    ['sendDice', { allow_paid_broadcast: true }, 'the sandbox does not play allow_paid_broadcast'],
    [
      'sendMessage',
      { ephemeral_message_parameters: { receiver_user_id: 5 } },
      'the sandbox does not play ephemeral_message_parameters'
    ],
    ['sendMessage', { text: 'x', message_effect_id: '5' }, "can't use message effects in the chat"],
    ['sendMessage', { text: 'x', link_preview_options: 5 }, 'object expected as link preview options'],
    ['sendVideo', { video, width: -1 }, 'wrong width specified'],
    ['sendLocation', { ...place, horizontal_accuracy: 1501 }, 'wrong horizontal_accuracy specified'],
    ['sendLocation', { ...place, live_period: 5 }, 'wrong live_period specified'],
    ['sendLocation', { ...place, live_period: 600, heading: 361 }, 'wrong heading specified'],
    ['sendPoll', { ...poll, type: 'quiz' }, 'the sandbox plays regular polls only'],
    ['sendPoll', { ...poll, open_period: 60 }, 'the sandbox does not play open_period'],
    ['sendPoll', { ...poll, members_only: true }, 'the sandbox does not play members_only'],
    ['sendPoll', { question: 'a', options: [''] }, 'poll options must be non-empty']
  ])('is refused by %s where it cannot be played: %j', (method, params, reason) =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      expect(await bot.refused(method, { chat_id, ...params })).toBe(`400 Bad Request: ${reason}`)
      expect(control.messages({ chat_id })).toEqual([])
    })
  )

  it('that asks for nothing is as good as absent', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const nothing = {
        business_connection_id: '',
        direct_messages_topic_id: 0,
        allow_paid_broadcast: false,
        suggested_post_parameters: null,
        link_preview_options: {},
        message_effect_id: ''
      }
      const sent = await bot.get<Message>('sendMessage', { chat_id, text: 'x', ...nothing })
      expect(Object.keys(sent).sort()).toEqual(['chat', 'date', 'from', 'message_id', 'text'])
    }))

  it('about an album is read of each item', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const media = [
        { type: 'photo', media: photo, has_spoiler: true, caption: 'c', show_caption_above_media: true },
        { type: 'video', media: video, duration: 9, start_timestamp: 2 }
      ]
      expect(await bot.get('sendMediaGroup', { chat_id, media })).toMatchObject([
        { has_media_spoiler: true, caption: 'c', show_caption_above_media: true },
        { video: { duration: 9, start_timestamp: 2 } }
      ])
    }))

  it('may be an uploaded preview of the file', () =>
    withSandbox({}, async ({ url, botToken, staffGroupId }, bot) => {
      const form = new FormData()
      form.set('chat_id', String(staffGroupId))
      form.set('document', new Blob(['content']), 'a.pdf')
      form.set('thumbnail', new Blob(['small']), 'a.jpg')
      const answer = await fetch(`${url}/bot${botToken}/sendDocument`, { method: 'POST', body: form })
      const { result } = JSON.parse(await answer.text())
      expect(result.document).toMatchObject({ file_size: 7, thumbnail: { file_size: 5 } })
      const { file_path } = await bot.get<{ file_path: string }>('getFile', result.document.thumbnail)
      expect(await (await fetch(`${url}/file/bot${botToken}/${file_path}`)).text()).toBe('small')
    }))

  it('about a quote gives it markup, and says which of several places is meant', () =>
    withSandbox({}, async ({ control }, bot) => {
      const { id: chat_id } = control.createCustomer({ first_name: 'Dora' })
      const { message_id } = control.customerSays({ user_id: chat_id, text: 'so so, and so on' })
      const quoting = (quote: object) => ({ chat_id, text: 'x', reply_parameters: { message_id, ...quote } })
      const cases = [
        [{ quote: 'so' }, { text: 'so', position: 0, is_manual: true }],
        [
          { quote: 'so', quote_position: 4 },
          { text: 'so', position: 3, is_manual: true }
        ],
        [
          { quote: 'so', quote_position: 9 },
          { text: 'so', position: 11, is_manual: true }
        ],
        [
          { quote: 'so', quote_position: 99 },
          { text: 'so', position: 11, is_manual: true }
        ],
        [
          { quote: '<b>so</b> <code>on</code>', quote_parse_mode: 'HTML' },
          {
            text: 'so on',
            entities: [{ type: 'bold', offset: 0, length: 2 }],
            position: 11,
            is_manual: true
          }
        ]
      ] as const
      for (const [asked, quote] of cases) {
        expect((await bot.get<Message>('sendMessage', quoting(asked))).quote).toEqual(quote)
      }
      expect(await bot.refused('sendMessage', quoting({ quote: 'never said' }))).toMatch(/QUOTE_TEXT_INVALID/)
      expect(await bot.refused('sendMessage', quoting({ poll_option_id: '1' }))).toBe(
        '400 Bad Request: the sandbox does not play poll_option_id'
      )
    }))

  it('goes with an edit: a preview is taken back, a caption moved', () =>
    withSandbox({}, async ({ staffGroupId: chat_id }, bot) => {
      const options = { link_preview_options: { is_disabled: true } }
      const { message_id } = await bot.get<Message>('sendMessage', { chat_id, text: 'x.org', ...options })
      const edit = { chat_id, message_id, text: 'x.org' }
      expect(await bot.refused('editMessageText', { ...edit, ...options })).toMatch(/is not modified/)
      expect(await bot.get('editMessageText', edit)).not.toHaveProperty('link_preview_options')
      const sent = await bot.get<Message>('sendPhoto', { chat_id, photo, caption: 'c' })
      const above = { chat_id, message_id: sent.message_id, caption: 'c', show_caption_above_media: true }
      expect(await bot.get('editMessageCaption', above)).toMatchObject({ show_caption_above_media: true })
    }))

  it('about notices is seen by the control: what is silent, what asks for an answer', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const disable_notification = true
      const reply_markup = { force_reply: true }
      const { message_id } = await bot.get<Message>('sendMessage', {
        chat_id,
        text: 'x',
        disable_notification
      })
      await bot.get('sendMessage', { chat_id, text: 'y', reply_markup })
      await bot.get('pinChatMessage', { chat_id, message_id, disable_notification })
      const [silent, asking, pin] = control.messages({ chat_id })
      expect([silent, asking, pin]).toMatchObject([{ silent: true }, { force_reply: true }, { silent: true }])
      expect(asking).not.toHaveProperty('silent')
      expect(JSON.stringify(await bot.updates())).not.toMatch(/silent|force_reply/)
    }))

  it('keeps the answer to a button for as long as it says', () =>
    withSandbox({}, async ({ control, staffGroupId: chat_id }, bot) => {
      const { id: user_id } = control.createAgent({ first_name: 'Max' })
      await bot.updates()
      const reply_markup = { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] }
      const { message_id } = await bot.get<Message>('sendMessage', { chat_id, text: 'x', reply_markup })
      const press = () => control.press({ user_id, chat_id, message_id, data: 'a' })
      const first = press()
      await bot.get('answerCallbackQuery', { ...first, text: 'kept', cache_time: 60 })
      await bot.updates()
      expect(press()).toEqual(first)
      expect(await bot.updates()).toEqual([])
      control.advance({ seconds: 61 })
      expect(press()).not.toEqual(first)
      expect(await bot.updates()).toMatchObject([{ callback_query: { data: 'a' } }])
    }))
})
