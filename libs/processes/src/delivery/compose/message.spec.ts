import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { MessageKind } from '#domain'
import { captionLimit, textLimit } from '#telegram'
import { type Language, spare, staffWords } from '../../words/index.js'
import type { Call } from './calls.js'
import { topicName } from './card.js'
import { messageCalls, type Shown } from './message.js'

const target = { chatId: 5, threadId: 7 }
const mark = '↻ perhaps repeated: '

const shown = (text: string, more: Partial<Shown> = {}): Shown => ({
  kind: 'text',
  content: {
    text,
    entities: null,
    file: { file_id: 'f', name: null, mime_type: null, size: null },
    forwarded_from: null
  },
  source: { chatId: 11, messageId: 99 },
  header: '',
  spare: 0,
  language: 'en',
  replyTo: null,
  marked: new Set(),
  media: 'copy',
  withEntities: true,
  ...more
})

const param = (call: Call, name: string): string => {
  const value: unknown = Reflect.get(call.params, name)
  return typeof value === 'string' ? value : ''
}
const unmarked = (text: string) => (text.startsWith(mark) ? text.slice(mark.length) : text)
const words = fc
  .array(fc.constantFrom('word', 'длинное', '😀👩‍👩‍👧', '\n\n', '\n', ' ', 'x'.repeat(900)), {
    maxLength: 40
  })
  .map(parts => parts.join(''))
const marks = fc.uniqueArray(fc.nat(6)).map(list => new Set(list))

describe('what a message becomes at Telegram', () => {
  it('text is never lost, marked or not, and no part is too long or blank', () => {
    fc.assert(
      fc.property(words, marks, (text, marked) => {
        const calls = messageCalls(shown(text, { marked }), target)
        const parts = calls.map(call => param(call, 'text'))
        for (const part of parts) {
          expect(part.length).toBeLessThanOrEqual(textLimit)
          expect(part.trim()).not.toBe('')
        }
        expect(parts.map(unmarked).join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
      })
    )
  })

  it('a caption stays with its media or follows them whole', () => {
    const captioned = fc.constantFrom<MessageKind>(
      'photo',
      'video',
      'document',
      'voice',
      'audio',
      'animation'
    )
    const ways = fc.constantFrom<Shown['media']>('copy', 'file', 'placeholder')
    fc.assert(
      fc.property(words, captioned, ways, marks, (text, kind, media, marked) => {
        const calls = messageCalls(shown(text, { kind, media, marked }), target)
        const [first, ...following] = calls
        expect(first).toBeDefined()
        if (!first || media === 'placeholder') return
        const caption = param(first, 'caption')
        expect(caption.length).toBeLessThanOrEqual(captionLimit)
        const keeps = media === 'copy' && !('caption' in first.params)
        const told = keeps ? text : caption + following.map(call => unmarked(param(call, 'text'))).join('')
        expect(unmarked(told).replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
      })
    )
  })

  it('a repeat of the first part alone moves no later part', () => {
    const text = `${'a'.repeat(4000)}\n${'b'.repeat(4000)}`
    const marked = messageCalls(shown(text, { marked: new Set([0]) }), target)
    expect(param(marked[0] as Call, 'text').startsWith(mark)).toBe(true)
    expect(marked.map(call => unmarked(param(call, 'text'))).join('')).toBe(text)
  })

  it('a long text is cut at the same places in every language of the desk’s own words about it', () => {
    const kinds = fc.constantFrom<MessageKind>('text', 'photo', 'video_note')
    const ways = fc.constantFrom<Shown['media']>('copy', 'placeholder')
    const long = fc.array(fc.constantFrom('word ', 'длинное ', 'x'.repeat(900)), { maxLength: 12 })
    fc.assert(
      fc.property(long, kinds, ways, marks, (parts, kind, media, marked) => {
        const said = (language: Language) => {
          const { edited, perhapsRepeated, notShown } = staffWords[language]
          const about = { language, header: edited, spare: spare(language, words => words.edited) }
          const calls = messageCalls(shown(parts.join(''), { kind, media, marked, ...about }), target)
          const own = [perhapsRepeated, edited, edited.trim(), notShown(kind)]
          return calls.map(call =>
            own.reduce(
              (text, word) => text.replaceAll(word, ''),
              param(call, 'text') + param(call, 'caption')
            )
          )
        }
        const trimmed = (language: Language) => said(language).map(text => text.trim())
        expect(trimmed('ru')).toEqual(trimmed('en'))
      })
    )
  })

  it('the code of a topic’s name is always whole, and the name never too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), name => {
        const made = topicName(name, '7K3Q-X9M2', 'en')
        expect(made.length).toBeLessThanOrEqual(128)
        expect(made.endsWith(' · 7K3Q-X9M2')).toBe(true)
      })
    )
  })
})
