import {
  type Gathering,
  gather,
  idOf,
  isOver,
  nothingGathered,
  type Outline,
  openedOutline,
  outline,
  priorities,
  reportFactKinds,
  type TicketEvent,
  toldIn
} from '#domain'
import type { AgentId, QueueId } from '#kernel'
import type { View, ViewEvent } from '#read-store'
import { noInstant } from '../timers/index.js'
import { type News, newsOf } from './counted.js'
import { begunOf, type FactsDocument, facts } from './document.js'

/** Nothing that reports count follows from any other. */
const counted = new Set<TicketEvent['type']>([
  'TicketOpened',
  'CustomerMessageReceived',
  'TicketResponded',
  'TicketAssigned',
  'TicketUnassigned',
  'TicketTransferred',
  'PriorityChanged',
  'TagsChanged',
  'TicketStatusChanged',
  'TicketResolved',
  'TicketReopened',
  'TicketClosed',
  'SlaApplied',
  'SlaPaused',
  'SlaResumed',
  'RatingRequested',
  'TicketRated',
  'ArticleSuggested',
  'ArticleSent',
  'ArticleRated'
])

const looking = new Set<TicketEvent['type']>([
  'TicketOpened',
  'TicketAssigned',
  'TicketUnassigned',
  'TicketTransferred',
  'PriorityChanged',
  'TagsChanged'
])

/** The ticket after one more event of its stream. Undefined until it was opened. */
export function foldFacts(document: FactsDocument | undefined, event: ViewEvent): FactsDocument | undefined {
  const told = toldIn('ticket', event)
  if (!told) return document
  if (told.type === 'TicketOpened') return document ?? after(opened(event, told), event, told)
  return document && after(document, event, told)
}

function after(before: FactsDocument, event: ViewEvent, told: TicketEvent): FactsDocument {
  const { recordedAt } = event
  const { command, createdAt } = before
  const { commandId } = event.meta
  const gathered = gather(gatheringIn(before), { id: event.id, recordedAt, event: told })
  const { status, statusAt, lastCustomerMessageAt, lastAcceptedAt } = gathered
  const appends = commandId === command ? before.appends : before.appends + 1
  const news = newsOf(gathered.facts, told, recordedAt)
  const next: FactsDocument = {
    ...before,
    until: isOver(status) ? recordedAt : noInstant,
    command: commandId,
    appends,
    status,
    statusAt,
    lastCustomerMessageAt,
    lastAcceptedAt
  }
  if (news.length === 0 && !looking.has(told.type)) return next
  const words = [...before.words]
  const more = news.flatMap(({ kind, at, about }) => {
    const word = placeOf(about, words)
    return [appends, reportFactKinds.indexOf(kind), at - createdAt, recordedAt - at, word]
  })
  return {
    ...next,
    begun: begunAfter(before, news),
    looks: looking.has(told.type)
      ? looksAfter(before, told, [appends, recordedAt - createdAt], words)
      : before.looks,
    words,
    facts: [...before.facts, ...more]
  }
}

const gatheringIn = (document: FactsDocument): Gathering => {
  const { status, statusAt, lastCustomerMessageAt, lastAcceptedAt } = document
  return { facts: [], status, statusAt, lastCustomerMessageAt, lastAcceptedAt }
}

function opened(
  { recordedAt: createdAt, meta }: ViewEvent,
  { data }: Extract<TicketEvent, { type: 'TicketOpened' }>
): FactsDocument {
  const { facts: _, ...gathering } = nothingGathered
  return {
    id: data.ticketId,
    code: data.code,
    createdAt,
    begun: begunOf(createdAt, createdAt),
    until: noInstant,
    command: meta.commandId,
    appends: 0,
    ...gathering,
    words: [],
    looks: [],
    facts: []
  }
}

/** What happened is learnt in any order. */
function begunAfter({ begun, createdAt }: FactsDocument, news: readonly News[]): string {
  const first = news.reduce((least, { at }) => Math.min(least, at), createdAt)
  const earliest = first < createdAt ? begunOf(first, createdAt) : begun
  return earliest < begun ? earliest : begun
}

/** What one append changes in several events, it has changed at once. */
function looksAfter(
  before: FactsDocument,
  told: TicketEvent,
  [append, since]: readonly [number, number],
  words: string[]
): FactsDocument['looks'] {
  const { looks } = before
  const { queueId, priority, assignee, tags } =
    told.type === 'TicketOpened' ? openedOutline(told.data) : outline(outlineIn(before), told)
  const look = [placeOf(queueId, words), priorities.indexOf(priority), placeOf(assignee, words)]
  for (const tag of tags) look.push(placeOf(tag, words))
  const last = looks.at(-1)
  if (last && last.length === look.length + 2 && look.every((value, i) => value === last[i + 2])) return looks
  return [...(last?.[0] === append ? looks.slice(0, -1) : looks), [append, since, ...look]]
}

function outlineIn({ status, words, looks }: FactsDocument): Outline {
  const [, , queue = 0, priority = 0, agent = -1, ...tags] = looks.at(-1) ?? []
  return {
    status,
    team: null,
    escalation: null,
    queueId: words[queue] as QueueId,
    priority: priorities[priority] ?? 'normal',
    assignee: (words[agent] ?? null) as AgentId | null,
    tags: tags.flatMap(tag => words[tag] ?? [])
  }
}

function placeOf(word: string | null, words: string[]): number {
  if (word === null) return -1
  const known = words.indexOf(word)
  return known >= 0 ? known : words.push(word) - 1
}

/** Each kind of event stands in streams of one category alone. */
const isCounted = ({ type }: ViewEvent): boolean => counted.has(type as TicketEvent['type'])

export const factsView: View = {
  name: 'facts',
  version: 2,
  collections: [facts],
  handles: isCounted,
  concerns: stream => stream.startsWith('ticket-'),
  keys: event => [{ collection: facts.name, id: idOf(event.stream) }],
  fold(event, documents) {
    // Only this fold writes the collection, under this version.
    const before = documents.get(facts.name, idOf(event.stream)) as FactsDocument | undefined
    const document = foldFacts(before, event)
    return document ? [{ kind: 'put', collection: facts.name, document }] : []
  }
}
