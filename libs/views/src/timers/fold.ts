import { categoryOf, idOf, type StreamCategory, toldIn } from '#domain'
import type { Change, Document, DocumentKey, Documents, View, ViewEvent } from '#read-store'
import { type AgentTimersDocument, agentTimers, foldAgentTimers } from './agents.js'
import { type AwayRulesDocument, awayRules, awayRulesId, foldAwayRules } from './away-rules.js'
import { type FormTimersDocument, foldFormTimers, formTimers } from './forms.js'
import { heldRule, heldRules } from './held-rules.js'
import { type CalendarDocument, calendarDocument, calendarKey, slaCalendars } from './sla-calendars.js'
import { type SlaDocument, slaTickets } from './sla-document.js'
import { calendarOfApplied, foldSla } from './sla-fold.js'
import { type Timer, type TimerDocument, timers } from './timer.js'

/** What of one category of streams is due later, or what that is worked out with. */
interface Source {
  handles(event: ViewEvent): boolean
  keys(event: ViewEvent): readonly DocumentKey[]
  fold(event: ViewEvent, documents: Documents): readonly Change[]
}

const put = (collection: string, document: Document): Change => ({ kind: 'put', collection, document })

/** Only these folds write the view's collections, under its version: what lies there has their types. */
const tickets: Source = {
  handles: () => true,
  keys(event) {
    const calendar = event.type === 'SlaApplied' ? calendarOfApplied(event.data) : undefined
    return [
      { collection: slaTickets.name, id: idOf(event.stream) },
      ...(calendar === undefined ? [] : [{ collection: slaCalendars.name, id: calendar }])
    ]
  },
  fold(event, documents) {
    const before = documents.get(slaTickets.name, idOf(event.stream)) as SlaDocument | undefined
    const calendarOf = (key: string) => documents.get(slaCalendars.name, key) as CalendarDocument | undefined
    const after = foldSla(before, event, calendarOf)
    if (!after) return []
    const told = toldIn('ticket', event)
    const held = told?.type === 'RuleApplied' ? heldRule(after.id, told.data) : undefined
    return [
      put(slaTickets.name, after),
      ...changesOf(event, before?.timers ?? [], after.timers),
      ...(held ? [put(heldRules.name, held)] : [])
    ]
  }
}

const calendars: Source = {
  handles: event => event.type === 'SettingPublished' && event.data['kind'] === 'calendar',
  keys: event => [
    { collection: slaCalendars.name, id: calendarKey(String(event.data['id']), event.revision) }
  ],
  fold(event) {
    const told = toldIn('setting', event)
    if (told?.type !== 'SettingPublished') return []
    const { id, body } = told.data
    return [put(slaCalendars.name, calendarDocument(id, event.revision, event.id, body))]
  }
}

const queues: Source = {
  handles: ({ data }) => data['kind'] === 'queue',
  keys: () => [{ collection: awayRules.name, id: awayRulesId }],
  fold(event, documents) {
    const before = documents.get(awayRules.name, awayRulesId) as AwayRulesDocument | undefined
    const after = foldAwayRules(before, event)
    return after ? [put(awayRules.name, after)] : []
  }
}

const settings: Source = {
  handles: event => calendars.handles(event) || queues.handles(event),
  keys: event => (calendars.handles(event) ? calendars : queues).keys(event),
  fold: (event, documents) => (calendars.handles(event) ? calendars : queues).fold(event, documents)
}

const agents: Source = {
  handles: () => true,
  keys: event => [
    { collection: agentTimers.name, id: idOf(event.stream) },
    { collection: awayRules.name, id: awayRulesId }
  ],
  fold(event, documents) {
    const before = documents.get(agentTimers.name, idOf(event.stream)) as AgentTimersDocument | undefined
    const rules = documents.get(awayRules.name, awayRulesId) as AwayRulesDocument | undefined
    const after = foldAgentTimers(before, event, rules)
    return [put(agentTimers.name, after), ...changesOf(event, before?.timers ?? [], after.timers)]
  }
}

const forms: Source = {
  handles: () => true,
  keys: event => [{ collection: formTimers.name, id: idOf(event.stream) }],
  fold(event, documents) {
    const before = documents.get(formTimers.name, idOf(event.stream)) as FormTimersDocument | undefined
    const after = foldFormTimers(before, event)
    return after ? [put(formTimers.name, after), ...changesOf(event, before?.timers ?? [], after.timers)] : []
  }
}

const sources: { readonly [Category in StreamCategory]?: Source } = {
  ticket: tickets,
  setting: settings,
  agent: agents,
  'form-run': forms
}

const sourceOf = (event: ViewEvent): Source | undefined => {
  const category = categoryOf(event.stream)
  const source = category && sources[category]
  return source?.handles(event) ? source : undefined
}

/** What of the timers of a stream is new, or gone. */
function changesOf(
  { stream, revision }: ViewEvent,
  before: readonly Timer[],
  after: readonly Timer[]
): readonly Change[] {
  if (before === after) return []
  const idFor = ({ what }: Timer) => `${stream}/${what}`
  const gone = before.filter(({ what }) => !after.some(timer => timer.what === what))
  const news = after.filter(timer => !before.some(known => isSame(known, timer)))
  return [
    ...gone.map(timer => ({ kind: 'delete' as const, collection: timers.name, id: idFor(timer) })),
    ...news.map(timer =>
      put(timers.name, { ...timer, id: idFor(timer), stream, revision } satisfies TimerDocument)
    )
  ]
}

const isSame = (one: Timer, other: Timer): boolean =>
  one.what === other.what && one.kind === other.kind && one.at === other.at && one.after === other.after

/**
 * Everything that is due later, of all streams, each thing a document of its own; and for each stream what that follows
 * from: of a ticket the facts that its clocks are told from, by which queries also say how it stands.
 */
export const timersView: View = {
  name: 'timers',
  version: 8,
  collections: [timers, heldRules, slaTickets, slaCalendars, agentTimers, formTimers, awayRules],
  handles: event => sourceOf(event) !== undefined,
  concerns: stream => /^(ticket|setting-calendar|setting-queue|agent|form-run)-/.test(stream),
  keys: event => sourceOf(event)?.keys(event) ?? [],
  fold: (event, documents) => sourceOf(event)?.fold(event, documents) ?? []
}
