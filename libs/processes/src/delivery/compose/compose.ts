import type { MessagePersonal } from '#application'
import { type MessageKind, told } from '#domain'
import { isBlank } from '#telegram'
import { type Language, spare, staffWords } from '../../words/index.js'
import type { Task, TicketFacts } from '../outbox/index.js'
import { answeredByAgent, answeredByCustomer } from './answers.js'
import type { Call } from './calls.js'
import { cardText, topicName } from './card.js'
import { cardButtons } from './card-buttons.js'
import { fileInTopic } from './given-files.js'
import { helpButton } from './help-button.js'
import { nameLine } from './looks.js'
import { isCaptioned, messageCalls, richText, textCalls } from './message.js'
import type { Sources } from './sources.js'
import { type NoticeButton, staffNotice } from './staff-notices.js'
import { at, type ReplyTarget, type Target } from './target.js'
import { toCustomer } from './to-customer.js'
import { showsOtherMedia } from './versions.js'

/** The calls that a delivery consists of, or why there is nothing to do any more. */
export type Composed =
  | { readonly kind: 'calls'; readonly calls: readonly Call[] }
  | { readonly kind: 'abandon'; readonly reason: 'forgotten' | 'nothing_to_show' | 'cannot_copy' }

type OfTicket = Composing & { readonly facts: TicketFacts }

const nothing = { replyTo: null, line: '' }
const forgotten: Composed = { kind: 'abandon', reason: 'forgotten' }
const calls = (list: readonly Call[]): Composed =>
  list.length > 0 ? { kind: 'calls', calls: list } : { kind: 'abandon', reason: 'nothing_to_show' }

export interface Composing {
  readonly task: Task
  readonly facts: TicketFacts | undefined
  readonly target: Target
  readonly sources: Sources
  /** The first message of the ticket that the topic does not show yet. */
  readonly firstUnshown: () => number
  /** An item of an album behind its first, which says whatever is to be said of all. */
  readonly follows?: boolean
}

export async function compose(composing: Composing): Promise<Composed> {
  const { task, facts, target, sources, firstUnshown } = composing
  const { work } = task
  const language = await sources.language()
  switch (work.kind) {
    case 'topic': {
      if (!facts) return forgotten
      const name = topicName((await sources.customer(facts))?.display_name ?? '', facts.code, language)
      const icon = await sources.icon(facts)
      facts.iconIs = icon
      const params = { chat_id: target.chatId, name, ...(icon && { icon_custom_emoji_id: icon }) }
      return calls([{ method: 'createForumTopic', params }])
    }
    case 'card': {
      if (!facts) return forgotten
      return calls([
        { method: 'sendMessage', params: { ...at(target), ...(await cardOf(facts, sources, language)) } }
      ])
    }
    case 'topic_name': {
      if (!facts || target.threadId === null) return forgotten
      const name = topicName('', facts.code, language)
      const params = { chat_id: target.chatId, message_thread_id: target.threadId, name }
      return calls([{ method: 'editForumTopic', params }])
    }
    case 'card_text':
      return calls(facts?.card ? [await cardEdit(facts, target, facts.card, sources)] : [])
    case 'customer_notice': {
      const said = await toCustomer(task, work.notice, facts, target, sources)
      return said ? calls(said) : forgotten
    }
    case 'staff_notice': {
      if (work.about === 'api_file') {
        const shown = facts && (await fileInTopic(task, facts, target, sources))
        return shown ? calls([shown]) : { kind: 'abandon', reason: 'cannot_copy' }
      }
      const notice = await staffNotice(work.about, task, facts, sources, firstUnshown)
      if (!notice) return forgotten
      const shown = { ...marks(task, language), replyTo: noticeTarget(task, notice.replyTo) }
      const parts = textCalls(notice.text, shown, notice.head, target, 0)
      return calls(withLast(parts, notice.buttons))
    }
    case 'relay':
      return facts ? relay({ ...composing, facts }, work.edited) : forgotten
    case 'reply':
      return facts ? reply({ ...composing, facts }) : forgotten
  }
}

/** Buttons below the last of them. */
function withLast(parts: readonly Call[], buttons: readonly NoticeButton[]): readonly Call[] {
  const last = parts.at(-1)
  return buttons.length > 0 && last ? [...parts.slice(0, -1), withButtons(last, buttons)] : parts
}

const withButtons = (call: Call, buttons: readonly NoticeButton[]): Call =>
  call.method === 'sendMessage'
    ? {
        method: 'sendMessage',
        params: {
          ...call.params,
          reply_markup: {
            inline_keyboard: buttons.map(({ text, data }) => [{ text, callback_data: data }])
          }
        }
      }
    : call

/** The parts sent with the mark, and the next one when it may be there already. */
function marks(task: Task, language: Language) {
  const { state, marked } = task.progress
  const repeats = state.phase === 'waiting' && state.maybeSent
  return {
    marked: repeats ? new Set([...marked, state.part]) : marked,
    language
  }
}

const noticeTarget = (task: Task, messageId: number | null): ReplyTarget | null =>
  messageId === null || task.without.reply ? null : { messageId, orWithout: true }

async function relay(
  { task, facts, target, sources, follows }: OfTicket,
  edited: boolean
): Promise<Composed> {
  const event = told(task.event)
  if (event.type !== 'CustomerMessageReceived' && event.type !== 'CustomerMessageEdited') return forgotten
  // The words last: the later they are opened, the less is shown of who is forgotten at this moment.
  const language = await sources.language()
  const customer = await sources.customer(facts)
  const content = await sources.message(task.event)
  if (!content || !customer) return forgotten
  // In an album the first item says it.
  const by = (inLine: boolean) =>
    follows
      ? {}
      : { by: nameLine(customer.display_name, language, { inLine, withEntities: !task.without.entities }) }
  const { kind, telegramMessageId } = event.data
  const chatId = kind === 'text' ? 0 : await sources.privateChat(facts.conversationId)
  if (chatId === undefined) return forgotten
  if (edited) {
    const original = await sources.counterparts.inTopic(facts, telegramMessageId)
    const isCaption = isCaptioned(kind) && !isBlank(richText(content, false))
    const showsText = kind === 'text' || (isCaption && !(await showsOtherMedia(task.event, content, sources)))
    const shown = {
      ...shownOf(task, kind, content, language),
      ...by(true),
      header: staffWords[language].edited,
      spare: spare(language, words => words.edited),
      replyTo: noticeTarget(task, original)
    }
    return calls(
      messageCalls(
        { ...shown, kind: showsText ? 'text' : kind, source: { chatId, messageId: telegramMessageId } },
        target
      )
    )
  }
  const from = follows ? null : content.forwarded_from
  const { replyTo, line } = follows ? nothing : await answeredByCustomer(task, facts, content, sources)
  const forwarded = from === null ? '' : staffWords[language].forwardedFrom(from)
  const said = {
    header: line + forwarded,
    spare: from === null ? 0 : spare(language, words => words.forwardedFrom(from))
  }
  const source = { chatId, messageId: telegramMessageId }
  return calls(
    messageCalls(
      {
        ...shownOf(task, kind, content, language),
        ...by(line === '' && forwarded !== ''),
        ...said,
        source,
        replyTo
      },
      target
    )
  )
}

async function reply({ task, facts, target, sources, follows }: OfTicket): Promise<Composed> {
  const messageId = task.work.kind === 'reply' ? task.work.messageId : undefined
  const asked = messageId && facts.replies.get(messageId)
  if (!asked) return forgotten
  const requested = await revisionOf(task, asked.revision, sources)
  const event = requested && told(requested)
  // Sent again it says what the agent's message says by then; what is edited later is edited at the customer.
  const edited = asked.edits.findLast(revision => revision < task.event.revision)
  const recorded = edited === undefined ? requested : await revisionOf(task, edited, sources)
  const content = recorded && (await sources.message(recorded))
  if (event?.type !== 'ReplyRequested' || !content) return forgotten
  const { source } = event.data
  const latest = told(recorded)
  const { kind } = latest.type === 'ReplyEdited' ? latest.data : event.data
  // A customer is not shown that something could not be shown.
  if (kind !== 'text' && task.media !== 'copy' && !content.file)
    return { kind: 'abandon', reason: 'cannot_copy' }
  const secret = content.file?.upload
  const upload = content.file && secret !== undefined ? await sources.upload(secret, content.file) : undefined
  if (secret !== undefined && !upload) return { kind: 'abandon', reason: 'cannot_copy' }
  const from =
    source.kind === 'message'
      ? {
          chatId: sources.group(source.place.staffGroupId)?.chatId ?? source.place.chatId,
          messageId: source.telegramMessageId
        }
      : undefined
  const { replyToTelegramMessageId: answered } = event.data
  const { replyTo, line } =
    source.kind === 'message' && answered !== undefined && !follows
      ? await answeredByAgent(task, facts, { ...source.place, answered }, content, sources)
      : nothing
  const language = await sources.language()
  const help = event.data.offersHelp ? [await helpButton(facts, sources)] : []
  return calls(
    withLast(
      messageCalls(
        {
          ...shownOf(task, kind, content, language),
          upload,
          source: from,
          replyTo,
          header: line,
          spare: 0
        },
        target
      ),
      help
    )
  )
}

const revisionOf = async ({ event }: Task, revision: number, sources: Sources) =>
  event.revision === revision ? event : sources.event(event.stream, revision)

const shownOf = (task: Task, kind: MessageKind, content: MessagePersonal, language: Language) => ({
  kind,
  content,
  media: task.media,
  withEntities: !task.without.entities,
  ...(task.work.kind === 'reply' ? { marked: new Set<number>(), language } : marks(task, language))
})

async function cardOf(facts: TicketFacts, sources: Sources, language: Language) {
  const names = await sources.cardNames(facts)
  const { text, entities } = cardText(facts, names, language)
  const reply_markup = { inline_keyboard: cardButtons(facts, names.choices, language) }
  return { text, entities: [...entities], reply_markup }
}

export const cardEdit = async (
  facts: TicketFacts,
  target: Target,
  messageId: number,
  sources: Sources
): Promise<Call<'editMessageText'>> => {
  const shown = await cardOf(facts, sources, await sources.language())
  return { method: 'editMessageText', params: { chat_id: target.chatId, message_id: messageId, ...shown } }
}
