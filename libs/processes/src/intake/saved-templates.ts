import { PublishSetting } from '#application'
import {
  agentDecider,
  agentStream,
  foldShortcode,
  leads,
  shortcodeDecider,
  shortcodeOf,
  shortcodeStream,
  templateFormatOf,
  templateKind,
  templateMediaKinds,
  templateTextOf,
  templateTexts
} from '#domain'
import { type AgentId, commandIdFor, isSlug, type JsonObject, shortcodeIdFor } from '#kernel'
import { type Content, cut } from '#telegram'
import { saveWords, type Toast, type ToldRefusal, toasts } from '../words/index.js'
import type { Asides } from './asides.js'
import type { Cause } from './cause.js'
import type { IntakeOptions } from './options.js'

/** `/t save shortcode` as somebody wrote it. */
export interface SaveAsked {
  readonly cause: Cause
  readonly agentId: AgentId
  readonly chatId: number
  /** Null: General. */
  readonly threadId: number | null
  readonly messageId: number
  readonly shortcode: string
  /** The message that it answers. */
  readonly answered: { readonly messageId: number; readonly content: Content } | undefined
}

/**
 * Templates from messages of a staff group: shown first, published by a button. Leads may change what there is; everybody
 * may add. Nothing is recorded before it is published.
 */
export function createSavedTemplates({ desk, commands, drafts }: IntakeOptions, asides: Asides) {
  async function isLead(agentId: AgentId): Promise<boolean> {
    const { state } = await desk.runner.load(agentDecider, agentStream(agentId))
    return state.exists && leads(state.profile.role)
  }

  /** The template in force that has the shortcode. */
  async function holderOf(shortcode: string): Promise<{ id: string; body: JsonObject } | undefined> {
    const { state } = await desk.runner.load(shortcodeDecider, shortcodeStream(foldShortcode(shortcode)))
    const id = state.holder?.templateId
    const body = id === undefined ? undefined : await desk.settings.body('template', id)
    return id !== undefined && body && shortcodeOf(body) === foldShortcode(shortcode)
      ? { id, body }
      : undefined
  }

  async function idFor(shortcode: string): Promise<string> {
    const folded = foldShortcode(shortcode)
    const isFree = isSlug(folded) && (await desk.settings.body('template', folded)) === undefined
    return isFree ? folded : shortcodeIdFor(folded)
  }

  /** The whole document as it is to be, or why it can't be. */
  async function draftOf({ agentId, shortcode, answered }: SaveAsked) {
    if (!isShortcode.test(shortcode)) return { refused: 'template_shortcode' as const }
    if (!answered) return { refused: 'template_not_answered' as const }
    const { content } = answered
    const media = templateMediaKinds.find(kind => kind === content.kind)
    if (content.kind !== 'text' && (!media || !content.file)) return { refused: 'template_kind' as const }
    if (content.text.trim() === '') return { refused: 'template_without_text' as const }
    const holder = await holderOf(shortcode)
    if (holder && !(await isLead(agentId))) return { refused: 'not_a_lead' as const }
    const language = /\p{Script=Cyrillic}/u.test(content.text) ? 'ru' : 'en'
    const before = holder ? holder.body : { shortcode, name: shortcode }
    const others = Object.entries(holder ? templateTexts(holder.body) : {}).map(([name, text]) => [
      name,
      holder && templateFormatOf(holder.body) === 'plain' ? templateTextOf({ text, entities: [] }) : text
    ])
    const body: JsonObject = {
      ...before,
      texts: { ...Object.fromEntries(others), [language]: templateTextOf(content) },
      format: 'html',
      media: media && content.file ? { kind: media, file_id: content.file.id } : null
    }
    const [problem] = templateKind.check(body, desk.clock.now())
    return problem ? { problem: problem.message } : { id: holder?.id ?? (await idFor(shortcode)), body }
  }

  function say({ chatId, threadId, messageId }: SaveAsked, text: string): void {
    asides.answer({
      ...{ chat_id: chatId, text: cut(text, 4096) },
      ...(threadId !== null && { message_thread_id: threadId }),
      reply_parameters: { message_id: messageId, allow_sending_without_reply: true }
    })
  }

  function show({ chatId, threadId, shortcode, answered }: SaveAsked, draft: string, label: string): void {
    if (!answered) return
    const { content, messageId } = answered
    const where = { chat_id: chatId, ...(threadId !== null && { message_thread_id: threadId }) }
    const button = { text: `${label} · /t ${shortcode}`, callback_data: `publish:${draft}` }
    const reply_markup = { inline_keyboard: [[button]] }
    if (content.kind === 'text') {
      asides.answer({ ...where, text: content.text, entities: [...content.entities], reply_markup })
    } else asides.copy({ ...where, from_chat_id: chatId, message_id: messageId, reply_markup })
  }

  return {
    async save(asked: SaveAsked): Promise<ToldRefusal | undefined> {
      const language = (await desk.settings.desk()).staffLanguage
      const draft = await draftOf(asked)
      if ('refused' in draft) return draft.refused
      if ('problem' in draft) {
        say(asked, saveWords[language].invalid(draft.problem))
        return undefined
      }
      const key = commandIdFor(asked.cause.event.id, 'draft')
      await drafts.keep(key, { id: draft.id, body: draft.body })
      show(asked, key, saveWords[language].publish)
      return undefined
    },

    /** Whoever may: it need not be who wrote the command. */
    async publish(cause: Cause, agentId: AgentId, key: string): Promise<Toast> {
      const language = (await desk.settings.desk()).staffLanguage
      const draft = await drafts.find(key)
      if (!draft) return toasts.refusal(language, 'template_draft_gone')
      const { id, body } = draft
      const holder = await holderOf(shortcodeOf(body))
      if (holder && !(await isLead(agentId))) return toasts.refusal(language, 'not_a_lead')
      const context = cause.context('publish', { actor: `agent:${agentId}`, correlationId: id })
      const done = await commands.execute(new PublishSetting('template', id, body, context))
      return done.ok
        ? { text: saveWords[language].published(shortcodeOf(body)), alert: false }
        : toasts.refusal(language, done.reason, done.details && { details: done.details })
    }
  }
}

export type SavedTemplates = ReturnType<typeof createSavedTemplates>

const isShortcode = /^[\p{L}\p{N}_-]{1,64}$/u

/** What the words after `/t` ask to be saved as, be it a shortcode, none or empty; undefined: they ask for something else. */
export function shortcodeToSave(words: string): string | undefined {
  const asked = /^save(?:\s+(?<shortcode>\S+))?$/u.exec(words.trim())
  return asked ? (asked.groups?.['shortcode'] ?? '') : undefined
}
