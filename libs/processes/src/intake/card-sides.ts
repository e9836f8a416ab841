import { type RunnerRefusal, TurnCard } from '#application'
import { type CardSide, type ExistingTicket, ticketDecider, ticketStream } from '#domain'
import { type Outcome, ok, refuse } from '#kernel'
import type { ToldRefusal } from '../words/index.js'
import type { Pressed } from './button-data.js'
import type { IntakeOptions } from './options.js'
import { type Asking, actorOf } from './topics.js'

const choicesShown = 8

export type TurnRefusal = Extract<
  ToldRefusal,
  'ticket_closed' | 'ticket_resolved' | 'nobody_free' | 'not_counted' | RunnerRefusal
>

/** What the buttons of a ticket's card offer: chosen here, drawn by delivery within the group's limits. */
export function createCardSides({ desk, commands, candidates }: IntakeOptions) {
  async function agentsSide(
    page: number,
    { assignee, queueId, team: teamId }: ExistingTicket
  ): Promise<Outcome<CardSide, TurnRefusal>> {
    const found = await candidates({ queueId, teamId })
    if (!found) return refuse('not_counted')
    const others = found.filter(({ agentId }) => agentId !== assignee)
    if (others.length === 0) return refuse('nobody_free')
    const pages = Math.ceil(others.length / choicesShown)
    const shown = Math.min(page, pages - 1)
    const choices = others.slice(shown * choicesShown, (shown + 1) * choicesShown)
    return ok({ kind: 'agents', holder: assignee, page: shown, pages, choices })
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
      const side = turn.to === 'agents' ? await agentsSide(turn.page, ticket) : ok({ kind: turn.to })
      if (!side.ok) return side
      const { cause, topic, agentId } = asking
      const context = cause.context('turn', { actor: actorOf(agentId), correlationId: topic.ticketId })
      return commands.execute(new TurnCard(topic.ticketId, topic.place, side.value, context))
    }
  }
}

export type CardSides = ReturnType<typeof createCardSides>
