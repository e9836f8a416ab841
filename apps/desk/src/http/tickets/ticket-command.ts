import { Injectable } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import {
  ActOnTicket,
  AssignAutomatically,
  type CommandAnswer,
  type CommandContext,
  GetCommandAnswer,
  stepOf
} from '#application'
import type { TicketCommand } from '#domain'
import { type CommandId, commandIdFor, type JsonObject, type TeamId, type TicketId } from '#kernel'
import { type Answer, etagOf } from '../answer.js'
import { type Call, contextOf } from '../api/call.js'
import { keyReused } from '../api/idempotency.js'
import type { GivenFile } from '../files/given-file.js'
import type { Condition } from '../input/conditions.js'
import { notFound, Problem, preconditionFailed } from '../problems/problem.js'
import { type Pointers, problemOf } from '../problems/refusals.js'
import { commandBody } from './present-ticket.js'

/** The desk is to choose. */
export interface AutoAssignment {
  readonly type: 'AssignAutomatically'
  readonly teamId: TeamId | undefined
}

/** What a body asks for: the command, or several of which all or none are done, and one that follows where these were not refused. */
export interface Asked {
  readonly command: TicketCommand | readonly TicketCommand[] | AutoAssignment
  readonly pointers?: Pointers
  readonly followedBy?: TicketCommand | undefined
  readonly members?: JsonObject
  /** Kept where the command is not refused. */
  readonly file?: GivenFile | undefined
}

/**
 * Every command on a ticket, in the order of its checks: unknown ticket, known command (the first answer again, from the
 * log), If-Match, the body, and what the ticket says.
 */
@Injectable()
export class TicketCommands {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus
  ) {}

  /** `ask` reads the body; it is called once the ticket and its revision are right. */
  async run(
    ticketId: TicketId,
    call: Call,
    status: number,
    ask: (present: CommandAnswer) => Asked | Promise<Asked>
  ): Promise<Answer> {
    const { commandId, fingerprint } = call
    const commandIds = [commandId, followingId(commandId)]
    const present = await this.#answer(ticketId, commandIds)
    if (present.events.length > 0 && present.fingerprint !== fingerprint) throw keyReused()
    const known = present.events.length > 0
    const ifRevision = known ? undefined : revisionFor(call.ifMatch, present.ticket.revision)
    const asked = await this.#ask(ask, present, known)
    if (asked) {
      const context = {
        ...contextOf(call, ticketId),
        ...(ifRevision === undefined ? {} : { ifRevision })
      }
      // What the log knows has the file of the first request.
      if (!known) asked.file?.asked()
      const done = await this.commands.execute(commandOf(ticketId, asked, context))
      if (!done.ok) {
        asked.file?.refused()
        throw problemOf(done, asked.pointers)
      }
      if (asked.followedBy) {
        const following = { ...stepOf(context, followingStep), commandId: followingId(commandId) }
        const followed = await this.commands.execute(new ActOnTicket(ticketId, asked.followedBy, following))
        if (!followed.ok) throw problemOf(followed)
      }
    }
    const answer = asked ? await this.#answer(ticketId, commandIds, present) : present
    return {
      status,
      headers: { ETag: etagOf(answer.ticket.revision), 'X-Position': answer.position },
      body: { ...commandBody(answer, call.principal), ...asked?.members }
    }
  }

  /** What was done already stays done, whatever a check of the body would say today. */
  async #ask(
    ask: (present: CommandAnswer) => Asked | Promise<Asked>,
    present: CommandAnswer,
    known: boolean
  ): Promise<Asked | undefined> {
    try {
      return await ask(present)
    } catch (error) {
      if (known && error instanceof Problem) return undefined
      throw error
    }
  }

  async #answer(
    ticketId: TicketId,
    commandIds: readonly CommandId[],
    since?: CommandAnswer
  ): Promise<CommandAnswer> {
    const answer = await this.queries.execute(new GetCommandAnswer(ticketId, commandIds, since))
    if (!answer) throw notFound('ticket')
    return answer
  }
}

const commandOf = (ticketId: TicketId, { command }: Asked, context: CommandContext) =>
  'type' in command && command.type === 'AssignAutomatically'
    ? new AssignAutomatically(ticketId, command.teamId, context)
    : new ActOnTicket(ticketId, command, context)

const followingStep = 'then'
const followingId = (commandId: CommandId): CommandId => commandIdFor(commandId, followingStep)

/** The revision that the append must meet; undefined: any. @throws Problem 412 */
export function revisionFor(ifMatch: Condition | undefined, current: number): number | undefined {
  if (!ifMatch || ifMatch.kind === 'any') return undefined
  if (!ifMatch.revisions.includes(current)) throw preconditionFailed(current)
  return current
}
