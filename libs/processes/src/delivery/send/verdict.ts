import type { ReplyFailure } from '#domain'
import type { CallResult, TelegramError } from '#telegram'
import type { Pause, Verdict } from '../../dispatch/index.js'
import { type Accepted, acceptedOf, type UsedMethod } from '../compose/index.js'
import { echoMs, type Task } from '../outbox/index.js'
import { type WhenInDoubt, whenInDoubt } from './doubt.js'
import { type GroupTrouble, troubleOf } from './group-trouble.js'

/** What has to be done besides recording the outcome. */
export type Besides =
  | GroupTrouble
  | { readonly kind: 'lose_topic' }
  | { readonly kind: 'reopen_topic' }
  | { readonly kind: 'customer_unreachable' }

/** How it is sent the next time. */
export type Change =
  | { readonly without: keyof Task['without'] }
  | { readonly media: Task['media'] }
  | { readonly place: 'another' }
  /** Not with the others of its album. */
  | { readonly alone: true }

/** What an answer means for a delivery. Decided here, once; the rest only does what it says. */
export type CallVerdict =
  | { readonly kind: 'accepted'; readonly accepted: Accepted }
  | {
      readonly kind: 'refused'
      readonly reason: string
      readonly code: number | null
      readonly besides?: Besides
    }
  | {
      readonly kind: 'again'
      readonly reason: string
      readonly code: number | null
      readonly after: Pause
      readonly besides?: Besides
      /** A way round the refusal: so many are tried, then it is given up. */
      readonly change?: Change
    }
  | { readonly kind: 'retry_after'; readonly code: number; readonly seconds: number }
  | { readonly kind: 'doubt'; readonly rule: WhenInDoubt; readonly after: Pause }

const slowMs = 60_000
/** So often a refusal is to be got round; then it is given up. */
const mostDetours = 8

type Judged = Pick<Task, 'work' | 'detours' | 'media' | 'without'>

/** What follows for lane and chat. */
export function dispatched(verdict: CallVerdict): Verdict {
  switch (verdict.kind) {
    case 'accepted':
    case 'refused':
      return { kind: 'over' }
    case 'again':
    case 'doubt':
      return { kind: verdict.kind, after: verdict.after }
    case 'retry_after':
      return verdict
  }
}

/** An attempt whose outcome is not known: its answer was lost, or whoever made it. */
export function inDoubt({ work }: Pick<Task, 'work'>, after: Pause): CallVerdict {
  const rule = whenInDoubt(work)
  return { kind: 'doubt', rule, after: rule === 'after_its_echo' ? echoMs : after }
}

/** Pure; each line of the error table that concerns a delivery stands here. */
export function judge(
  task: Judged,
  where: 'private' | 'group',
  method: UsedMethod,
  result: CallResult<unknown>
): CallVerdict {
  switch (result.kind) {
    case 'ok':
      return { kind: 'accepted', accepted: acceptedOf(method, result.result) }
    case 'lost':
      return inDoubt(task, 'backoff')
    case 'not_sent':
      return { kind: 'again', reason: 'not_sent', code: null, after: 'backoff' }
    case 'error':
      return refusal(task, where, method, result.code, result.classified)
  }
}

/**
 * One answer to an album, for each of its items. Where what it holds is the reason, nothing of it was sent: then each goes
 * by itself, and only the one at fault ends as that.
 */
export function judgeAlbum(
  tasks: readonly Judged[],
  where: 'private' | 'group',
  result: CallResult<unknown>
): CallVerdict[] {
  const method = 'sendMediaGroup'
  if (result.kind === 'ok') {
    const { messageIds, threadId } = acceptedOf(method, result.result)
    return tasks.map((_, index) => {
      const id = messageIds[index]
      return { kind: 'accepted', accepted: { messageIds: id === undefined ? [] : [id], threadId } }
    })
  }
  if (result.kind === 'error' && isOfContent(result.classified)) {
    const { code, classified } = result
    const change = { alone: true } as const
    return tasks.map(() => ({ kind: 'again', reason: classified.kind, code, after: 0, change }))
  }
  return tasks.map((task, index) => {
    const verdict = judge(task, where, method, result)
    if (index === 0 || (verdict.kind !== 'again' && verdict.kind !== 'refused')) return verdict
    // Done and changed once for all.
    const { besides: _, ...without } = verdict
    return without
  })
}

function isOfContent({ kind }: TelegramError): boolean {
  switch (kind) {
    case 'entities_bad':
    case 'source_gone':
    case 'cannot_copy':
    case 'file_unusable':
    case 'voice_forbidden':
    case 'too_long':
    case 'empty':
    case 'method_unknown':
    case 'permanent':
      return true
    default:
      return false
  }
}

function refusal(
  task: Judged,
  where: 'private' | 'group',
  method: UsedMethod,
  code: number,
  error: TelegramError
): CallVerdict {
  const { work, detours } = task
  const isReply = work.kind === 'reply'
  const isForLeads = work.kind === 'staff_notice' && work.about === 'leads'
  const isGroupNotice =
    isForLeads || (work.kind === 'staff_notice' && (work.about === 'group' || work.about === 'digest'))
  const again = (after: Pause, besides?: Besides): CallVerdict => ({
    kind: 'again',
    reason: error.kind,
    code,
    after,
    ...(besides && { besides })
  })
  const givenUp = (reason: string = error.kind, besides?: Besides): CallVerdict =>
    // Without its topic a ticket can't be worked on: a person has to look, and then it goes on.
    work.kind === 'topic'
      ? again(slowMs, besides)
      : { kind: 'refused', reason, code, ...(besides && { besides }) }
  const failed = (reason: ReplyFailure, besides?: Besides) => givenUp(isReply ? reason : error.kind, besides)
  const otherwise = (change: Change, after: Pause = 0, besides?: Besides): CallVerdict =>
    detours >= mostDetours
      ? failed('refused_by_telegram')
      : { kind: 'again', reason: error.kind, code, after, change, ...(besides && { besides }) }

  // A message to a customer can be copied from a group.
  const trouble = where === 'group' || error.kind === 'group_migrated' ? troubleOf(error) : undefined
  // Only whoever set the leads' chat can say where it is now.
  if (trouble?.kind === 'migrate') return isForLeads ? givenUp() : again(0, trouble)
  // The lane waits for the rights, not for the time.
  if (trouble) return isGroupNotice ? givenUp(error.kind, trouble) : again(1000, trouble)

  switch (error.kind) {
    case 'not_modified':
      return { kind: 'accepted', accepted: { messageIds: [], threadId: null } }
    case 'rate_limited':
      return { kind: 'retry_after', code, seconds: error.retryAfter }
    // The connection has seen the first, and lets nothing more begin until it is accepted.
    case 'unauthorized':
    case 'conflict':
      return again('backoff')
    case 'topic_gone':
      if (where === 'private' && !task.without.thread) return otherwise({ without: 'thread' })
      if (where === 'private' || isGroupNotice || work.kind === 'topic') return failed('refused_by_telegram')
      return otherwise({ place: 'another' }, 1000, { kind: 'lose_topic' })
    case 'topic_closed':
      if (where === 'private' && !task.without.thread) return otherwise({ without: 'thread' })
      if (where === 'private' || isGroupNotice) return failed('refused_by_telegram')
      return otherwise({ place: 'another' }, 0, { kind: 'reopen_topic' })
    case 'customer_unreachable':
      return failed(unreachableAs(error.why), { kind: 'customer_unreachable' })
    case 'quote_bad':
      return otherwise({ without: task.without.quote ? 'reply' : 'quote' })
    case 'reply_target_gone':
      return otherwise({ without: 'reply' })
    case 'entities_bad':
      return otherwise({ without: 'entities' })
    case 'source_gone':
      // An agent who deletes the own message before it was sent has taken it back.
      return isReply ? failed('message_gone') : otherwise({ media: lesser(task.media) })
    case 'voice_forbidden':
      if (!isReply) return failed('refused_by_telegram')
      return task.media === 'document' ? failed('voice_forbidden') : otherwise({ media: 'document' })
    case 'cannot_copy':
    case 'file_unusable':
      if (isReply && task.media === 'document') return failed('voice_forbidden')
      if (method === 'sendMessage') return failed('refused_by_telegram')
      return isReply && task.media !== 'copy'
        ? failed('cannot_copy')
        : otherwise({ media: lesser(task.media) })
    case 'group_migrated':
      return again(slowMs)
    case 'not_a_forum':
    case 'rights_missing':
    case 'group_lost':
      return failed('refused_by_telegram')
    case 'edit_target_gone':
    case 'cannot_edit':
    case 'cannot_delete':
    case 'too_long':
    case 'empty':
    case 'query_too_old':
    case 'method_unknown':
    case 'permanent': {
      const plainer = plainerThan(task, method)
      return plainer ? otherwise(plainer) : failed('refused_by_telegram')
    }
  }
}

/** Staff are shown what there is to show, in a plainer form if need be; undefined: there is none. */
function plainerThan({ work, media, without }: Judged, method: UsedMethod): Change | undefined {
  if (work.kind !== 'relay' && work.kind !== 'staff_notice') return undefined
  if (work.kind === 'relay' && method !== 'sendMessage') return { media: lesser(media) }
  return without.entities ? undefined : { without: 'entities' }
}

const lesser = (media: Task['media']): Task['media'] => (media === 'copy' ? 'file' : 'placeholder')

function unreachableAs(why: Extract<TelegramError, { kind: 'customer_unreachable' }>['why']): ReplyFailure {
  switch (why) {
    case 'blocked':
      return 'customer_blocked_bot'
    case 'deactivated':
      return 'customer_gone'
    case 'never_started':
    case 'chat_not_found':
    case 'is_a_bot':
      return 'chat_not_found'
  }
}
