import { ActOnTicket, type CommandContext, type DeskReads, type Recompute, recomputeOf } from '#application'
import {
  isOver,
  type RecomputationCommand,
  type RecomputationPlace,
  type RecomputationState,
  recomputationDecider,
  ticketDecider,
  ticketStream
} from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, type TicketId } from '#kernel'
import type { Handling, Process } from '#subscriptions'
import { inSlices } from '../in-slices.js'
import type { SlaProcessOptions } from './options.js'

const pageSize = 500
/** A ticket that changes under our hands is looked at again. */
const maxTries = 5

export interface RecomputationOptions
  extends Pick<SlaProcessOptions, 'desk' | 'commands' | 'tickets' | 'logger' | 'zoneData'> {
  readonly reads: Pick<DeskReads, 'settings' | 'log'>
  /** Resolves when the choice of policies and the views of tickets and settings have passed it, or at the signal. */
  readonly passed: (position: string, signal: AbortSignal) => Promise<void>
}

type Running = Extract<RecomputationState, { exists: true }>

/**
 * Applies a corrected calendar or policy to the tickets that were open when it was asked for, one page after the other.
 * How far it is stands in the recomputation's own stream: after a crash it goes on there, and what was applied before it
 * is known to each ticket. One recomputation after the other, in the order in which they were asked for.
 */
export function createRecomputation(options: RecomputationOptions): Process {
  const { desk, commands, tickets, logger } = options
  const { runner, clock } = desk

  async function work(event: RecordedEvent, asked: Running, { signal }: Handling): Promise<void> {
    await options.passed(event.position, signal)
    signal.throwIfAborted()
    const recompute = await recomputeOf(options.reads, asked, asked.requestedAt)
    let { looked, changed, after } = asked
    for (;;) {
      signal.throwIfAborted()
      const page = await tickets.find({
        index: 'live',
        where: { live: 1 },
        to: asked.requestedAt + 1,
        ...(after ? { after: { order: after.createdAt, id: after.ticketId } } : {}),
        limit: pageSize
      })
      const last = page.at(-1)
      if (!last) break
      await inSlices(page, async ({ id }) => {
        if (await apply(id, recompute, event)) changed++
      })
      looked += page.length
      after = { createdAt: last.createdAt, ticketId: last.id }
      await record({ type: 'AdvanceRecomputation', after, looked, changed }, event, placeOf(after))
      if (page.length < pageSize) break
    }
    await record({ type: 'FinishRecomputation', looked, changed }, event, 'finished')
  }

  /** Whether this recomputation has changed the ticket, now or before a crash. */
  async function apply(ticketId: TicketId, recompute: Recompute, event: RecordedEvent): Promise<boolean> {
    const commandId = commandIdFor(event.id, `recompute:${ticketId}`)
    for (let tries = 0; tries < maxTries; tries++) {
      const { state, revision } = await runner.load(ticketDecider, ticketStream(ticketId))
      if (!state.exists || isOver(state.status)) return false
      const choice = recompute(state) ?? state.sla.applied
      if (!choice) return false
      const { zoneData } = options
      const cause = 'recomputation' as const
      const command = { type: 'ApplySla' as const, ...choice, zoneData, cause, at: clock.now() }
      const context: CommandContext = {
        commandId,
        causationId: event.id,
        correlationId: ticketId,
        actor: 'process:sla-recomputation',
        ifRevision: revision
      }
      const outcome = await commands.execute(new ActOnTicket(ticketId, command, context))
      if (outcome.ok) return outcome.value.events.length > 0
      if (outcome.reason === 'ticket_closed') return false
      if (outcome.reason !== 'precondition_failed') {
        logger.warn({ ticketId, reason: outcome.reason }, 'a ticket refused a recomputation')
        return false
      }
    }
    throw new Error(`ticket ${ticketId} changes too fast to be recomputed`)
  }

  async function record(command: RecomputationCommand, event: RecordedEvent, word: string): Promise<void> {
    await runner.run(recomputationDecider, event.stream, command, {
      commandId: commandIdFor(event.id, word),
      causationId: event.id,
      correlationId: event.stream,
      actor: 'process:sla-recomputation'
    })
  }

  return {
    name: 'sla-recomputation',
    concurrency: 1,
    concerns: stream => stream.startsWith('recomputation-'),
    sequenceOf: ({ type }) => (type === 'RecomputationRequested' ? 'recomputations' : undefined),
    async handle(event, handling) {
      const { state } = await runner.load(recomputationDecider, event.stream)
      if (state.exists && !state.finished) await work(event, state, handling)
    }
  }
}

const placeOf = ({ createdAt, ticketId }: RecomputationPlace): string => `after:${createdAt}:${ticketId}`
