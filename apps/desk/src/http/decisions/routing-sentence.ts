import type { ChoiceReason, RequeueReason, RoutingDecision } from '#domain'
import { type AgentId, agentIdText, toIso, unreachable } from '#kernel'

/** Of agents, as they are called now. */
export type Names = ReadonlyMap<AgentId, string>

const chosenBecause: { readonly [Reason in ChoiceReason]: string } = {
  last_agent: 'had the customer’s last ticket',
  longest_without: 'had gone longest without a ticket of this queue',
  least_share: 'carried the smallest share of their limit',
  fewest_tickets: 'carried the fewest tickets',
  nobody_in_teams: 'was the only one',
  nobody_eligible: 'was the only one'
}

const takenBecause: { readonly [Reason in RequeueReason]: string } = {
  not_accepted: 'did not take it up in time',
  away: 'has been away too long',
  away_and_customer_wrote: 'has been away too long, and the customer has written'
}

const reasons = {
  away: 'away',
  busy: 'busy',
  at_capacity: 'at their limit',
  lacks_skill: 'without a skill asked for',
  passed: 'passed over, for they had it and did not keep it'
} as const

/** Why the desk did what it did, for people. */
export function routingSentence(decision: RoutingDecision, names: Names): string {
  const nameOf = (id: AgentId): string => names.get(id) ?? agentIdText(id)
  switch (decision.what) {
    case 'assigned': {
      const { because, candidates, more, chosen } = decision
      const eligible = candidates.filter(one => one.eligible).length
      const of = `${eligible}${more > 0 ? ' or more' : ''} of ${candidates.length + more}`
      return `Given to ${nameOf(chosen)}, who ${chosenBecause[because]}: ${of} could have had it.`
    }
    case 'waiting':
      return `Nobody has it: ${whyWaiting(decision)}.${untilWhen(decision)}`
    case 'requeued':
      return `Taken from ${nameOf(decision.fromAgentId)}, who ${takenBecause[decision.because]}; back to the queue.`
    case 'skill_dropped':
      return `It has waited so long that the skill ${decision.skill} is no longer asked for.`
    case 'fell_back':
      return decision.toQueueId === null
        ? 'Nobody had it in time: it goes to whom carries least, whatever their skills.'
        : `Nobody had it in time: moved to the queue ${decision.toQueueId}.`
    case 'stopped':
      if (decision.because === 'given_while_away')
        return `Given to somebody who was away: left with them until ${toIso(decision.until)}, unless they are back by then.`
      return `Moved too often within an hour: not moved by the desk before ${toIso(decision.until)}. A lead should decide.`
    case 'left_to_people':
      return 'People assign in this queue by now: nothing is done that was due.'
    case 'resumed':
      return 'The time is over: the desk may move it again.'
    default:
      return unreachable(decision)
  }
}

type Waiting = Extract<RoutingDecision, { what: 'waiting' }>

function whyWaiting({ because, candidates, more }: Waiting): string {
  if (because === 'program_assigns') return 'a program assigns in this queue'
  if (because === 'nobody_in_teams') return 'nobody is in the teams of the queue'
  const counts = Object.entries(reasons).flatMap(([reason, words]) => {
    const many = candidates.filter(({ whyNot }) => whyNot === reason).length
    return many === 0 ? [] : [`${many} ${words}`]
  })
  return [`of ${candidates.length + more} agents nobody could`, ...counts].join(', ')
}

function untilWhen({ fallback, skills }: Waiting): string {
  const dropped = skills.flatMap(({ skill, dropAt }) =>
    dropAt === null ? [] : [` The skill ${skill} is given up at ${toIso(dropAt)}.`]
  )
  const falls =
    fallback === null
      ? ''
      : ` At ${toIso(fallback.at)} it ${fallback.toQueueId === null ? 'goes to whom carries least' : `moves to the queue ${fallback.toQueueId}`}.`
  return `${dropped.join('')}${falls}`
}
