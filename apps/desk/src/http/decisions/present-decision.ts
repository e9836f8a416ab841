import type { DecidedByDesk } from '#application'
import type { Candidate, RoutingDecision, SlaEvent } from '#domain'
import { agentIdText, type JsonObject } from '#kernel'
import { time } from '../tickets/present-ticket.js'
import { routingSentence } from './routing-sentence.js'
import { slaSentence } from './sla-sentence.js'

/** A decision as programs see it: what it was decided by and from, and a sentence for people. */
export function decisionBody({ event, policy }: DecidedByDesk): JsonObject {
  const about = event.type === 'RoutingDecided' ? routingBody(event.data) : slaBody(event, policy)
  return { at: time(event.recordedAt), ...about, event_id: event.id }
}

function routingBody(decision: RoutingDecision): JsonObject {
  const seen = 'candidates' in decision ? decision : { candidates: [], more: 0 }
  return {
    kind: 'routing',
    what: decision.what,
    by: { id: decision.queueId, version: decision.queueVersion },
    chosen: chosenIn(decision),
    because: routingSentence(decision),
    candidates: seen.candidates.map(candidateBody),
    more_candidates: seen.more
  }
}

/** An agent, or the queue that it falls back to. */
function chosenIn(decision: RoutingDecision): string | null {
  if (decision.what === 'assigned') return agentIdText(decision.chosen)
  return decision.what === 'fell_back' ? decision.toQueueId : null
}

const candidateBody = ({ agentId, eligible, whyNot, load, limit, skills }: Candidate): JsonObject => ({
  id: agentIdText(agentId),
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
