import { contentLine, type MessagePersonal } from '#application'
import type { MessageKind } from '#domain'
import {
  captionLimit,
  entitiesIn,
  isBlank,
  plain,
  prefixed,
  Reupload,
  type RichText,
  splitText,
  textLimit,
  type Upload
} from '#telegram'
import { type Language, spare, staffWords } from '../../words/index.js'
import type { Call } from './calls.js'
import { nameRoom } from './looks.js'
import { at, type ReplyTarget, replyTo, type Target } from './target.js'

/** What was said, and how it is to be shown. */
export interface Shown {
  readonly kind: MessageKind
  readonly content: MessagePersonal
  /** Where media are copied from. */
  readonly source: { readonly chatId: number; readonly messageId: number } | undefined
  /** Put before all else: who says it. */
  readonly by?: RichText
  /** Put before text or caption. */
  readonly header: string
  /** What the header could be longer in another language. */
  readonly spare: number
  /** Of what the desk says with it. */
  readonly language: Language
  readonly replyTo: ReplyTarget | null
  /** Parts that may be there already and say so. */
  readonly marked: ReadonlySet<number>
  readonly media: 'copy' | 'file' | 'document' | 'placeholder'
  /** The file, where Telegram has not got it. */
  readonly upload?: Upload | undefined
  readonly withEntities: boolean
}

const captioned: readonly MessageKind[] = [
  'photo',
  'video',
  'live_photo',
  'animation',
  'audio',
  'voice',
  'document'
]

export const isCaptioned = (kind: MessageKind): boolean => captioned.includes(kind)

export function richText(content: MessagePersonal, withEntities: boolean): RichText {
  const text = content.text ?? ''
  return { text, entities: withEntities ? entitiesIn(content.entities ?? [], text) : [] }
}

/** What the desk puts before somebody's words, and what it could be longer in another language. */
export interface Head {
  readonly text: RichText
  readonly spare: number
}

const none: Head = { text: plain(''), spare: 0 }

/** The calls that show a message, in order. Every part of the text is in them; a part is one call. */
export function messageCalls(shown: Shown, target: Target): Call[] {
  const text = richText(shown.content, shown.withEntities)
  const head = { text: plain(shown.header), spare: shown.spare }
  return shown.kind === 'text' ? textCalls(text, shown, head, target, 0) : mediaCalls(text, shown, target)
}

/**
 * Text in parts; those marked have the mark in front. Where one ends depends on those before it only, and not on the
 * language that the desk speaks.
 */
export function textCalls(
  text: RichText,
  shown: Pick<Shown, 'marked' | 'language' | 'replyTo' | 'by'>,
  head: Head,
  target: Target,
  firstPart: number
): Call[] {
  const calls: Call[] = []
  for (let rest: RichText | undefined = text; rest; ) {
    const part = firstPart + calls.length
    const mark = markOf(shown, part)
    const by = part === 0 ? shown.by : undefined
    const before = calls.length === 0 ? head : none
    const room = textLimit - roomOf(mark) - roomOf(before) - (by ? nameRoom : 0)
    const [first = plain(''), ...more]: RichText[] = splitText(rest, room)
    rest = more.length > 0 ? joined(more) : undefined
    const said = prefixed(before.text, first)
    if (isBlank(said)) continue
    const whole = prefixed(mark.text, by ? prefixed(by, said) : said)
    calls.push(sendText(whole, target, part === 0 ? shown.replyTo : null))
  }
  return calls
}

const roomOf = ({ text, spare }: Head): number => text.text.length + spare

/** Of a part that may be there already. */
function markOf({ marked, language }: Pick<Shown, 'marked' | 'language'>, part: number): Head {
  if (!marked.has(part)) return none
  return {
    text: plain(staffWords[language].perhapsRepeated),
    spare: spare(language, words => words.perhapsRepeated)
  }
}

export const sendText = (
  text: RichText,
  target: Target,
  answered: ReplyTarget | null
): Call<'sendMessage'> => ({
  method: 'sendMessage',
  params: {
    ...at(target),
    text: text.text,
    ...(text.entities.length > 0 ? { entities: [...text.entities] } : {}),
    ...replyTo(answered)
  }
})

const joined = ([first, ...more]: readonly RichText[]): RichText =>
  more.reduce((all, next) => {
    const moved = next.entities.map(entity => ({ ...entity, offset: entity.offset + all.text.length }))
    return { text: all.text + next.text, entities: [...all.entities, ...moved] }
  }, first ?? plain(''))

/** What can't be copied: what it says, else only what it is; with its caption in any case. */
function inWords({ kind, content, header, spare: ofHeader, language, withEntities }: Shown) {
  const written = richText(content, withEntities)
  const says = contentLine(content) ?? ''
  const isSaid = says !== '' || (kind === 'rich_message' && !isBlank(written))
  const notShown = isSaid ? '' : staffWords[language].notShown(kind)
  const line = (words: string) => (words === '' || isBlank(written) ? words : `${words}\n`)
  const head: Head = {
    text: plain((isCaptioned(kind) ? header : '') + line(notShown)),
    spare: (isCaptioned(kind) ? ofHeader : 0) + (isSaid ? 0 : spare(language, words => words.notShown(kind)))
  }
  return { head, text: prefixed(line(says), written) }
}

function mediaCalls(text: RichText, shown: Shown, target: Target): Call[] {
  const { source, content, kind } = shown
  const file = shown.upload ?? content.file?.file_id
  const wanted = shown.media === 'copy' && !source ? 'file' : shown.media
  const way = wanted === 'placeholder' || (wanted !== 'copy' && !file) ? undefined : wanted
  if (!isCaptioned(kind)) {
    // No caption can say it, so a message before it does; once sent, it stays counted.
    const says = shown.marked.size > 0 || shown.header !== ''
    const mark = shown.marked.size > 0 ? staffWords[shown.language].perhapsRepeated : ''
    const by = shown.by ?? plain('')
    const head = prefixed(mark, prefixed(by, plain(shown.header.trim())))
    const before = says ? [sendText(isBlank(head) ? plain('↻') : head, target, null)] : []
    if (!way) {
      const named = inWords(shown)
      const unmarked = { ...shown, marked: new Set<number>() }
      return [...before, ...textCalls(named.text, unmarked, named.head, target, before.length)]
    }
    // Telegram's own line says whose it is.
    if (!says && shown.by && way === 'copy' && source && shown.replyTo === null)
      return [forward(source, target)]
    return [...before, mediaCall(way, undefined, shown, target)]
  }
  if (!way) {
    const named = inWords(shown)
    return textCalls(named.text, shown, named.head, target, 0)
  }
  const mark = markOf(shown, 0)
  const head: Head = { text: prefixed(mark.text, plain(shown.header)), spare: shown.spare + mark.spare }
  const whole = prefixed(head.text, text)
  const fits = whole.text.length + head.spare + (shown.by ? nameRoom : 0) <= captionLimit
  const caption = fits && whole.text !== '' ? whole : undefined
  const changed = whole.text !== (content.text ?? '') || !shown.withEntities || shown.by !== undefined
  const given =
    changed || !fits || way !== 'copy'
      ? captionOf(shown, caption, mark.text, prefixed(shown.header, text))
      : undefined
  const first = mediaCall(way, given, shown, target)
  return fits ? [first] : [first, ...textCalls(text, shown, head, target, 1)]
}

/** Under the name of who says it, where that is to be said; also where there is nothing else to say. */
function captionOf({ by }: Shown, caption: RichText | undefined, mark: RichText, text: RichText): RichText {
  if (!by) return caption ?? plain('')
  return caption ? prefixed(mark, prefixed(by, text)) : { ...by, text: by.text.trimEnd() }
}

const forward = (source: NonNullable<Shown['source']>, target: Target): Call<'forwardMessage'> => ({
  method: 'forwardMessage',
  params: { ...at(target), from_chat_id: source.chatId, message_id: source.messageId }
})

/** `caption` undefined: the copy keeps its own. */
function mediaCall(
  way: 'copy' | 'file' | 'document',
  caption: RichText | undefined,
  shown: Shown,
  target: Target
): Call {
  const where = { ...at(target), ...replyTo(shown.replyTo) }
  const captionParams = caption
    ? {
        caption: caption.text,
        ...(caption.entities.length > 0 ? { caption_entities: [...caption.entities] } : {})
      }
    : {}
  const { source, content, kind } = shown
  if (way === 'copy' && source) {
    const params = { ...where, from_chat_id: source.chatId, message_id: source.messageId, ...captionParams }
    return { method: 'copyMessage', params }
  }
  if (shown.upload) {
    // Or Telegram would see what it is, and change it.
    const params = {
      ...where,
      document: shown.upload,
      disable_content_type_detection: true,
      ...captionParams
    }
    return { method: 'sendDocument', params }
  }
  const file = content.file?.file_id ?? ''
  if (way === 'document') {
    const name = content.file?.name ?? (kind === 'voice' ? 'voice.ogg' : `${kind}.mp4`)
    const document = new Reupload(file, name)
    // Or Telegram would see what it is, and make it that again.
    const params = { ...where, document, disable_content_type_detection: true, ...captionParams }
    return { method: 'sendDocument', params }
  }
  switch (kind) {
    case 'photo':
      return { method: 'sendPhoto', params: { ...where, photo: file, ...captionParams } }
    case 'video':
      return { method: 'sendVideo', params: { ...where, video: file, ...captionParams } }
    case 'animation':
      return { method: 'sendAnimation', params: { ...where, animation: file, ...captionParams } }
    case 'audio':
      return { method: 'sendAudio', params: { ...where, audio: file, ...captionParams } }
    case 'voice':
      return { method: 'sendVoice', params: { ...where, voice: file, ...captionParams } }
    case 'video_note':
      return { method: 'sendVideoNote', params: { ...where, video_note: file } }
    case 'sticker':
      return { method: 'sendSticker', params: { ...where, sticker: file } }
    default:
      return { method: 'sendDocument', params: { ...where, document: file, ...captionParams } }
  }
}
