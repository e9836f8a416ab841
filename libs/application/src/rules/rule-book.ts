import {
  BusinessTime,
  type Condition,
  calendarOf,
  type DeskNotices,
  deskNotices,
  inRuleOrder,
  levelOf,
  membersOf,
  type Rule,
  ruleOf,
  rulesReferences,
  type SettingKindName,
  type SignalName,
  type TeamLevels,
  toldIn
} from '#domain'
import type { RecordedEvent } from '#event-log'
import { type AgentId, type Instant, isJsonObject, type Json, type JsonObject, type TeamId } from '#kernel'
import type { ReadText } from './read-text.js'
import { WordConditions, type WordsHeld } from './word-conditions.js'

interface Published {
  readonly version: number
  /** Undefined: retired. */
  readonly body: JsonObject | undefined
}

/** A command of the desk's own. `title`: how its rule is called. */
export interface RuleCommand {
  readonly name: string
  readonly title: string
}

/** Of other kinds only whether they are in force counts. */
const looksInto: ReadonlySet<string> = new Set(['rule', 'calendar', 'team', 'desk', 'sla_policy'])

/** Whether a policy with this filter may be that of a ticket of which the condition holds. */
function mayFit({ field, op, value }: Condition, filter: Json | undefined): boolean {
  const wanted = isJsonObject(filter) ? filter[field] : undefined
  if ((op !== 'is' && op !== 'in') || !Array.isArray(wanted)) return true
  return [value].flat().some(one => wanted.includes(one))
}

const keyOf = (kind: string, id: string): string => `${kind}/${id}`

/**
 * The rules in force, in memory: every process follows the settings' streams into it, and whoever publishes something
 * puts it here before it answers. What is older than what is known changes nothing.
 */
export class RuleBook {
  readonly category = 'setting' as const
  readonly #published = new Map<string, Published>()
  readonly #rules = new Map<string, Rule>()
  /** Of rules that are on. */
  readonly #words = new WordConditions()
  #teams: ReadonlyMap<TeamId, { readonly level: number; readonly members: readonly AgentId[] }> = new Map()
  readonly #open = new Map<string, BusinessTime>()
  #inForce: readonly Rule[] | undefined
  #weights: DeskNotices['signals'] | undefined

  apply(event: RecordedEvent): void {
    const told = toldIn('setting', event)
    if (!told) return
    const { kind, id } = told.data
    this.put(kind, id, event.revision, told.type === 'SettingPublished' ? told.data.body : undefined)
  }

  put(kind: SettingKindName, id: string, version: number, body: JsonObject | undefined): void {
    const key = keyOf(kind, id)
    if (version <= (this.#published.get(key)?.version ?? -1)) return
    this.#published.set(key, { version, body: looksInto.has(kind) ? body : body && {} })
    if (kind === 'team') this.#putTeam(id as TeamId, body)
    this.#inForce = undefined
    if (kind === 'desk') this.#weights = undefined
    if (kind === 'calendar') this.#open.delete(id)
    if (kind === 'rule') this.#putRule(id, version, body)
  }

  #putRule(id: string, version: number, body: JsonObject | undefined): void {
    const before = this.#rules.get(id)
    if (before) this.#words.remove(before)
    if (!body) {
      this.#rules.delete(id)
      return
    }
    const rule = ruleOf(id, version, body)
    this.#rules.set(id, rule)
    if (rule.enabled) this.#words.add(rule)
  }

  #putTeam(id: TeamId, body: JsonObject | undefined): void {
    const others = [...this.#teams].filter(([team]) => team !== id)
    const team = body && { level: levelOf(body), members: membersOf(body) }
    this.#teams = new Map(team ? [...others, [id, team]] : others)
  }

  /** Of the teams in force. */
  levels(): TeamLevels {
    return new Map([...this.#teams].map(([id, { level }]) => [id, level]))
  }

  /** Of which teams somebody is. */
  teamsOf(agentId: AgentId): readonly TeamId[] {
    return [...this.#teams].flatMap(([id, { members }]) => (members.includes(agentId) ? [id] : []))
  }

  /** Of a condition of a rule that looks at what people write. */
  ofWords(condition: Condition, text: ReadText): WordsHeld {
    return this.#words.ask(condition, text)
  }

  /** In the order in which they are asked: those that are on and name nothing that is gone. */
  inForce(): readonly Rule[] {
    this.#inForce ??= [...this.#rules.values()]
      .filter(({ enabled, id }) => enabled && this.missingOf(id).length === 0)
      .sort(inRuleOrder)
    return this.#inForce
  }

  /** Undefined: it is off, retired or broken. */
  inForceOf(id: string): Rule | undefined {
    return this.inForce().find(rule => rule.id === id)
  }

  /** Which rules in force tell this endpoint. */
  telling(endpoint: string): readonly string[] {
    return this.inForce().flatMap(({ id, actions }) =>
      actions.some(action => 'webhook' in action && action.webhook.endpoint_id === endpoint) ? [id] : []
    )
  }

  /** The commands that rules in force answer, each once, and how the first of its rules is called. */
  commands(): readonly RuleCommand[] {
    const named = this.inForce().flatMap(({ id, command }) => (command === null ? [] : [{ id, command }]))
    const names = new Map(named.reverse().map(({ id, command }) => [command, id]))
    return [...names].reverse().map(([name, id]) => {
      const called = this.bodyOf(id)?.['name']
      return { name, title: typeof called === 'string' ? called : id }
    })
  }

  /** What a rule names and is not in force: `queues` and the like by their kind. */
  missingOf(id: string): readonly { readonly kind: string; readonly id: string }[] {
    const body = this.bodyOf(id)
    return body ? rulesReferences(body).filter(one => !this.#isInForce(one.kind, one.id)) : []
  }

  /**
   * It waits in business time, and no calendar opens so long: its own, or where it has none one of a policy that a ticket
   * of which it holds can have.
   */
  lacksCalendar(id: string, now: Instant): boolean {
    const rule = this.#rules.get(id)
    if (rule?.after?.clock !== 'business') return false
    const { s, calendarId } = rule.after
    const calendars = calendarId === null ? this.#calendarsFor(rule) : [calendarId]
    return !calendars.some(calendar => this.dueIn(calendar, now, s * 1000) !== undefined)
  }

  #calendarsFor({ all }: Rule): readonly string[] {
    const policies = [...this.#published].flatMap(([key, { body }]) =>
      key.startsWith('sla_policy/') && body ? [body] : []
    )
    return policies.flatMap(({ calendar_id: calendar, filter }) =>
      typeof calendar === 'string' && all.every(one => mayFit(one, filter)) ? [calendar] : []
    )
  }

  /** A rule's document. Undefined: it is retired. */
  bodyOf(id: string): JsonObject | undefined {
    return this.#published.get(keyOf('rule', id))?.body
  }

  /** What signals weigh in sum, by the desk's notices. */
  weightOf(signals: readonly { readonly signal: SignalName }[]): number {
    this.#weights ??= deskNotices(this.#published.get(keyOf('desk', 'notices'))?.body).signals
    return signals.reduce((sum, { signal }) => sum + (this.#weights?.[signal] ?? 1), 0)
  }

  #isInForce(kind: string, id: string): boolean {
    return this.#published.get(keyOf(kind, id))?.body !== undefined
  }

  /** Undefined: there is no such calendar. */
  isOpen(calendar: string, at: Instant): boolean | undefined {
    const time = this.#businessTime(calendar)
    return time && time.between(at, at + 1) > 0
  }

  /** When so much open time has passed. Undefined: there is no such calendar, or it does not open so long. */
  dueIn(calendar: string, from: Instant, ms: number): Instant | undefined {
    return this.#businessTime(calendar)?.add(from, ms)
  }

  #businessTime(calendar: string): BusinessTime | undefined {
    const body = this.#published.get(keyOf('calendar', calendar))?.body
    if (!body) return undefined
    const known = this.#open.get(calendar) ?? new BusinessTime(calendarOf(body))
    this.#open.set(calendar, known)
    return known
  }
}
