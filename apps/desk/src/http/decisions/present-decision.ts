import type { DecidedByDesk } from '#application'
import type { Candidate, RoutingDecision, SlaEvent } from '#domain'
import { agentIdText, type JsonObject } from '#kernel'
import { time } from '../tickets/present-ticket.js'
import { type Names, routingSentence } from './routing-sentence.js'
import { chosenBy, lapseSentence, ruleSentence } from './rule-sentence.js'
import { slaSentence } from './sla-sentence.js'
import { suggestionSentence } from './suggestion-sentence.js'

/** A decision as programs see it: what it was decided by and from, and a sentence for people. */
export function decisionBody(decided: DecidedByDesk, names: Names): JsonObject {
  const { event, matched } = decided
  const found = matched?.map(({ field, terms }) => ({ field, terms: [...terms] })) ?? null
  return { at: time(event.recordedAt), ...bodyOf(decided, names), matched: found, event_id: event.id }
}

function bodyOf({ event, policy, matched }: DecidedByDesk, names: Names): JsonObject {
  switch (event.type) {
    case 'RoutingDecided':
      return routingBody(event.data, names)
    case 'RuleApplied': {
      const { rule: id, version } = event.data
      return {
        ...{ kind: 'rule', what: event.data.heldUntil === undefined ? 'applied' : 'held_back' },
        ...{ by: { id, version }, chosen: chosenBy(event.data), because: ruleSentence(event.data, matched) },
        ...{ candidates: [], more_candidates: 0 }
      }
    }
    case 'RuleLapsed':
      return {
        ...{
          kind: 'rule',
          what: 'lapsed',
          by: { id: event.data.rule, version: event.data.version ?? null },
          chosen: null
        },
        ...{ because: lapseSentence(event.data), candidates: [], more_candidates: 0 }
      }
    case 'ArticleSuggested':
      return {
        ...{ kind: 'suggestion', what: 'articles', by: null },
        chosen: event.data.ids.length === 0 ? null : event.data.ids.join(', '),
        ...{ because: suggestionSentence(event.data), candidates: [], more_candidates: 0 }
      }
    default:
      return slaBody(event, policy)
  }
}

function routingBody(decision: RoutingDecision, names: Names): JsonObject {
  const seen = 'candidates' in decision ? decision : { candidates: [], more: 0 }
  return {
    kind: 'routing',
    what: decision.what,
    by: { id: decision.queueId, version: decision.queueVersion },
    chosen: chosenIn(decision),
    because: routingSentence(decision, names),
    candidates: seen.candidates.map(one => candidateBody(one, names)),
    more_candidates: seen.more
  }
}

/** An agent, or the queue that it falls back to. */
function chosenIn(decision: RoutingDecision): string | null {
  if (decision.what === 'assigned') return agentIdText(decision.chosen)
  return decision.what === 'fell_back' ? decision.toQueueId : null
}

const candidateBody = (
  { agentId, eligible, whyNot, load, limit, skills }: Candidate,
  names: Names
): JsonObject => ({
  id: agentIdText(agentId),
  display_name: names.get(agentId) ?? null,
  eligible,
  why_not: whyNot,
  load,
  limit,
  skills: [...skills]
})

const slaBody = (event: SlaEvent, policy: DecidedByDesk['policy']): JsonObject => ({
  kind: 'sla',
  what: whats[event.type],
  by: policy,
  chosen: event.type === 'SlaApplied' ? event.data.policyId : null,
  because: slaSentence(event),
  candidates: [],
  more_candidates: 0
})

const whats: { readonly [Type in SlaEvent['type']]: string } = {
  SlaApplied: 'policy_applied',
  SlaPaused: 'paused',
  SlaResumed: 'resumed',
  SlaWarned: 'warned',
  SlaBreached: 'breached',
  SlaBreachRetracted: 'breach_retracted'
}
