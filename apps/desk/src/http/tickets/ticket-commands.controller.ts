import { Inject, Param, Post } from '@nestjs/common'
import type { MessagePersonal } from '#application'
import { priorities, seesQueue, type TicketCommand, ticketStatuses } from '#domain'
import { type AgentId, agentIdIn, isSlug, messageIdFor, messageIdText, type QueueId } from '#kernel'
import { conceal } from '#privacy'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { mustHave } from '../auth/key.guard.js'
import { Scope } from '../auth/scope.js'
import { choice, listOf, literally, optional, parseBody, parsed, required, text } from '../input/body.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { invalidBody } from '../problems/problem.js'
import { type Asked, TicketCommands } from './ticket-command.js'
import { ticketIdOf } from './tickets.controller.js'

/** Long replies are sent in parts. */
const maxText = 32_768
/** What becomes a tag may be longer than it. */
const tagText = /^[\s\S]{0,1000}$/

const agentId = parsed(agentIdIn, 'must be the id of an agent')
const written = { text: required(text(maxText)), agent_id: optional(agentId) }
const assignment = { agent_id: optional(agentId), unassign: optional(literally(true)) }
const statusChange = { to: required(choice(ticketStatuses)), comment: optional(text(maxText)) }
const priorityChange = { priority: required(choice(priorities)) }
const transfer = {
  queue_id: required(parsed(id => (isSlug(id) ? (id as QueueId) : undefined), 'must be the id of a queue'))
}
const tags = listOf(tagText, 50, 'tags')
const tagChange = { add: optional(tags), remove: optional(tags) }

@ApiController('tickets')
export class TicketCommandsController {
  constructor(
    private readonly tickets: TicketCommands,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Scope('tickets:write')
  @Post(':id/replies')
  reply(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.tickets.run(ticketIdOf(id), call, 202, () => {
      const body = parseBody(call.body, written)
      const { messageId, common } = this.#message(call, body)
      const now = this.deps.clock.now()
      const command = { type: 'RequestReply' as const, ...common, mediaGroup: null, now }
      return { command, members: { message_id: messageIdText(messageId) } }
    })
  }

  @Scope('tickets:write')
  @Post(':id/notes')
  note(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.tickets.run(ticketIdOf(id), call, 201, () => {
      const body = parseBody(call.body, written)
      const { messageId, common } = this.#message(call, body)
      const command = { type: 'AddNote' as const, ...common }
      return { command, members: { message_id: messageIdText(messageId) } }
    })
  }

  @Scope('tickets:write')
  @Post(':id/assignments')
  assign(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.tickets.run(ticketIdOf(id), call, 200, () => {
      const { agent_id, unassign } = parseBody(call.body, assignment)
      if (agent_id === undefined && unassign === undefined) {
        throw oneError('', 'required', 'must have agent_id or unassign')
      }
      if (agent_id === undefined) return asked({ type: 'UnassignTicket' })
      if (unassign) throw oneError('/unassign', 'exclusive', 'excludes agent_id')
      return asked({ type: 'AssignTicket', agentId: agent_id })
    })
  }

  @Scope('tickets:write')
  @Post(':id/status-changes')
  changeStatus(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.tickets.run(ticketIdOf(id), call, 200, () => {
      const { to, comment } = parseBody(call.body, statusChange)
      const command = { type: 'ChangeStatus' as const, to, cause: 'api' as const, now: this.deps.clock.now() }
      if (comment === undefined) return asked(command)
      const { common } = this.#message(call, { text: comment, agent_id: undefined })
      return { ...asked(command), followedBy: { type: 'AddNote', ...common } }
    })
  }

  @Scope('tickets:write')
  @Post(':id/priority-changes')
  changePriority(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.tickets.run(ticketIdOf(id), call, 200, () =>
      asked({ type: 'ChangePriority', ...parseBody(call.body, priorityChange) })
    )
  }

  @Scope('tickets:write')
  @Post(':id/transfers')
  transfer(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.tickets.run(ticketIdOf(id), call, 200, () => {
      const { queue_id: queueId } = parseBody(call.body, transfer)
      if (!seesQueue(call.principal, queueId)) throw oneError('/queue_id', 'unknown', 'is no queue')
      return asked({ type: 'TransferTicket', queueId })
    })
  }

  @Scope('tickets:write')
  @Post(':id/tag-changes')
  changeTags(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.tickets.run(ticketIdOf(id), call, 200, () => {
      const { add, remove } = parseBody(call.body, tagChange)
      if (!add && !remove) throw oneError('', 'required', 'must have add or remove')
      return asked({ type: 'ChangeTags', add: add ?? [], remove: remove ?? [] })
    })
  }

  /** What replies and notes have in common; without an agent they are the API's own. */
  #message(call: Call, body: { readonly text: string; readonly agent_id: AgentId | undefined }) {
    if (body.agent_id !== undefined) mustHave(call.principal, ['agents:act_as'])
    const agentId = body.agent_id ?? null
    const messageId = messageIdFor(call.commandId)
    const content: MessagePersonal = { text: body.text, entities: null, file: null, forwarded_from: null }
    const common = {
      messageId,
      agentId,
      source: { kind: 'api' as const },
      kind: 'text' as const,
      sentAt: this.deps.clock.now(),
      personal: conceal(content)
    }
    return { messageId, common }
  }
}

const asked = (command: TicketCommand): Asked => ({ command })

const oneError = (pointer: string, code: string, message: string) => invalidBody([{ pointer, code, message }])
