import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  type Assignment,
  assignmentOf,
  choose,
  type ExistingTicket,
  orderOf,
  type RoutedAssignment,
  settingDecider,
  settingStream,
  skillsAsked,
  type TicketCommand,
  ticketDecider,
  ticketStream
} from '#domain'
import { Conflict } from '#event-log'
import { type AgentId, type Outcome, refuse, type TeamId, type TicketId } from '#kernel'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { DESK_READS, type DeskReads } from '../queries/desk-reads.js'
import { type Counted, colleaguesIn } from '../slots/colleagues.js'
import { tryToHold } from '../slots/hold-slot.js'
import { membersFor } from '../slots/members.js'
import { ActOnTicket, ActOnTicketHandler, type ActRefusal } from './act-on-ticket.js'

/**
 * Gives a ticket to whoever of its team, or else of its queue, has the least, in a queue of turns to whose turn it is. Whoever
 * of them has it already keeps it while they are there. With nobody free it waits as it is, with its team. Of many at once
 * each is chosen by what the others were given.
 */
export class AssignAutomatically extends Command<Outcome<Done, ActRefusal>> {
  constructor(
    readonly ticketId: TicketId,
    /** The ticket becomes this team's. Undefined: it stays the team's that it is. */
    readonly teamId: TeamId | undefined,
    readonly context: CommandContext
  ) {
    super()
  }
}

/** So old may be what is known of tickets that somebody has, where somebody is found by it. */
const ticketsMaxAgeMs = 1000
/** So often others may be faster. */
const maxTurns = 100
const maxClaims = 5

@CommandHandler(AssignAutomatically)
export class AssignAutomaticallyHandler implements ICommandHandler<AssignAutomatically> {
  constructor(
    @Inject(DESK) private readonly desk: Desk,
    @Inject(DESK_READS) private readonly reads: DeskReads
  ) {}

  async execute(asked: AssignAutomatically): Promise<Outcome<Done, ActRefusal>> {
    for (let times = 1; ; times++) {
      const done = await this.#assign(asked)
      // Somebody took it meanwhile: looked at anew.
      if (done.ok || done.reason !== 'already_assigned' || times === maxClaims) return done
    }
  }

  async #assign(asked: AssignAutomatically): Promise<Outcome<Done, ActRefusal>> {
    const { ticketId, teamId, context } = asked
    const { runner, settings } = this.desk
    const stream = ticketStream(ticketId)
    const { state, revision, answers } = await runner.load(ticketDecider, stream)
    const isKnown = answers.get(context.commandId) !== undefined
    const isStale = context.ifRevision !== undefined && context.ifRevision !== revision
    const toTeam: TicketCommand = {
      type: 'AssignTeam',
      teamId: teamId ?? (state.exists ? state.team : null)
    }
    if (!state.exists || isKnown || isStale || state.status === 'closed') return this.#act(asked, toTeam)
    if (state.status === 'resolved') return refuse('ticket_resolved')
    if (teamId !== undefined && !(await settings.body('team', teamId))) return refuse('team_unknown')
    return this.#give(asked, { state, revision }, toTeam)
  }

  async #give(
    asked: AssignAutomatically,
    {
      state: ticket,
      revision: ticketRevision
    }: { readonly state: ExistingTicket; readonly revision: number },
    toTeam: TicketCommand
  ): Promise<Outcome<Done, ActRefusal>> {
    const { ticketId, teamId, context } = asked
    const { queueId, assignee } = ticket
    const queue = await this.#queue(queueId)
    const members = await membersFor(this.desk, this.reads, await this.#team(ticket, teamId), queueId)
    let maxAgeMs = ticketsMaxAgeMs
    for (let turn = 1; turn <= maxTurns; turn++) {
      const counted = await colleaguesIn(this.desk, members, queueId, maxAgeMs)
      if (isThere(counted, assignee)) return this.#act(asked, toTeam)
      const { chosen, routing } = chooseOf(counted, ticket, queue, this.desk.clock.now())
      const slots = counted.find(({ colleague }) => colleague.agentId === chosen)?.slots
      if (!slots || !routing) {
        if (maxAgeMs === 0) return this.#act(asked, toTeam)
        maxAgeMs = 0
        continue
      }
      const slot = { agentId: routing.chosen, ticketId, queueId, ticketRevision }
      const wanted = { ...slot, force: false, evenAway: false }
      const held = await tryToHold(this.desk, wanted, slots, context, true)
      if (held && !held.ok) maxAgeMs = 0
      if (!held?.ok) continue
      const agentId = routing.chosen
      const assign = { type: 'AssignTicket', agentId, from: assignee, cause: 'auto', routing } as const
      return this.#act(asked, teamId === undefined ? assign : { ...assign, teamId })
    }
    throw new Conflict(ticketStream(ticketId), 'none', 'none')
  }

  /** A team that is no more is none. */
  async #team({ team }: ExistingTicket, given: TeamId | undefined): Promise<TeamId | null> {
    const wanted = given ?? team
    return wanted !== null && (await this.desk.settings.body('team', wanted)) ? wanted : null
  }

  async #queue(id: string): Promise<Queue> {
    const { state, revision } = await this.desk.runner.load(settingDecider, settingStream('queue', id))
    return { version: revision, assignment: assignmentOf(state.exists ? state.body : {}) }
  }

  #act({ ticketId, context }: AssignAutomatically, command: TicketCommand) {
    return new ActOnTicketHandler(this.desk).execute(new ActOnTicket(ticketId, command, context))
  }
}

interface Queue {
  readonly version: number
  readonly assignment: Assignment
}

const isThere = (counted: readonly Counted[], agentId: AgentId | null): boolean =>
  counted.some(({ colleague }) => colleague.agentId === agentId && colleague.availability === 'available')

/** Where a person or a program assigns, skills are their business. */
function chooseOf(
  counted: readonly Counted[],
  { queueId, assignee, routing, requiredSkills }: ExistingTicket,
  { version: queueVersion, assignment }: Queue,
  at: number
): { readonly chosen: AgentId | null; readonly routing?: RoutedAssignment } {
  const { strategy } = assignment
  const isRouted = strategy === 'round_robin' || strategy === 'least_loaded'
  const wanted = {
    strategy: orderOf(strategy, routing),
    skills: isRouted ? skillsAsked(assignment, requiredSkills, routing).map(({ skill }) => skill) : [],
    passed: [...(isRouted ? routing.passed : []), ...(assignee === null ? [] : [assignee])],
    lastAgent: null
  } as const
  const { chosen, because, candidates, more } = choose(
    wanted,
    counted.map(({ colleague }) => colleague)
  )
  if (chosen === null) return { chosen }
  const grounds = { queueId, queueVersion, strategy, at }
  const decision = {
    what: 'assigned',
    because,
    chosen,
    acceptBy: null,
    candidates,
    more,
    onRequest: true
  } as const
  return { chosen, routing: { ...grounds, ...decision } }
}
