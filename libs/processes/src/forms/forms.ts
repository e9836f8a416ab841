import type { Command } from '@nestjs/cqrs'
import { ActOnForm, ActOnTicket, type CommandContext, type Desk, RecordForm, StartForm } from '#application'
import { idOf, isStreamOf, ticketDecider, ticketStream, toldIn } from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, type SubjectId, type TicketId } from '#kernel'
import type { Process } from '#subscriptions'
import { customerWords, yesNo } from '../words/index.js'

export const formsName = 'forms'

const words = { finished: customerWords.form_finished, ...yesNo }

/**
 * Begins the forms that tickets ask for, ends those of tickets that are over, and puts what was answered into the ticket.
 * In order per ticket; every command has an id that follows from the event.
 */
export function createForms(options: {
  readonly desk: Pick<Desk, 'runner' | 'clock'>
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
}): Process {
  const { desk, commands } = options

  async function ofTicket(event: RecordedEvent): Promise<void> {
    const told = toldIn('ticket', event)
    const ticketId = idOf(event.stream) as TicketId
    if (told?.type === 'FormRequested') return begin(event, ticketId, told.data.form)
    if (told?.type !== 'TicketResolved' && told?.type !== 'TicketClosed') return
    const { state } = await desk.runner.load(ticketDecider, ticketStream(ticketId))
    if (!state.exists || state.formAsked === null) return
    const leave = { type: 'LeaveForm', cause: 'ticket_over', now: desk.clock.now() } as const
    await commands.execute(new ActOnForm(ticketId, leave, contextOf(event, 'over')))
  }

  async function begin(event: RecordedEvent, ticketId: TicketId, form: string): Promise<void> {
    const subjectId = event.meta.subjectId as SubjectId | undefined
    const context = contextOf(event, 'start')
    const started = subjectId && (await commands.execute(new StartForm(ticketId, form, subjectId, context)))
    if (started?.ok) return
    const left = { type: 'LeaveFormOfTicket', form, version: null, cause: 'not_started' } as const
    const now = desk.clock.now()
    await commands.execute(new ActOnTicket(ticketId, { ...left, now }, contextOf(event, 'not started')))
  }

  return {
    name: formsName,
    concurrency: 8,
    sequenceOf: event => (isOurs(event) ? idOf(event.stream) : undefined),
    concerns: stream => isStreamOf(stream, 'ticket') || isStreamOf(stream, 'form-run'),
    async handle(event) {
      if (isStreamOf(event.stream, 'ticket')) return ofTicket(event)
      await commands.execute(
        new RecordForm(idOf(event.stream) as TicketId, words, contextOf(event, 'record'))
      )
    }
  }
}

const ours: ReadonlySet<string> = new Set([
  ...['FormRequested', 'TicketResolved', 'TicketClosed'],
  ...['FormFinished', 'FormAbandoned']
])
const isOurs = ({ type }: RecordedEvent): boolean => ours.has(type)

const contextOf = ({ id, meta }: RecordedEvent, word: string): CommandContext => ({
  commandId: commandIdFor(id, word),
  causationId: id,
  correlationId: meta.$correlationId,
  actor: 'process:forms'
})
