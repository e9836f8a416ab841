import { type FilledTemplate, fileOfTemplate, fillForTicket, fillWritten, unsendable } from '#application'
import {
  foldShortcode,
  type ReplySource,
  shortcodeDecider,
  shortcodeOf,
  shortcodeStream,
  shortcodeStreamOf
} from '#domain'
import { commandIdFor, type MessageId, messageIdFor, type Outcome, ok, type Refusal, refuse } from '#kernel'
import { conceal } from '#privacy'
import {
  entitiesIn,
  prefixed,
  type RichText,
  type StaffCommand,
  type StaffMessage,
  splitText
} from '#telegram'
import { staffWords, type ToldRefusal, templateDetails } from '../words/index.js'
import type { Asides } from './asides.js'
import type { Pressed } from './button-data.js'
import type { GroupNotices } from './group-notices.js'
import type { IntakeOptions } from './options.js'
import type { Asking, Topics } from './topics.js'

export type TemplateRefusal = Extract<
  ToldRefusal,
  'template_unknown' | 'template_for_agents' | 'template_missing_value' | 'nothing_to_send'
>

const listed = 5
const fromDesk: ReplySource = { kind: 'api' }

/** Prepared replies in a topic: by shortcode, or chosen from a list with a preview. */
export function createTemplates(
  { desk, findTemplates, templateIds }: IntakeOptions,
  topics: Topics,
  notices: GroupNotices,
  asides: Asides
) {
  /** Whose shortcode it is, as fresh as the log; undefined: nobody’s that is in force. */
  async function templateWith(stream: string): Promise<string | undefined> {
    const { state } = await desk.runner.load(shortcodeDecider, stream)
    const id = state.holder?.templateId
    const body = id === undefined ? undefined : await desk.settings.body('template', id)
    return body && shortcodeStream(shortcodeOf(body)) === stream ? id : undefined
  }

  async function filled(
    asking: Asking,
    id: string | undefined
  ): Promise<Outcome<FilledTemplate, TemplateRefusal>> {
    const { topic, agentId } = asking
    const found = id === undefined ? undefined : await fillForTicket(desk, id, topic.ticketId, agentId)
    if (!found) return refuse('template_unknown')
    return refusalOf(found) ?? ok(found)
  }

  function refusalOf(found: Parameters<typeof unsendable>[0]): Refusal<TemplateRefusal> | undefined {
    const why = unsendable(found)
    return why?.reason === 'missing_value'
      ? refuse('template_missing_value', { missing: why.missing.join(', ') })
      : why && refuse(why.reason)
  }

  /** The same message id twice is one reply. */
  function replyOf(
    { agentId }: Asking,
    messageId: MessageId,
    { id, version, text, entities, media }: FilledTemplate
  ) {
    const now = desk.clock.now()
    return {
      ...{
        type: 'RequestReply' as const,
        messageId,
        agentId,
        source: fromDesk,
        kind: media?.kind ?? ('text' as const)
      },
      ...{ sentAt: now, mediaGroup: null, now, template: { id, version } },
      personal: conceal({ text, entities: [...entities], file: fileOfTemplate(media), forwarded_from: null })
    }
  }

  async function list(asking: Asking, { messageId }: StaffCommand, words: string): Promise<void> {
    const { cause, topic } = asking
    const { staffGroupId, threadId } = topic.place
    const asked = { cause, staffGroupId, threadId, messageId }
    const found = await findTemplates(words === '' ? null : words, cause.event.position, listed)
    if (!found) return notices.tell(asked, 'search_not_ready')
    return notices.tell(asked, 'templates', templateDetails(found))
  }

  function show(
    asking: Asking,
    { text, entities, media }: FilledTemplate,
    buttons: readonly (readonly [string, string])[]
  ) {
    const { chatId, threadId } = asking.topic.place
    const said = { text, entities: entitiesIn([...entities], text) }
    // What it carries is shown when it is sent.
    const [first]: (RichText | undefined)[] = splitText(media ? prefixed(`📎 ${media.kind}\n`, said) : said)
    if (!first) return
    asides.answer({
      ...{ chat_id: chatId, message_thread_id: threadId, text: first.text, entities: [...first.entities] },
      ...(buttons.length > 0 && {
        reply_markup: {
          inline_keyboard: [buttons.map(([label, data]) => ({ text: label, callback_data: data }))]
        }
      })
    })
  }

  return {
    /** `/t shortcode` sends it; other words list what has them, none what is used most. */
    async command(
      asking: Asking,
      update: StaffCommand,
      words: string
    ): Promise<Outcome<unknown> | undefined> {
      const id =
        words === '' || /\s/.test(words)
          ? undefined
          : await templateWith(shortcodeStream(foldShortcode(words)))
      if (id === undefined) {
        await list(asking, update, words)
        return undefined
      }
      const template = await filled(asking, id)
      if (!template.ok) {
        await topics.refuseAs(asking, 't', template)
        return template
      }
      const messageId = messageIdFor(commandIdFor(asking.cause.event.id, 'reply'))
      return topics.act(asking, 't', replyOf(asking, messageId, template.value))
    },

    /**
     * Chosen from what the bot offers in a line: filled in for this ticket, and sent as the agent's own message. Undefined:
     * it says no template, and is a reply like any other.
     */
    async chosen(asking: Asking, { content }: StaffMessage) {
      const { topic, agentId } = asking
      const filled = await fillWritten(desk, content, await templateIds(), topic.ticketId, agentId)
      if (!filled) return undefined
      const refused = refusalOf({ ...filled, audience: 'customers', media: null })
      if (refused) return refused
      const { text, entities, template } = filled
      const personal = conceal({ text, entities: [...entities], file: null, forwarded_from: null })
      return ok({ personal, ...(template && { template }) })
    },

    /** A press on the list or on a preview; `on`: the message whose button it is, sent once however often it is pressed. */
    async press(
      asking: Asking,
      { step, shortcode }: Extract<Pressed, { kind: 'template' }>,
      on: number
    ): Promise<{
      readonly sent?: Outcome<{ readonly events: readonly unknown[] }>
      readonly refused?: Refusal<TemplateRefusal>
    }> {
      const template = await filled(asking, await templateWith(shortcodeStreamOf(shortcode)))
      if (!template.ok) return { refused: template }
      const { buttons } = staffWords[(await desk.settings.desk()).staffLanguage]
      switch (step) {
        case 'show':
          show(asking, template.value, [
            [buttons.sendNote, `apply:${shortcode}`],
            [buttons.editFirst, `edit:${shortcode}`]
          ])
          return {}
        case 'edit':
          show(asking, template.value, [])
          return {}
        case 'apply': {
          const { chatId } = asking.topic.place
          const messageId = messageIdFor(commandIdFor(`template ${chatId} ${on}`, shortcode))
          return { sent: await topics.act(asking, 'send', replyOf(asking, messageId, template.value)) }
        }
      }
    }
  }
}

export type Templates = ReturnType<typeof createTemplates>
