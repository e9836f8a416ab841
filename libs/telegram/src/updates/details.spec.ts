import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { JsonObject } from '#kernel'
import { contentOf } from './content.js'
import { contentKinds } from './content-kinds.js'

const point = { latitude: 52.520008, longitude: 13.404954 }

describe('what a message holds besides text and file', () => {
  it.each<[string, JsonObject, object]>([
    [
      'a contact',
      { contact: { phone_number: '+49 30 1234', first_name: 'Ada', last_name: 'L', vcard: 'BEGIN:VCARD' } },
      { type: 'contact', phone_number: '+49 30 1234', first_name: 'Ada', last_name: 'L', user_id: null }
    ],
    [
      'a live location',
      { location: { ...point, live_period: 900, heading: 4 } },
      { type: 'location', ...point }
    ],
    [
      'a venue, which Telegram repeats as a location',
      { location: point, venue: { location: point, title: 'Café', address: 'Street 1' } },
      { type: 'venue', ...point, title: 'Café', address: 'Street 1' }
    ],
    [
      'a poll',
      { poll: { id: '1', question: 'When?', options: [{ text: 'Now', voter_count: 0 }, { text: 'Never' }] } },
      { type: 'poll', question: 'When?', options: ['Now', 'Never'] }
    ],
    [
      'a checklist',
      {
        checklist: {
          title: 'To do',
          tasks: [
            { id: 1, text: 'One' },
            { id: 2, text: 'Two', completion_date: 5 }
          ]
        }
      },
      {
        type: 'checklist',
        title: 'To do',
        tasks: [
          { text: 'One', done: false },
          { text: 'Two', done: true }
        ]
      }
    ],
    ['dice', { dice: { emoji: '🎯', value: 6 } }, { type: 'dice', emoji: '🎯', value: 6 }],
    [
      'paid media',
      { paid_media: { star_count: 50, paid_media: [{ type: 'photo', photo: [] }, { type: 'preview' }] } },
      { type: 'paid_media', star_count: 50, media: ['photo', 'preview'] }
    ]
  ])('%s', (_, message, details) => {
    expect(contentOf(message).details).toEqual(details)
  })

  it('a place that is on no map has no coordinates', () => {
    expect(contentOf({ location: { latitude: 91, longitude: 0 } }).details).toBeUndefined()
    expect(contentOf({ location: {} }).details).toBeUndefined()
  })

  it('of a file also which type it is, where Telegram says so or makes it that', () => {
    const typeOf = (message: JsonObject) => contentOf(message).file?.mimeType
    expect(typeOf({ document: { file_id: 'd', mime_type: 'application/pdf' } })).toBe('application/pdf')
    expect(typeOf({ photo: [{ file_id: 's' }, { file_id: 'l' }] })).toBe('image/jpeg')
    expect(typeOf({ sticker: { file_id: 's', is_video: true } })).toBe('video/webm')
    expect(typeOf({ document: { file_id: 'd' } })).toBeUndefined()
  })

  it('the words of a rich message, in order, a block a line', () => {
    const rich_message = {
      blocks: [
        { type: 'heading', size: 1, text: 'Parcel' },
        { type: 'paragraph', text: ['It is ', { type: 'bold', text: 'broken' }, '.'] },
        { type: 'list', items: [{ label: '1.', blocks: [{ type: 'paragraph', text: 'the box' }] }] },
        { type: 'table', cells: [[{ text: 'a' }, { text: 'b' }]] },
        { type: 'details', summary: 'More', blocks: [{ type: 'paragraph', text: 'inside' }] },
        { type: 'photo', photo: [{ file_id: 'f' }], caption: { text: 'look', credit: 'me' } }
      ]
    }
    const { kind, text } = contentOf({ rich_message })
    expect(kind).toBe('rich_message')
    expect(text.split('\n')).toEqual([
      'Parcel',
      'It is broken.',
      '1. the box',
      'a | b',
      'More',
      'inside',
      'look me'
    ])
  })

  it('nothing is thrown for, whatever stands there', () => {
    fc.assert(
      fc.property(fc.constantFrom(...contentKinds), fc.jsonValue({ maxDepth: 4 }), (kind, value) => {
        const body = JSON.parse(JSON.stringify({ [kind]: value }))
        expect(contentOf(body).kind).toBeDefined()
      })
    )
  })
})
