import type { BreachReason, GroupNeed, NotDelivered, ReplyFailure, StaffNotice } from '#domain'
import { type AgentId, deliveryIdFor, type EventId, type MessageId } from '#kernel'
import { plain, prefixed, type RichText, refusalText, setupProblemText, staffTexts } from '#telegram'
import type { StaffNoticeAbout, Task } from '../outbox/index.js'
import { type EventOf, isTopic, type TicketFacts, typed } from '../outbox/index.js'
import { richText } from './message.js'
import { localTime, metricName } from './sla-facts.js'
import type { Sources } from './sources.js'
import { summaryText } from './summary.js'

export interface Notice {
  readonly text: RichText
  readonly replyTo: number | null
  /** Offers to send this reply once more. */
  readonly resend: MessageId | null
}

const notice = (
  text: string | RichText,
  replyTo: number | null = null,
  resend: MessageId | null = null
): Notice => ({
  text: typeof text === 'string' ? plain(text) : text,
  replyTo,
  resend
})

/** Undefined: what it was about is forgotten. */
export async function staffNotice(
  about: StaffNoticeAbout,
  task: Task,
  facts: TicketFacts | undefined,
  sources: Sources,
  firstUnshown: () => number
): Promise<Notice | undefined> {
  const event = typed(task.event)
  /** Replies are told under the agent's own message, when it stands in the present topic. */
  const under = (messageId: MessageId): number | null => {
    const source = facts?.replies.get(messageId)?.source
    return source?.kind === 'message' && isTopic(facts?.topic ?? null, source.place)
      ? source.telegramMessageId
      : null
  }
  switch (event.type) {
    case 'ReplyRequested':
    case 'NoteAdded': {
      const content = await sources.message(task.event)
      if (!content) return undefined
      const by = event.data.agentId ? await sources.agentName(event.data.agentId) : 'API'
      const label = about === 'api_note' ? `📝 ${by} noted:\n` : `💬 ${by} replied:\n`
      return notice(prefixed(label, richText(content, !task.without.entities)))
    }
    case 'ReplyFailed': {
      const { messageId, reason } = event.data
      const arrived = await sources.messageIdsOf(deliveryIdFor(event.meta.$causationId as EventId, 'reply'))
      return notice(
        arrived.length > 0
          ? staffTexts.replyInPart(failureText(reason))
          : staffTexts.replyRefused(failureText(reason)),
        under(messageId),
        canGoAgain(reason) ? messageId : null
      )
    }
    case 'ReplyUncertain':
      return notice(staffTexts.replyUncertain, under(event.data.messageId), event.data.messageId)
    case 'CommandRefused': {
      const { reason, details, via, command } = event.data
      const replyTo =
        via.kind === 'message' && isTopic(facts?.topic ?? null, via.place) ? via.telegramMessageId : null
      return notice(await refusedText(command, reason, details, sources), replyTo)
    }
    case 'NotDelivered':
      return notice(notDeliveredText(event.data))
    case 'CustomerBlockedBot':
      return notice(staffTexts.customerUnreachable)
    case 'SlaWarned':
    case 'SlaBreached':
    case 'SlaBreachRetracted': {
      const who = facts?.assignee ? await sources.mention(facts.assignee) : plain('')
      const body = slaText(event, await sources.teamTimeZone())
      return notice(who.text === '' ? body : prefixed(prefixed(who, plain(' ')), plain(body)))
    }
    case 'StaffNoticeRequested': {
      const { notice: what, details, threadId, replyToTelegramMessageId } = event.data
      return notice(groupText(what, details, threadId), replyToTelegramMessageId)
    }
    default:
      return facts && about === 'summary'
        ? notice(await summaryText(facts, sources, firstUnshown()))
        : undefined
  }
}

function notDeliveredText({ what, outcome, code }: NotDelivered): string {
  const why =
    outcome === 'unknown'
      ? 'Telegram did not answer, so I do not know whether it arrived'
      : `Telegram refused it${code === null ? '' : ` (${code})`}`
  return `⚠️ ${whatText[what]}: ${why}.`
}

const whatText: { readonly [what in NotDelivered['what']]: string } = {
  customer_message: 'A message of the customer can not be shown here, only in the ticket’s thread in the API',
  customer_edit: 'The customer has changed a message, and the new text can not be shown here',
  api_reply: 'A reply through the API can not be shown here. Whether the customer gets it is told apart',
  api_note: 'A note through the API can not be shown here',
  opened: 'The customer was to be told that the ticket is open',
  resolved: 'The customer was to be told that the ticket is resolved'
}

type SlaNews = EventOf<'SlaWarned' | 'SlaBreached' | 'SlaBreachRetracted'>

function slaText(event: SlaNews, timeZone: string): string {
  const what = metricName(event.data.metric)
  switch (event.type) {
    case 'SlaWarned': {
      const { at, beforeS } = event.data
      return `⏰ ${what}: ${durationText(beforeS)} left at ${localTime(at, timeZone)} (${timeZone})`
    }
    case 'SlaBreached': {
      const { at, targetS, reason } = event.data
      const since = `${localTime(at, timeZone)} (${timeZone})`
      return `🔴 ${what}: overdue since ${since}, target ${durationText(targetS)}${whyText[reason]}`
    }
    case 'SlaBreachRetracted':
      return `↩️ ${what}: it was in time after all (${event.data.reason.replaceAll('_', ' ')})`
  }
}

const whyText: { readonly [reason in BreachReason]: string } = {
  time_passed: '',
  target_lowered: ', the target was lowered',
  recomputation: ', the calendar was corrected'
}

/** `1 h 30 min`. */
function durationText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's']
  ] as const
  return parts.flatMap(([count, unit]) => (count > 0 ? [`${count} ${unit}`] : [])).join(' ')
}

const canGoAgain = (reason: ReplyFailure): boolean =>
  reason === 'customer_blocked_bot' || reason === 'refused_by_telegram'

function failureText(reason: ReplyFailure): string {
  switch (reason) {
    case 'customer_blocked_bot':
      return refusalText({ kind: 'customer_unreachable', why: 'blocked' })
    case 'customer_gone':
      return refusalText({ kind: 'customer_unreachable', why: 'deactivated' })
    case 'chat_not_found':
      return refusalText({ kind: 'customer_unreachable', why: 'chat_not_found' })
    case 'message_gone':
      return refusalText({ kind: 'source_gone' })
    case 'cannot_copy':
      return refusalText({ kind: 'cannot_copy' })
    case 'refused_by_telegram':
      return 'Telegram refused it'
  }
}

type Details = { readonly [key: string]: string | number | null }

async function refusedText(
  command: string,
  reason: string,
  details: Details,
  sources: Sources
): Promise<string> {
  const text = (key: string) => String(details[key] ?? '')
  switch (reason) {
    case 'already_assigned':
      return staffTexts.alreadyClaimed(await sources.agentName(text('agentId') as AgentId))
    case 'ticket_closed':
      return 'The ticket is closed, so this was not done. The next message of the customer opens a new one.'
    case 'ticket_resolved':
      return 'The ticket is resolved: /reopen comes first.'
    case 'transition_not_allowed':
      return `Not possible while the ticket is ${text('from').replaceAll('_', ' ')}.`
    case 'unknown_command':
      return `I do not know this command, and nothing was sent to the customer.\n\n${staffTexts.help}`
    case 'argument_missing':
    case 'argument_invalid':
      return `It is used like this: ${text('usage')}`
    case 'agent_unknown':
      return `I know no agent of this name. Whoever has written here once is known: ${text('usage') || '/assign @name'}`
    case 'queue_unknown':
      return `There is no such queue.${text('queues') && ` There are: ${text('queues')}.`}`
    case 'edit_not_sent':
      return text('what') === 'reply'
        ? 'The customer does not see this change: write again what has to be said.'
        : 'This change was not noted: write it again.'
    case 'help':
      return staffTexts.help
    case 'not_an_agent':
      return staffTexts.notAnAgent
    case 'anonymous_admin':
      return staffTexts.anonymousAdmin
    case 'not_a_person':
      return staffTexts.notAPerson
    case 'customer_forgotten':
      return 'The customer was forgotten: nothing can be sent or noted here any more.'
    default: {
      const more = Object.values(details).filter(value => value !== null && value !== '')
      return `/${command}: ${reason.replaceAll('_', ' ')}${more.length > 0 ? ` (${more.join(', ')})` : ''}.`
    }
  }
}

function groupText(what: StaffNotice, details: Details, threadId: number | null): string {
  switch (what) {
    case 'human_topic_hint':
      return staffTexts.foreignTopic
    case 'rights_missing':
      return String(details['missing'] ?? '')
        .split(', ')
        .map(need => needText(need as GroupNeed))
        .join('\n')
    case 'rights_restored':
      return 'All rights are there again: the desk goes on.'
    case 'setup_done':
      return staffTexts.setupDone(String(details['title'] ?? 'This group'))
    case 'setup_refused':
      return staffTexts.setupWrongCode
    case 'not_an_agent':
      return staffTexts.notAnAgent
    case 'anonymous_admin':
      return staffTexts.anonymousAdmin
    case 'general_help':
      return threadId === null ? staffTexts.generalHelp : staffTexts.help
    case 'sla_digest': {
      const count = (key: string) => Number(details[key] ?? 0)
      const news = [
        ...(count('breached') > 0 ? [`🔴 overdue: ${count('breached')}`] : []),
        ...(count('warned') > 0 ? [`⏰ due soon: ${count('warned')}`] : [])
      ]
      const more = count('more') > 0 ? ` and ${count('more')} more` : ''
      return `${news.join(', ')}\n${String(details['tickets'] ?? '')}${more}`
    }
  }
}

function needText(need: GroupNeed): string {
  switch (need) {
    case 'forum':
      return setupProblemText({ kind: 'not_a_forum' })
    case 'administrator':
      return setupProblemText({ kind: 'bot_not_administrator' })
    case 'can_manage_topics':
    case 'can_delete_messages':
    case 'can_pin_messages':
      return setupProblemText({ kind: 'right_missing', right: need })
  }
}
