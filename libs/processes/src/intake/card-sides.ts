import { type RunnerRefusal, TurnCard } from '#application'
import { type CardSide, type ExistingTicket, ticketDecider, ticketStream } from '#domain'
import { type Outcome, ok, refuse } from '#kernel'
import type { ToldRefusal } from '../words/index.js'
import type { Pressed } from './button-data.js'
import type { IntakeOptions } from './options.js'
import { type Asking, actorOf } from './topics.js'

const choicesShown = 8
/** With what stands before it, it must fit the data of a button: 64 bytes (Bot API). */
const longestTeam = 55

export type TurnRefusal = Extract<
  ToldRefusal,
  'ticket_closed' | 'ticket_resolved' | 'nobody_free' | 'not_counted' | 'team_unknown' | RunnerRefusal
>

/** What the buttons of a ticket's card offer: chosen here, drawn by delivery within the group's limits. */
export function createCardSides({ desk, commands, candidates, teams }: IntakeOptions) {
  async function agentsSide(
    page: number,
    { assignee, queueId, team: teamId, requiredSkills, routing }: ExistingTicket
  ): Promise<Outcome<CardSide, TurnRefusal>> {
    const found = await candidates({ queueId, teamId, requiredSkills, routing })
    if (!found) return refuse('not_counted')
    const others = found.filter(({ agentId }) => agentId !== assignee)
    if (others.length === 0) return refuse('nobody_free')
    const pages = Math.ceil(others.length / choicesShown)
    const shown = Math.min(page, pages - 1)
    const choices = others.slice(shown * choicesShown, (shown + 1) * choicesShown)
    return ok({ kind: 'agents', holder: assignee, page: shown, pages, choices })
  }

  async function teamsSide({ team, escalation }: ExistingTicket): Promise<Outcome<CardSide, TurnRefusal>> {
    const isThere = escalation !== null && escalation.acknowledgedBy === null
    const choices = (await teams())
      .map(({ id }) => id)
      .filter(id => id.length <= longestTeam && !(isThere && id === team))
    return choices.length === 0
      ? refuse('team_unknown')
      : ok({ kind: 'teams', choices: choices.slice(0, choicesShown) })
  }

  function sideOf(turn: Extract<Pressed, { kind: 'turn' }>, ticket: ExistingTicket) {
    switch (turn.to) {
      case 'agents':
        return agentsSide(turn.page, ticket)
      case 'teams':
        return teamsSide(ticket)
      default:
        return ok({ kind: turn.to })
    }
  }

  /** The ticket as it stands. */
  async function ticketOf({ topic }: Asking): Promise<ExistingTicket | undefined> {
    const { state } = await desk.runner.load(ticketDecider, ticketStream(topic.ticketId))
    return state.exists ? state : undefined
  }

  return {
    ticketOf,
    async turn(
      asking: Asking,
      turn: Extract<Pressed, { kind: 'turn' }>
    ): Promise<Outcome<unknown, TurnRefusal>> {
      const ticket = await ticketOf(asking)
      if (!ticket || ticket.status === 'closed') return refuse('ticket_closed')
      if (ticket.status === 'resolved') return refuse('ticket_resolved')
      const side = await sideOf(turn, ticket)
      if (!side.ok) return side
      const { cause, topic, agentId } = asking
      const context = cause.context('turn', { actor: actorOf(agentId), correlationId: topic.ticketId })
      return commands.execute(new TurnCard(topic.ticketId, topic.place, side.value, context))
    }
  }
}

export type CardSides = ReturnType<typeof createCardSides>
