import type { MessagePersonal } from '#application'
import { type ReplyFailure, told } from '#domain'
import { type AgentId, deliveryIdFor, type EventId, isUuid, type MessageId } from '#kernel'
import { plain, prefixed, type RichText } from '#telegram'
import { commandList, usageOf } from '../../topic-commands/index.js'
import {
  articleButtons,
  type Details,
  escalationWords,
  formWords,
  groupNoticeText,
  type Language,
  languages,
  notDeliveredText,
  peopleAbout,
  ratingWords,
  refusalText,
  replyWords,
  type StaffWords,
  spare,
  staffWords,
  templateButtons
} from '../../words/index.js'
import type { StaffNoticeAbout, Task } from '../outbox/index.js'
import { isTopic, type TicketFacts } from '../outbox/index.js'
import { digestOf } from './digest.js'
import { quiet, quietHead } from './looks.js'
import { type Head, richText } from './message.js'
import { newsText } from './news.js'
import type { Sources } from './sources.js'
import { summaryText } from './summary.js'

export interface NoticeButton {
  readonly text: string
  readonly data: string
}

export interface Notice {
  readonly text: RichText
  readonly replyTo: number | null
  /** One below the other. */
  readonly buttons: readonly NoticeButton[]
  /** Before the text, where that is somebody's own. */
  readonly head: Head
}

const notice = (
  text: string | RichText,
  replyTo: number | null = null,
  ...buttons: readonly NoticeButton[]
): Notice => ({
  text: typeof text === 'string' ? quiet(text) : text,
  replyTo,
  buttons,
  head: { text: plain(''), spare: 0 }
})

/** To send a reply once more. */
const resend = (id: MessageId, language: Language): NoticeButton => ({
  text: staffWords[language].buttons.sendAgain,
  data: `resend:${id}`
})

/** What can be done about a refusal. */
async function waysOut(
  reason: string,
  { note, agents }: { readonly [key: string]: string | number | null },
  sources: Sources,
  language: Language
): Promise<readonly NoticeButton[]> {
  switch (reason) {
    case 'follows_a_note':
    case 'kept_as_note':
      return [{ text: staffWords[language].buttons.sendNote, data: `send:${note}` }]
    case 'agent_ambiguous': {
      const ids = String(agents ?? '')
        .split(' ')
        .filter(isUuid) as AgentId[]
      return Promise.all(ids.map(async id => ({ text: await sources.agentName(id), data: `assign:${id}` })))
    }
    default:
      return []
  }
}

/** Lists of which each entry can be looked at. */
const listed: { readonly [notice: string]: (details: Details) => readonly NoticeButton[] } = {
  templates: templateButtons,
  articles: articleButtons
}

/** Undefined: what it was about is forgotten. */
export async function staffNotice(
  about: StaffNoticeAbout,
  task: Task,
  facts: TicketFacts | undefined,
  sources: Sources,
  firstUnshown: () => number
): Promise<Notice | undefined> {
  const event = told(task.event)
  const language = await sources.language()
  const words = staffWords[language]
  const ofReply = replyWords[language]
  /** Replies are told under the agent's own message, when it stands in the present topic. */
  const under = (messageId: MessageId): number | null => {
    const source = facts?.replies.get(messageId)?.source
    return source?.kind === 'message' && isTopic(facts?.topic ?? null, source.place)
      ? source.telegramMessageId
      : null
  }
  /** What a customer said otherwise than by a message, below a label. */
  const said = async (labelIn: (language: Language) => string): Promise<Notice | undefined> => {
    const content = await sources.message(task.event)
    if (!content) return undefined
    const label = labelIn(language)
    const room = Math.max(...languages.map(each => labelIn(each).length)) - label.length
    return { ...notice(richText(content, !task.without.entities)), head: { text: quiet(label), spare: room } }
  }
  switch (event.type) {
    case 'ReplyRequested':
    case 'NoteAdded': {
      const content = await sources.message(task.event)
      if (!content) return undefined
      const { agentId } = event.data
      const agent = agentId && (await sources.agentName(agentId))
      const label = ({ byApi, noted, replied }: StaffWords) =>
        about === 'api_note' ? noted(agent ?? byApi) : replied(agent ?? byApi)
      const said = richText(content, !task.without.entities)
      const shown = notice(event.data.source.kind === 'api' ? prefixed(fileLine(content), said) : said)
      return { ...shown, head: { text: quiet(label(words)), spare: spare(language, label) } }
    }
    case 'ReplyFailed': {
      const { messageId, reason } = event.data
      const deliveryId = deliveryIdFor(event.meta.$causationId as EventId, 'reply')
      const arrived = await sources.messageIdsOf(deliveryId)
      // Where we know the reason, ours say more.
      const said = reason === 'refused_by_telegram' ? await sources.refusalOf(deliveryId) : undefined
      return notice(
        arrived.length > 0 ? ofReply.inPart(reason, said) : ofReply.failed(reason, said),
        under(messageId),
        ...(canGoAgain(reason) ? [resend(messageId, language)] : [])
      )
    }
    case 'ReplyEditFailed': {
      const { messageId, reason } = event.data
      const said = reason === 'refused_by_telegram' ? await sources.wordsOf(task.event) : undefined
      return notice(ofReply.editFailed(reason, said), under(messageId))
    }
    case 'TicketResponded':
      return notice(ofReply.left, under(event.data.messageId))
    case 'ReplyUncertain':
      return notice(ofReply.uncertain, under(event.data.messageId), resend(event.data.messageId, language))
    case 'CommandRefused': {
      const { reason, details, via, command } = event.data
      const replyTo =
        via.kind === 'message' && isTopic(facts?.topic ?? null, via.place) ? via.telegramMessageId : null
      const holder =
        reason === 'already_assigned' ? await sources.agentName(details['agentId'] as AgentId) : ''
      return notice(
        refusalText(language, reason, { command, usage: usageOf(command, language), details, holder }),
        replyTo,
        ...(await waysOut(reason, details, sources, language))
      )
    }
    case 'TicketEscalated': {
      const said = await newsText(task.event, facts, sources)
      return said && notice(quiet(said), null, { text: escalationWords[language].acknowledge, data: 'ack' })
    }
    case 'TicketRated':
      return notice(ratingWords[language].rated(event.data.score))
    case 'RatingCommented':
      return said(each => ratingWords[each].commented)
    case 'FormSubmitted':
      return said(each => formWords[each].finished)
    case 'FormLeft': {
      const { cause } = event.data
      return cause === 'not_started' ? undefined : said(each => formWords[each].left[cause])
    }
    case 'NotDelivered':
      return notice(notDeliveredText(language, event.data, await sources.refusalOf(event.data.deliveryId)))
    case 'CustomerBlockedBot':
      return notice(words.customerUnreachable)
    case 'CustomerUnblockedBot':
      return notice(words.customerBack)
    case 'SlaWarned':
    case 'SlaBreached':
    case 'SlaBreachRetracted':
    case 'RuleApplied':
    case 'RoutingDecided': {
      const said = await newsText(task.event, facts, sources)
      return said && notice(quiet(said))
    }
    case 'DigestRequested': {
      const said = await digestOf(event.data, sources)
      return said && notice(quiet(said))
    }
    case 'StaffNoticeRequested': {
      const { notice: what, details, threadId, replyToTelegramMessageId } = event.data
      const timeZone = await sources.teamTimeZone()
      const people = await peopleAbout(details, timeZone, id => sources.agentName(id))
      const usage = usageOf(String(details['command'] ?? ''), language)
      const about = {
        details,
        inTopic: threadId !== null,
        commands: commandList(language, sources.ruleCommands()),
        usage,
        people
      }
      const buttons = listed[what]?.(details) ?? []
      return notice(groupNoticeText(language, what, about), replyToTelegramMessageId, ...buttons)
    }
    default:
      return facts && about === 'summary'
        ? notice(quietHead(await summaryText(facts, sources, firstUnshown())))
        : undefined
  }
}

/** The file itself is shown once the customer has it. */
const fileLine = ({ file, text }: MessagePersonal): RichText =>
  plain(file ? `📎 ${file.name ?? ''}${text ? '\n' : ''}` : '')

const canGoAgain = (reason: ReplyFailure): boolean =>
  reason === 'customer_blocked_bot' || reason === 'refused_by_telegram'
