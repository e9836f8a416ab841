import { fillText } from '#application'
import { type CustomerText, ticketDecider, ticketStream } from '#domain'
import { conversationIdFor } from '#kernel'
import { type Button, cut } from '#telegram'
import { customerWords } from '../words/index.js'
import type { RateArticle } from './article-ratings.js'
import type { Cause } from './cause.js'
import type { CustomerMenu } from './customer-menu.js'
import type { Customers } from './customers.js'
import type { FormAnswers } from './forms.js'
import type { IntakeOptions } from './options.js'
import { readPrivatePress } from './private-data.js'
import type { Ratings } from './ratings.js'

type ToastText = Extract<
  CustomerText,
  | 'rating_noted'
  | 'rating_too_late'
  | 'article_thanks'
  | 'article_sorry'
  | 'unknown_button'
  | 'form_old_button'
  | 'help_noted'
  | 'tickets_write'
  | 'tickets_closed'
  | 'tickets_reopened'
>

const menuToasts = { add: 'tickets_write', close: 'tickets_closed', reopen: 'tickets_reopened' } as const

/** Buttons on the desk's messages in private chats: what customers press. */
export function createPrivateButtons(
  { desk, client }: IntakeOptions,
  {
    customers,
    ratings,
    forms,
    menu,
    rateArticle
  }: {
    readonly customers: Pick<Customers, 'asksForHelp'>
    readonly ratings: Ratings
    readonly forms: FormAnswers
    readonly menu: CustomerMenu
    readonly rateArticle: RateArticle
  }
) {
  /** Undefined: what came of it is seen. */
  async function press(cause: Cause, { from, data, on }: Button): Promise<ToastText | undefined> {
    const pressed = readPrivatePress(data)
    const subjectId = await desk.vault.findSubject(from.id)
    if (!pressed || !subjectId) return 'unknown_button'
    const rater = { subjectId, conversationId: conversationIdFor(subjectId, client.botId) }
    if (pressed.kind === 'helped') {
      const said = await rateArticle(cause, rater, pressed)
      if (!said.ok) return 'unknown_button'
      return pressed.helpful ? 'article_thanks' : 'article_sorry'
    }
    if (pressed.kind === 'help') {
      const { state } = await desk.runner.load(ticketDecider, ticketStream(pressed.ticketId))
      if (!state.exists || state.conversationId !== rater.conversationId) return 'unknown_button'
      // As it stands on the button.
      const { language, conversationId, code } = state
      const to = { language, conversationId, ticket: { id: pressed.ticketId, code } }
      const ours = customerWords.still_need_help
      const { text } = await fillText(desk, { name: 'still_need_help', ours }, to)
      const asked = await customers.asksForHelp(cause, from, on.messageId, text)
      return asked.ok ? 'help_noted' : 'unknown_button'
    }
    if (pressed.kind === 'menu') {
      const done = await menu.press(cause, rater, pressed)
      return done.ok ? menuToasts[pressed.what] : 'unknown_button'
    }
    if (pressed.kind === 'form') {
      const answered = await forms.press(cause, rater, pressed)
      if (!answered.ok) return answered.reason === 'unknown_ticket' ? 'unknown_button' : 'form_old_button'
      const isSeen = answered.value.events.length > 0 || pressed.what.kind === 'toggle'
      return isSeen ? undefined : 'form_old_button'
    }
    const rated = await ratings.rate(cause, rater, pressed, on.messageId)
    if (rated.ok) return 'rating_noted'
    return rated.reason === 'rating_too_late' ? 'rating_too_late' : 'unknown_button'
  }

  return {
    async handle(cause: Cause, button: Button): Promise<void> {
      const name = await press(cause, button)
      const to = { language: button.from.languageCode ?? null, conversationId: null, ticket: null }
      const said = name && (await fillText(desk, { name, ours: customerWords[name] }, to))
      // At once, and not waited for: Telegram forgets a press after 150 s, and nobody can do more about a lost answer.
      void client.call('answerCallbackQuery', {
        callback_query_id: button.queryId,
        ...(said && { text: cut(said.text, 200) })
      })
    }
  }
}
