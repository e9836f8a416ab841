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
  splitCaption,
  splitText,
  textLimit
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

/** The calls that show a message, in order. Every part of the text is in them; a part is one call. */
export function messageCalls(shown: Shown, target: Target): Call[] {
  const text = prefixed(shown.header, richText(shown.content, shown.withEntities))
  const calls = shown.kind === 'text' ? textCalls(text, shown, target, 0) : mediaCalls(text, shown, target)
  return calls
}

/** Text in parts; those marked have the mark in front, so where one ends depends on those before it only. */
export function textCalls(
  text: RichText,
  shown: Pick<Shown, 'marked' | 'language' | 'spare' | 'replyTo' | 'by'>,
  target: Target,
  firstPart: number
): Call[] {
  const calls: Call[] = []
  for (let rest: RichText | undefined = text; rest; ) {
    const part = firstPart + calls.length
    const mark = markOf(shown, part)
    const by = part === 0 ? shown.by : undefined
    const kept = mark.spare + (by ? nameRoom : 0) + (calls.length === 0 ? shown.spare : 0)
    const room = textLimit - mark.text.length - kept
    const [first, ...more]: RichText[] = splitText(rest, room)
    rest = more.length > 0 ? joined(more) : undefined
    if (!first || isBlank(first)) continue
    const whole = prefixed(mark.text, by ? prefixed(by, first) : first)
    calls.push(sendText(whole, target, part === 0 ? shown.replyTo : null))
  }
  return calls
}

/** Of a part that may be there already. */
function markOf({ marked, language }: Pick<Shown, 'marked' | 'language'>, part: number) {
  if (!marked.has(part)) return { text: '', spare: 0 }
  return {
    text: staffWords[language].perhapsRepeated,
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
function inWords({ kind, content, header, language, withEntities }: Shown): RichText {
  const written = richText(content, withEntities)
  const line =
    contentLine(content) ||
    (kind === 'rich_message' && !isBlank(written) ? '' : staffWords[language].notShown(kind))
  const before = line === '' || isBlank(written) ? line : `${line}\n`
  return prefixed(isCaptioned(kind) ? header + before : before, written)
}

function mediaCalls(text: RichText, shown: Shown, target: Target): Call[] {
  const { source, content, kind } = shown
  const file = content.file?.file_id
  const way = shown.media === 'copy' && !source ? 'file' : shown.media
  const isNamed = way === 'placeholder' || (way !== 'copy' && !file)
  const named = isNamed ? inWords(shown) : plain('')
  const inName = { ...shown, spare: shown.spare + spare(shown.language, words => words.notShown(kind)) }
  if (!isCaptioned(kind)) {
    // No caption can say it, so a message before it does; once sent, it stays counted.
    const says = shown.marked.size > 0 || shown.header !== ''
    const mark = shown.marked.size > 0 ? staffWords[shown.language].perhapsRepeated : ''
    const by = shown.by ?? plain('')
    const head = prefixed(mark, prefixed(by, plain(shown.header.trim())))
    const before = says ? [sendText(isBlank(head) ? plain('↻') : head, target, null)] : []
    // Telegram's own line says whose it is.
    if (!isNamed && !says && shown.by && way === 'copy' && source && shown.replyTo === null)
      return [forward(source, target)]
    if (!isNamed) return [...before, mediaCall(way, undefined, shown, target)]
    const unmarked = { ...inName, marked: new Set<number>() }
    return [...before, ...textCalls(named, unmarked, target, before.length)]
  }
  if (isNamed) return textCalls(named, inName, target, 0)
  const mark = markOf(shown, 0)
  const whole = prefixed(mark.text, text)
  const kept = shown.spare + mark.spare
  const changed = whole.text !== (content.text ?? '') || !shown.withEntities || shown.by !== undefined
  const { caption, following } = splitCaption(whole, captionLimit - kept - (shown.by ? nameRoom : 0))
  const given =
    changed || following.length > 0 || way !== 'copy' ? captionOf(shown, caption, mark.text, text) : undefined
  const first = mediaCall(way, given, shown, target)
  return following.length === 0
    ? [first]
    : [first, ...textCalls(joined(following), { ...shown, spare: kept }, target, 1)]
}

/** Under the name of who says it, where that is to be said; also where there is nothing else to say. */
function captionOf({ by }: Shown, caption: RichText | undefined, mark: string, text: RichText): RichText {
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
