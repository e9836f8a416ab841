import type { Command } from '@nestjs/cqrs'
import {
  ActOnTicket,
  type ActRefusal,
  AssignAutomatically,
  type CommandContext,
  type Desk,
  fileOfTemplate,
  fillForTicket,
  type MessagePersonal,
  rulesActor,
  unsendable
} from '#application'
import {
  assignmentOf,
  idOf,
  isStreamOf,
  type LapseReason,
  type RuleAction,
  type RuleEvent,
  settingStream,
  type Told,
  ticketDecider,
  ticketStream,
  toldIn
} from '#domain'
import type { RecordedEvent } from '#event-log'
import { agentIdIn, commandIdFor, isJsonObject, messageIdFor, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import type { Process } from '#subscriptions'

export interface WantedOptions {
  readonly desk: Desk
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
}

type Applied = Told<RecordedEvent, Extract<RuleEvent, { type: 'RuleApplied' }>>

/**
 * Does what rules want and can't do in an append: says something to the customer, gives a ticket to somebody. What can't be
 * done is put on record with the reason. Again it changes nothing: each command's id follows from the event and the action.
 */
export function createWanted({ desk, commands }: WantedOptions): Process {
  async function work(event: Applied, action: RuleAction, index: number): Promise<void> {
    const ticketId = idOf(event.stream) as TicketId
    const because = await done(event, ticketId, action, contextOf(event, `do ${index}`))
    if (because === undefined) return
    const { rule, version, at: from, instance } = event.data
    const lapsed = { rule, version, from, instance, at: desk.clock.now(), because, action }
    const lapse = { type: 'LapseRule', ...lapsed } as const
    await commands.execute(new ActOnTicket(ticketId, lapse, contextOf(event, `lapse ${index}`)))
  }

  /** Why it was not. */
  async function done(
    event: Applied,
    ticketId: TicketId,
    action: RuleAction,
    context: CommandContext
  ): Promise<LapseReason | undefined> {
    if ('assign_agent' in action) {
      const agentId = agentIdIn(action.assign_agent)
      if (!agentId) return 'agent_unknown'
      const command = { type: 'AssignTicket', agentId } as const
      const given = await commands.execute(new ActOnTicket(ticketId, command, context))
      return given.ok ? undefined : notGiven(given.reason)
    }
    if ('escalate' in action) {
      if (await isRouted(ticketId)) return undefined
      const { team_id: team } = action.escalate
      const given = await commands.execute(new AssignAutomatically(ticketId, team, context))
      return given.ok ? undefined : 'not_assigned'
    }
    return 'reply_template' in action ? say(event, ticketId, action.reply_template, context) : undefined
  }

  /** Its queue gives it to somebody of the team by itself. */
  async function isRouted(ticketId: TicketId): Promise<boolean> {
    const { state } = await desk.runner.load(ticketDecider, ticketStream(ticketId))
    const queue = state.exists ? await desk.settings.body('queue', state.queueId) : undefined
    const { strategy } = assignmentOf(queue ?? {})
    return strategy === 'round_robin' || strategy === 'least_loaded'
  }

  /** A rule for customers who have not written: what it says has a button to say that they still need help. */
  async function isForCustomer({ data: { rule, version } }: Applied): Promise<boolean> {
    for await (const published of desk.log.readStream(settingStream('rule', rule), version)) {
      const told = toldIn('setting', published)
      const after = told?.type === 'SettingPublished' ? told.data.body['after'] : null
      return isJsonObject(after) && after['who'] === 'customer'
    }
    return false
  }

  async function say(
    event: Applied,
    ticketId: TicketId,
    template: string,
    context: CommandContext
  ): Promise<LapseReason | undefined> {
    const filled = await fillForTicket(desk, template, ticketId, null)
    if (!filled) return 'template_unknown'
    const why = unsendable(filled)
    if (why) return why.reason
    const { text, entities, id, version, media } = filled
    const personal: MessagePersonal = { text, entities, file: fileOfTemplate(media), forwarded_from: null }
    const said = await commands.execute(
      new ActOnTicket(
        ticketId,
        {
          type: 'RequestReply',
          messageId: messageIdFor(context.commandId),
          ...{
            agentId: null,
            source: { kind: 'api' },
            kind: media?.kind ?? 'text',
            sentAt: event.recordedAt,
            mediaGroup: null
          },
          personal: conceal(personal),
          now: desk.clock.now(),
          template: { id, version },
          offersHelp: await isForCustomer(event)
        },
        context
      )
    )
    return said.ok ? undefined : 'not_said'
  }

  return {
    name: 'rules',
    concurrency: 8,
    concerns: stream => isStreamOf(stream, 'ticket'),
    sequenceOf: event => (wantedBy(event).length > 0 ? event.stream : undefined),
    async handle(recorded) {
      const event = appliedIn(recorded)
      if (!event) return
      for (const [index, action] of event.data.actions.entries())
        if (isWanted(action)) await work(event, action, index)
    }
  }
}

const isWanted = (action: RuleAction): boolean =>
  'assign_agent' in action ||
  'reply_template' in action ||
  ('escalate' in action && action.escalate.reassign === true)

function appliedIn(event: RecordedEvent): Applied | undefined {
  const told = toldIn('ticket', event)
  return told?.type === 'RuleApplied' ? told : undefined
}

const wantedBy = (event: RecordedEvent): readonly RuleAction[] =>
  appliedIn(event)?.data.actions.filter(isWanted) ?? []

function notGiven(reason: ActRefusal): LapseReason {
  switch (reason) {
    case 'agent_unknown':
    case 'agent_away':
    case 'agent_at_capacity':
      return reason
    default:
      return 'not_assigned'
  }
}

/** What is done for a rule starts none. */
const contextOf = ({ id, meta }: RecordedEvent, word: string): CommandContext => ({
  commandId: commandIdFor(id, `rule ${word}`),
  causationId: id,
  correlationId: meta.$correlationId,
  actor: rulesActor
})
