import { agentDecider, agentStream, type TicketCommand } from '#domain'
import type { AgentId, Refusal } from '#kernel'
import { type Button, cut } from '#telegram'
import { type ButtonName, type Language, staffWords, type Toast, toasts } from '../words/index.js'
import type { AgentsSeen } from './agents.js'
import type { Articles } from './articles.js'
import { type Pressed, readPress } from './button-data.js'
import { createCardSides } from './card-sides.js'
import type { Cause } from './cause.js'
import { createNotes } from './notes.js'
import type { IntakeOptions } from './options.js'
import type { SavedTemplates } from './saved-templates.js'
import type { Templates } from './templates.js'
import type { Asking, Topics } from './topics.js'

/** Buttons on the messages of a topic. The ticket comes from the topic, never from the button's data. */
export function createButtons(
  options: IntakeOptions,
  topics: Topics,
  agents: AgentsSeen,
  templates: Templates,
  articles: Articles,
  saved: SavedTemplates
) {
  const notes = createNotes(options, topics)
  const sides = createCardSides(options)
  const { desk, client, directories } = options

  /** At once, and not waited for: Telegram forgets a press after 150 s, and nobody can do more about a lost answer. */
  function answer({ queryId }: Button, { text, alert }: Toast): void {
    void client.call('answerCallbackQuery', {
      callback_query_id: queryId,
      ...(text !== '' && { text: cut(text, 200), show_alert: alert })
    })
  }

  async function toastFor({ reason, details }: Refusal, language: Language): Promise<Toast> {
    if (reason !== 'already_assigned') return toasts.refusal(language, reason, details && { details })
    await directories.catchUp()
    const holder = await directories.agents.profileOf(String(details?.['agentId']) as AgentId)
    return toasts.refusal(language, reason, {
      holder: holder?.display_name ?? staffWords[language].aColleague
    })
  }

  async function act(asking: Asking, name: ButtonName, command: TicketCommand, language: Language) {
    const outcome = await topics.act(asking, name, command)
    if (!outcome.ok) return { outcome, toast: await toastFor(outcome, language) }
    const said = outcome.value.events.length > 0 ? toasts.done : toasts.already
    return { outcome, toast: said(language, name) }
  }

  async function turn(
    asking: Asking,
    to: Extract<Pressed, { kind: 'turn' }>,
    language: Language
  ): Promise<Toast> {
    const turned = await sides.turn(asking, to)
    return turned.ok ? toasts.silent : toasts.refusal(language, turned.reason)
  }

  /** Chosen when somebody else had the ticket, it is not done; the card then shows how things are. */
  async function give(
    asking: Asking,
    { to, holder }: Extract<Pressed, { kind: 'give' }>,
    language: Language
  ) {
    const assignee = (await sides.ticketOf(asking))?.assignee ?? null
    const from = assignee?.startsWith(holder) ? assignee : null
    const { outcome, toast } = await act(
      asking,
      'assign',
      { type: 'AssignTicket', agentId: to, from },
      language
    )
    const stands = outcome.ok && outcome.value.events.length > 0
    if (!stands) await sides.turn(asking, { kind: 'turn', to: 'actions' })
    // They were there when the card was drawn.
    const { state } = await desk.runner.load(agentDecider, agentStream(to))
    const isThere = !state.exists || state.availability === 'available'
    return stands && !isThere ? toasts.assignedThoughAway(language) : toast
  }

  async function ofTemplate(
    asking: Asking,
    pressed: Extract<Pressed, { kind: 'template' }>,
    on: number,
    language: Language
  ): Promise<Toast> {
    const { sent, refused } = await templates.press(asking, pressed, on)
    if (refused) return toastFor(refused, language)
    if (!sent) return toasts.silent
    if (!sent.ok) return toastFor(sent, language)
    return (sent.value.events.length > 0 ? toasts.done : toasts.already)(language, 'send')
  }

  async function ofArticle(
    asking: Asking,
    pressed: Extract<Pressed, { kind: 'suggested' | 'article' }>,
    on: number,
    language: Language
  ): Promise<Toast> {
    const { sent, linked, refused } = await articles.press(asking, pressed, on)
    const done = sent ?? linked
    if (refused) return toastFor(refused, language)
    if (!done) return toasts.silent
    if (!done.ok) return toastFor(done, language)
    return (done.value.events.length > 0 ? toasts.done : toasts.already)(language, sent ? 'send' : 'link')
  }

  async function toastAfter(
    asking: Asking,
    pressed: Pressed,
    on: number,
    language: Language
  ): Promise<Toast> {
    switch (pressed.kind) {
      case 'act': {
        const { outcome, toast } = await act(asking, pressed.name, pressed.command, language)
        // Nothing in the ticket says that the choice is over.
        const isChoice = pressed.name === 'priority' || pressed.name === 'escalate'
        if (isChoice && outcome.ok && outcome.value.events.length === 0)
          await sides.turn(asking, { kind: 'turn', to: 'actions' })
        return toast
      }
      case 'send': {
        const command = await notes.asReply(asking, pressed.note)
        return command ? (await act(asking, 'send', command, language)).toast : toasts.unknownButton(language)
      }
      case 'template':
        return ofTemplate(asking, pressed, on, language)
      case 'publish':
        return toasts.unknownButton(language)
      case 'suggested':
      case 'article':
        return ofArticle(asking, pressed, on, language)
      case 'give':
        return give(asking, pressed, language)
      case 'turn':
        return turn(asking, pressed, language)
    }
  }

  /** A template that was shown, in General too. Undefined: it is another button. */
  async function publish(
    cause: Cause,
    { data, from }: Button,
    { groupId }: { readonly groupId: number },
    language: Language
  ): Promise<Toast | undefined> {
    const [name, draft = ''] = data.split(':')
    if (name !== 'publish' || !(await topics.groupOf(groupId))) return undefined
    const who = await agents.presser(cause, from)
    if (who.kind === 'agent') return saved.publish(cause, who.agentId, draft)
    return toasts.refusal(language, who.kind === 'refused' ? who.reason : 'not_an_agent')
  }

  async function press(cause: Cause, button: Button): Promise<Toast | undefined> {
    const { on } = button
    const language = (await desk.settings.desk()).staffLanguage
    if (on.where === 'private') return toasts.unknownButton(language)
    if (on.where === 'inaccessible') return toasts.tooOld(language)
    const published = await publish(cause, button, on, language)
    if (published) return published
    if (on.where === 'general') return toasts.unknownButton(language)
    const found = await topics.find(on.groupId, on.threadId)
    if (found.kind === 'not_a_staff_group') return undefined
    if (found.kind === 'none') return toasts.unknownButton(language)
    const who = await agents.presser(cause, button.from)
    if (who.kind !== 'agent')
      return toasts.refusal(language, who.kind === 'refused' ? who.reason : 'not_an_agent')
    const { topic } = found
    const via = { kind: 'button', place: topic.place } as const
    const asking = { cause, topic, via, agentId: who.agentId }
    const pressed = readPress(button.data, who.agentId, desk.clock.now())
    return pressed ? toastAfter(asking, pressed, on.messageId, language) : toasts.unknownButton(language)
  }

  return {
    async handle(cause: Cause, button: Button): Promise<void> {
      const toast = await press(cause, button)
      if (toast) answer(button, toast)
    }
  }
}
