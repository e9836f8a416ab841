import type { InputMedia } from '@grammyjs/types'
import { isSameFile, type MessagePersonal } from '#application'
import { type EditFailure, type MessageKind, told } from '#domain'
import type { MessageId } from '#kernel'
import { Reupload, type RichText, splitCaption } from '#telegram'
import { commonLanguage } from '../../words/index.js'
import type { TicketFacts } from '../outbox/index.js'
import type { Call } from './calls.js'
import { isCaptioned, messageCalls, richText } from './message.js'
import type { Sources } from './sources.js'

/** What is to be done about one message of an edited reply. */
export type ReplyEditStep =
  | { readonly kind: 'call'; readonly call: Call }
  /** It is so, or there is nothing left to put right. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'impossible'; readonly reason: EditFailure }

const nothing: ReplyEditStep = { kind: 'nothing' }
const impossible = (reason: EditFailure): ReplyEditStep => ({ kind: 'impossible', reason })

interface Version {
  readonly kind: MessageKind
  readonly content: MessagePersonal
}

/**
 * The call that makes the reply's message number `part` say what the agent's message says now. A text that was split is
 * split again: its parts take the places of the former ones, what is left of those is deleted; more parts than were sent
 * are impossible, for nothing may be sent twice.
 */
export async function replyEditStep(
  {
    facts,
    messageId,
    part
  }: { readonly facts: TicketFacts; readonly messageId: MessageId; readonly part: number },
  chatId: number,
  sources: Sources
): Promise<ReplyEditStep> {
  const reply = facts.replies.get(messageId)
  const sent = reply?.sentAs[part]
  const versions = reply && (await versionsOf(facts, [reply.revision, ...reply.edits], sources))
  const latest = versions?.at(-1)
  if (!reply || sent === undefined || !versions || !latest) return nothing
  const { kind, content } = latest
  const isOther = versions.some(each => each.kind !== kind || !isSameFile(each.content.file, content.file))
  if (kind !== 'text' && !content.file) return impossible('cannot_be_edited')
  const calls = callsFor(latest, chatId)
  if (calls.length > reply.sentAs.length) return impossible('too_long')
  const call = calls[part]
  const where = { chat_id: chatId, message_id: sent }
  if (!call) return { kind: 'call', call: { method: 'deleteMessage', params: where } }
  if (call.method === 'sendMessage') {
    const { text, entities = [] } = call.params
    return { kind: 'call', call: { method: 'editMessageText', params: { ...where, text, entities } } }
  }
  const caption = captionOf(splitCaption(richText(content, true)).caption)
  if (isOther) return mediaStep(latest, { ...where, ...caption })
  return isCaptioned(kind)
    ? { kind: 'call', call: { method: 'editMessageCaption', params: { ...where, ...caption } } }
    : nothing
}

/** Undefined: one of them can't be opened any more. */
async function versionsOf(
  facts: TicketFacts,
  revisions: readonly number[],
  sources: Sources
): Promise<readonly Version[] | undefined> {
  const versions: Version[] = []
  for (const revision of revisions) {
    const recorded = await sources.event(facts.opened.stream, revision)
    const event = recorded && told(recorded)
    const content = recorded && (await sources.message(recorded))
    if ((event?.type !== 'ReplyRequested' && event?.type !== 'ReplyEdited') || !content) return undefined
    versions.push({ kind: event.data.kind, content })
  }
  return versions
}

const callsFor = ({ kind, content }: Version, chatId: number): readonly Call[] =>
  messageCalls(
    {
      ...{ kind, content, source: undefined, header: '', spare: 0, replyTo: null, media: 'file' },
      marked: new Set(),
      // Nothing of the desk's is said with it.
      language: commonLanguage,
      withEntities: true
    },
    { chatId, threadId: null }
  )

const captionOf = (caption: RichText | undefined) => ({
  caption: caption?.text ?? '',
  caption_entities: [...(caption?.entities ?? [])]
})

type Captioned = ReturnType<typeof captionOf>

function mediaStep(
  { kind, content }: Version,
  {
    caption,
    caption_entities,
    ...where
  }: Captioned & { readonly chat_id: number; readonly message_id: number }
): ReplyEditStep {
  const media = content.file?.file_id ?? ''
  const words = { media, caption, caption_entities }
  const edit = (item: InputMedia<Reupload>): ReplyEditStep => ({
    kind: 'call',
    call: { method: 'editMessageMedia', params: { ...where, media: item } }
  })
  switch (kind) {
    case 'photo':
    case 'video':
    case 'animation':
    case 'audio':
    case 'document':
      return edit({ type: kind, ...words })
    default:
      return impossible('cannot_be_edited')
  }
}
