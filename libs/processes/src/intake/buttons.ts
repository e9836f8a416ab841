import type { TicketCommand } from '#domain'
import { type AgentId, type Instant, isUuid, type MessageId, type Refusal } from '#kernel'
import { type Button, cut } from '#telegram'
import { type ButtonName, type Language, staffWords, type Toast, toasts } from '../words/index.js'
import type { AgentsSeen } from './agents.js'
import type { Cause } from './cause.js'
import { createNotes } from './notes.js'
import type { IntakeOptions } from './options.js'
import type { Asking, Topics } from './topics.js'

/** `claim`, `assign:{agent id}`, `resolve`, `reopen`, `resend:{message id}`; undefined for anything else: data come from the client. */
function readButton(
  data: string,
  agentId: AgentId,
  now: Instant
): { name: ButtonName; command: TicketCommand } | undefined {
  const [name, id = ''] = data.split(':')
  switch (name) {
    case 'claim':
      return { name, command: { type: 'ClaimTicket', agentId } }
    case 'assign':
      return isUuid(id) ? { name, command: { type: 'AssignTicket', agentId: id as AgentId } } : undefined
    case 'resolve':
      return { name, command: { type: 'ResolveTicket', cause: 'button', now } }
    case 'reopen':
      return { name, command: { type: 'ReopenTicket', cause: 'button', now } }
    case 'resend':
      return isUuid(id)
        ? { name, command: { type: 'ResendReply', messageId: id as MessageId, agentId } }
        : undefined
    default:
      return undefined
  }
}

/** Buttons on the messages of a topic. The ticket comes from the topic, never from the button's data. */
export function createButtons(options: IntakeOptions, topics: Topics, agents: AgentsSeen) {
  const notes = createNotes(options, topics)
  const { desk, client, directories } = options

  /** At once, and not waited for: Telegram forgets a press after 150 s, and nobody can do more about a lost answer. */
  function answer({ queryId }: Button, { text, alert }: Toast): void {
    void client.call('answerCallbackQuery', {
      callback_query_id: queryId,
      text: cut(text, 200),
      show_alert: alert
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

  async function readSend(data: string, asking: Asking) {
    const [, id = ''] = /^send:(.+)$/.exec(data) ?? []
    const command = isUuid(id) ? await notes.asReply(asking, id as MessageId) : undefined
    return command && { name: 'send' as const, command }
  }

  async function press(cause: Cause, button: Button): Promise<Toast | undefined> {
    const { on } = button
    const language = (await desk.settings.desk()).staffLanguage
    if (on.where === 'private') return toasts.unknownButton(language)
    if (on.where === 'inaccessible') return toasts.tooOld(language)
    if (on.where === 'general') return toasts.unknownButton(language)
    const found = await topics.find(on.groupId, on.threadId)
    if (found.kind === 'not_a_staff_group') return undefined
    if (found.kind === 'none') return toasts.unknownButton(language)
    const who = await agents.person(cause, button.from)
    if (who.kind !== 'agent')
      return toasts.refusal(language, who.kind === 'refused' ? who.reason : 'not_an_agent')
    const { topic } = found
    const via = { kind: 'button', place: topic.place } as const
    const asking = { cause, topic, via, agentId: who.agentId }
    const read =
      (await readSend(button.data, asking)) ?? readButton(button.data, who.agentId, desk.clock.now())
    if (!read) return toasts.unknownButton(language)
    const outcome = await topics.act(asking, read.name, read.command)
    if (!outcome.ok) return toastFor(outcome, language)
    const said = outcome.value.events.length > 0 ? toasts.done : toasts.already
    return said(language, read.name)
  }

  return {
    async handle(cause: Cause, button: Button): Promise<void> {
      const toast = await press(cause, button)
      if (toast) answer(button, toast)
    }
  }
}
