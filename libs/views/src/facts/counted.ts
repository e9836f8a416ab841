import type { Fact, ReportFactKind, TicketEvent } from '#domain'
import type { Instant } from '#kernel'

/** A fact as it is added to those of its ticket. */
export interface News {
  readonly kind: ReportFactKind
  readonly at: Instant
  readonly about: string | null
}

/** What of an event reports count; `facts` is what it says to the SLA clocks. Nothing happens after it was recorded. */
export function newsOf(facts: readonly Fact[], told: TicketEvent, recordedAt: Instant): readonly News[] {
  if (told.type === 'RatingRequested') {
    const { at, resolution } = told.data
    return [{ kind: 'rating_requested', at: Math.min(at, recordedAt), about: `${resolution}` }]
  }
  if (told.type === 'TicketRated') {
    const { at, resolution, score } = told.data
    return [{ kind: 'rated', at: Math.min(at, recordedAt), about: `${resolution}/${score}` }]
  }
  if (told.type === 'ArticleSuggested')
    return told.data.ids.map(about => ({ kind: 'article_suggested', at: recordedAt, about }))
  if (told.type === 'ArticleSent') return [{ kind: 'article_sent', at: recordedAt, about: told.data.article }]
  if (told.type === 'ArticleRated') {
    const { article: about, helpful } = told.data
    return [{ kind: helpful ? 'article_helpful' : 'article_not_helpful', at: recordedAt, about }]
  }
  return facts.flatMap(fact => {
    const kind = kindOf(fact, told)
    return kind ? [{ kind, at: fact.at, about: aboutOf(fact, told) }] : []
  })
}

/** Undefined: reports don't count it. */
function kindOf(fact: Fact, told: TicketEvent): ReportFactKind | undefined {
  switch (fact.kind) {
    case 'opened':
      return fact.byTeam ? 'opened_by_team' : 'opened'
    case 'customer_message':
      return 'message'
    case 'reply':
    case 'paused':
    case 'resumed':
      return fact.kind
    case 'applied':
      return 'calendar'
    case 'status':
      if (told.type === 'TicketResolved') return 'resolved'
      if (told.type === 'TicketClosed') return 'closed'
      if (told.type !== 'TicketReopened') return undefined
      return told.data.cause === 'customer_message' ? 'reopened_by_customer' : 'reopened'
    default:
      return undefined
  }
}

function aboutOf(fact: Fact, told: TicketEvent): string | null {
  if (fact.kind === 'reply') return told.type === 'TicketResponded' ? told.data.agentId : null
  if (fact.kind === 'paused' || fact.kind === 'resumed') return fact.cause
  if (fact.kind !== 'applied' || fact.applied.calendarId === null) return null
  return `${fact.applied.calendarId}/${fact.applied.calendarVersion}`
}
