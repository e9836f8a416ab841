import { ActOnTicket, type CommandContext, readAnswer, rulesActor } from '#application'
import {
  endpointsTold,
  type GivenCommand,
  idOf,
  type RuleEvent,
  type TicketCommand,
  type Told,
  toldIn,
  type WebhookLapse
} from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, type EndpointId, endpointIdText, type TicketId } from '#kernel'
import type { Called } from '#outbound'
import type { WebhooksOptions } from './options.js'

/** So long an endpoint may think about a command: somebody waits in the topic. */
export const answerMs = 10_000

export type Fired = Told<RecordedEvent, Extract<RuleEvent, { type: 'RuleApplied' }>>

const word = 'command'

/** Where an event is sent: commands in a lane each, for nothing waits for them, and they wait for nothing. */
export const laneOf = ({ stream, revision, ...event }: Told<RecordedEvent>): string =>
  event.type === 'RuleApplied' && event.data.command ? `${word} ${stream} ${revision}` : stream

export const isOfCommand = (lane: string): boolean => lane.startsWith(`${word} `)

/** What is typed in topics and asked of endpoints: what comes of it is used once, or told where it was typed. */
export class Commands {
  constructor(private readonly options: Pick<WebhooksOptions, 'desk' | 'commands'>) {}

  /** Uses an answer. A repeated one finds the first used, whatever it says. @throws InfrastructureFault */
  async answered(lane: string, endpoint: EndpointId, body: Buffer): Promise<void> {
    const event = await this.#firedIn(lane)
    if (!event) return
    const ticketId = idOf(event.stream) as TicketId
    const context = contextOf(event, endpoint)
    const asked = { ticketId, commandId: context.commandId, at: event.recordedAt }
    const read = await readAnswer(this.options.desk, asked, body)
    if ('because' in read) return this.lapse(event, endpoint, read.because, { part: read.part })
    if (read.commands.length === 0) return
    const done = await this.options.commands.execute(new ActOnTicket(ticketId, read.commands, context))
    if (!done.ok) await this.lapse(event, endpoint, 'answer_refused')
  }

  /** @throws InfrastructureFault */
  async failed(lane: string, endpoint: EndpointId, because: WebhookLapse, status?: number): Promise<void> {
    const event = await this.#firedIn(lane)
    if (event) await this.lapse(event, endpoint, because, { status: status ?? null })
  }

  /** Puts on record why nothing came of it; where somebody has typed it, they are told. */
  async lapse(
    event: Fired,
    endpoint: EndpointId,
    because: WebhookLapse,
    details: { readonly [key: string]: string | number | null } = {}
  ): Promise<void> {
    const { rule, version, at: from, instance, command } = event.data
    const action = { webhook: { endpoint_id: endpointIdText(endpoint) } }
    const at = this.options.desk.clock.now()
    const lapse: TicketCommand = { type: 'LapseRule', rule, version, from, instance, at, because, action }
    const told = command ? [refusalOf(command, because, details)] : []
    const context = contextOf(event, endpoint)
    await this.options.commands.execute(
      new ActOnTicket(idOf(event.stream) as TicketId, [lapse, ...told], context)
    )
  }

  async #firedIn(lane: string): Promise<Fired | undefined> {
    const [, stream = '', revision = ''] = lane.split(' ')
    for await (const event of this.options.desk.log.readStream(stream, Number(revision)))
      return firedIn(event)
    return undefined
  }
}

const refusalOf = (
  { name: command, agentId, via }: GivenCommand,
  reason: WebhookLapse,
  details: { readonly [key: string]: string | number | null }
): TicketCommand => ({ type: 'RefuseCommand', command, reason, details, agentId, via })

/** Undefined: it is no rule that is to tell an endpoint. */
export function firedIn(event: RecordedEvent): Fired | undefined {
  const told = toldIn('ticket', event)
  return told?.type === 'RuleApplied' && endpointsTold(told.data).length > 0 ? told : undefined
}

/** Of all that may come of one rule that tells one endpoint: the first of it holds. */
const contextOf = ({ id, meta }: RecordedEvent | Fired, endpoint: EndpointId): CommandContext => ({
  commandId: commandIdFor(id, `webhook ${endpoint}`),
  causationId: id,
  correlationId: meta.$correlationId,
  actor: rulesActor
})

/** Why a call was no answer. */
export const lapseOf = (called: Called): WebhookLapse =>
  called.kind === 'answer' ? 'answer_failed' : 'not_answered'
