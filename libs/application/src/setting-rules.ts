import {
  BusinessTime,
  calendarOf,
  checkCalendar,
  checkDeskSettings,
  checkPolicy,
  checkQueue,
  completeCalendar,
  completeDeskSettings,
  completePolicy,
  completeQueue,
  type Decider,
  type FieldProblem,
  type SettingCommand,
  type SettingEvent,
  type SettingKind,
  type SettingState,
  settingDecider,
  unreachedTargets
} from '#domain'
import { type Instant, isJsonObject, isSlug, type JsonObject, type Refusal, unreachable } from '#kernel'

/** The settings that people publish. `desk/default-queue` is the desk's own. */
export const isPublishable = (kind: SettingKind, id: string): boolean =>
  kind === 'desk' ? id === 'main' : isSlug(id)

function rulesOf(kind: SettingKind, now: Instant) {
  switch (kind) {
    case 'queue':
      return [checkQueue, completeQueue] as const
    case 'desk':
      return [checkDeskSettings, completeDeskSettings] as const
    case 'calendar':
      return [(body: unknown) => checkCalendar(body, now), completeCalendar] as const
    case 'sla_policy':
      return [checkPolicy, completePolicy] as const
    default:
      return unreachable(kind)
  }
}

/** The whole body with its defaults, or what is wrong with it. */
export function completed(
  kind: SettingKind,
  body: unknown,
  now: Instant
): { readonly body: JsonObject } | { readonly problems: readonly FieldProblem[] } {
  const [check, complete] = rulesOf(kind, now)
  const problems = check(body)
  if (problems.length > 0) return { problems }
  return isJsonObject(body) ? { body: complete(body) } : { problems: [] }
}

/** What is wrong with a policy that is right in itself, as it is counted by a calendar; undefined: there is none. */
export function policyProblems(
  body: JsonObject,
  calendar: JsonObject | undefined,
  now: Instant
): readonly FieldProblem[] {
  return calendar
    ? unreachedTargets(body, new BusinessTime(calendarOf(calendar)), now)
    : [{ pointer: '/calendar_id', code: 'unknown_calendar', message: 'is not a calendar' }]
}

/**
 * The same decider with one more reason to say no. Asked only where something would change,
 * so after a known command, a failed precondition and a state already held.
 */
export function guarded<R extends string>(
  refusal: Refusal<R> | undefined
): Decider<SettingCommand, SettingState, SettingEvent, 'unknown_setting' | R> {
  return {
    initial: settingDecider.initial,
    evolve: settingDecider.evolve,
    decide(command, state) {
      const outcome = settingDecider.decide(command, state)
      return refusal && outcome.ok && outcome.value.length > 0 ? refusal : outcome
    }
  }
}
