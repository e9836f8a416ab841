import type { GroupNeed, ReplyFailure } from '#domain'
import type { CallResult, LackingRight, TelegramError } from '#telegram'
import { type Accepted, acceptedOf, type UsedMethod } from '../compose/index.js'
import { echoMs, isSeenByCustomer, type Task } from '../outbox/index.js'

/** What has to be done besides recording the outcome. */
export type Then =
  | { readonly kind: 'lose_topic' }
  | { readonly kind: 'reopen_topic' }
  | { readonly kind: 'migrate'; readonly to: number }
  | { readonly kind: 'rights_missing'; readonly missing: readonly GroupNeed[] }
  | { readonly kind: 'customer_unreachable' }
  | { readonly kind: 'hold'; readonly seconds: number }
  | { readonly kind: 'stop' }

export type Verdict =
  | { readonly kind: 'accepted'; readonly accepted: Accepted }
  /** The answer was lost. */
  | { readonly kind: 'doubt'; readonly final: boolean; readonly retryMs: number }
  | {
      readonly kind: 'rejected'
      readonly reason: string
      readonly code: number | null
      readonly final: boolean
      readonly retryMs: number
      readonly then?: Then
      /** How it is sent the next time. */
      readonly without?: 'reply' | 'entities'
      readonly media?: Task['media']
    }

const slowMs = 60_000
/** So often a refusal is to be got round; then it is given up. */
const mostDetours = 8

export const backoffMs = (failures: number): number => Math.min(60_000, 500 * 2 ** failures)

type Judged = Pick<Task, 'work' | 'failures' | 'detours' | 'media' | 'without'>

/** What an answer means for a delivery. Pure; each line of the error table that concerns a delivery stands here. */
export function judge(
  task: Judged,
  where: 'private' | 'group',
  method: UsedMethod,
  result: CallResult<unknown>
): Verdict {
  switch (result.kind) {
    case 'ok':
      return { kind: 'accepted', accepted: acceptedOf(method, result.result) }
    case 'lost':
      return {
        kind: 'doubt',
        final: isSeenByCustomer(task.work),
        retryMs: task.work.kind === 'topic' ? echoMs : backoffMs(task.failures)
      }
    case 'not_sent':
      return {
        kind: 'rejected',
        reason: 'not_sent',
        code: null,
        final: false,
        retryMs: backoffMs(task.failures)
      }
    case 'error':
      return refusal(task, where, method, result.code, result.classified)
  }
}

function refusal(
  task: Judged,
  where: 'private' | 'group',
  method: UsedMethod,
  code: number,
  error: TelegramError
): Verdict {
  const isReply = task.work.kind === 'reply'
  const isGroupNotice = task.work.kind === 'staff_notice' && task.work.about === 'group'
  const again = (retryMs: number, then?: Then): Verdict =>
    then
      ? { kind: 'rejected', reason: error.kind, code, final: false, retryMs, then }
      : { kind: 'rejected', reason: error.kind, code, final: false, retryMs }
  const givenUp = (reason: string = error.kind, then?: Then): Verdict => {
    // Without its topic a ticket can't be worked on: a person has to look, and then it goes on.
    if (task.work.kind === 'topic') return again(slowMs, then)
    return then
      ? { kind: 'rejected', reason, code, final: true, retryMs: 0, then }
      : { kind: 'rejected', reason, code, final: true, retryMs: 0 }
  }
  const failed = (reason: ReplyFailure, then?: Then) => givenUp(isReply ? reason : error.kind, then)
  const otherwise = (change: { without?: 'reply' | 'entities'; media?: Task['media'] }): Verdict =>
    task.detours >= mostDetours
      ? failed('refused_by_telegram')
      : { kind: 'rejected', reason: error.kind, code, final: false, retryMs: 0, ...change }
  const lacking = (missing: readonly GroupNeed[]): Verdict => {
    const then: Then = { kind: 'rights_missing', missing }
    // The lane waits for the rights, not for the time.
    return isGroupNotice ? givenUp(error.kind, then) : again(1000, then)
  }

  switch (error.kind) {
    case 'not_modified':
      return { kind: 'accepted', accepted: { messageIds: [], threadId: null } }
    case 'rate_limited':
      return again(error.retryAfter * 1000, { kind: 'hold', seconds: error.retryAfter })
    case 'unauthorized':
      return again(slowMs, { kind: 'stop' })
    case 'conflict':
      return again(backoffMs(task.failures))
    case 'topic_gone':
      if (where === 'private' || isGroupNotice || task.work.kind === 'topic')
        return failed('refused_by_telegram')
      return task.detours >= mostDetours ? givenUp() : again(1000, { kind: 'lose_topic' })
    case 'topic_closed':
      if (where === 'private' || isGroupNotice || task.detours >= mostDetours)
        return failed('refused_by_telegram')
      return again(0, { kind: 'reopen_topic' })
    case 'not_a_forum':
      return where === 'group' ? lacking(['forum']) : failed('refused_by_telegram')
    case 'rights_missing':
      return where === 'group' ? lacking(needsOf(error.what)) : failed('refused_by_telegram')
    case 'group_lost':
      return where === 'group' ? lacking(['administrator']) : failed('refused_by_telegram')
    case 'customer_unreachable':
      if (where === 'group') return lacking(['administrator'])
      return failed(unreachableAs(error.why), { kind: 'customer_unreachable' })
    case 'group_migrated':
      return error.to === undefined ? again(slowMs) : again(0, { kind: 'migrate', to: error.to })
    case 'reply_target_gone':
    case 'quote_bad':
      return otherwise({ without: 'reply' })
    case 'entities_bad':
      return otherwise({ without: 'entities' })
    case 'source_gone':
      // An agent who deletes the own message before it was sent has taken it back.
      return isReply ? failed('message_gone') : otherwise({ media: lesser(task.media) })
    case 'cannot_copy':
    case 'file_unusable':
      if (method === 'sendMessage') return failed('refused_by_telegram')
      return isReply && task.media !== 'copy'
        ? failed('cannot_copy')
        : otherwise({ media: lesser(task.media) })
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
function plainerThan(
  { work, media, without }: Judged,
  method: UsedMethod
): { without: 'entities' } | { media: Task['media'] } | undefined {
  if (work.kind !== 'relay' && work.kind !== 'staff_notice') return undefined
  if (work.kind === 'relay' && method !== 'sendMessage') return { media: lesser(media) }
  return without.entities ? undefined : { without: 'entities' }
}

const lesser = (media: Task['media']): Task['media'] => (media === 'copy' ? 'file' : 'placeholder')

export function needsOf(what: LackingRight): readonly GroupNeed[] {
  switch (what) {
    case 'create_topic':
    case 'edit_topic':
    case 'close_topic':
      return ['can_manage_topics']
    case 'delete_topic':
      return ['can_delete_messages']
    case 'pin':
      return ['can_pin_messages']
    case 'send':
    case 'administrator':
    case 'other':
      return ['administrator']
  }
}

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
