import { ActOnStaffGroup, type Desk } from '#application'
import { idOf, ticketDecider } from '#domain'
import type { RecordedEvent } from '#event-log'
import { commandIdFor, type Instant, type StaffGroupId, type TicketId, ticketCodeFor } from '#kernel'
import type { Logger } from '#observability'
import type { Process } from '#subscriptions'
import type { SlaProcessOptions } from './options.js'

/** What comes within this time is told together; then one digest a minute at most. */
const gatherMs = 1000
const windowMs = 60_000
const codesNamed = 10

export interface DigestOptions extends Pick<SlaProcessOptions, 'commands'> {
  readonly desk: Pick<Desk, 'runner' | 'clock'>
  readonly logger: Logger
}

interface Pending {
  warned: number
  breached: number
  readonly tickets: Set<TicketId>
  last: RecordedEvent
  /** Lets the checkpoint pass, for each event in it. */
  readonly done: (() => void)[]
}

/**
 * Tells a staff group in one message of the warnings and breaches that were recorded for a digest. Until the message is
 * asked for, the checkpoint stays before them: after a crash they are gathered anew, so none is left out, and a digest
 * that was asked for just before the crash can be repeated in part.
 */
export function createDigests({ desk, commands, logger }: DigestOptions): Process {
  const { runner, clock } = desk
  const gathered = new Map<StaffGroupId, Pending>()
  const lastDigest = new Map<StaffGroupId, Instant>()

  async function tell(group: StaffGroupId, signal: AbortSignal): Promise<void> {
    const due = (lastDigest.get(group) ?? Number.NEGATIVE_INFINITY) + windowMs
    await clock.sleep(Math.max(gatherMs, due - clock.now()), signal)
    const pending = gathered.get(group)
    if (signal.aborted || !pending) return
    gathered.delete(group)
    lastDigest.set(group, clock.now())
    while (!signal.aborted && !(await asked(group, pending))) await clock.sleep(gatherMs, signal)
    if (!signal.aborted) for (const done of pending.done) done()
  }

  /** False: worth trying again. */
  async function asked(group: StaffGroupId, { warned, breached, tickets, last }: Pending): Promise<boolean> {
    const codes = [...tickets].map(ticketCodeFor)
    const details = {
      warned,
      breached,
      tickets: codes.slice(0, codesNamed).join(', '),
      more: Math.max(0, codes.length - codesNamed)
    }
    const context = {
      commandId: commandIdFor(last.id, `sla-digest:${group}`),
      causationId: last.id,
      correlationId: group,
      actor: 'process:sla-digests' as const
    }
    const about = { threadId: null, replyToTelegramMessageId: null, details }
    const command = { type: 'RequestStaffNotice', notice: 'sla_digest', ...about } as const
    try {
      const outcome = await commands.execute(new ActOnStaffGroup(group, command, context))
      if (!outcome.ok) logger.warn({ group, reason: outcome.reason }, 'a digest was refused')
      return true
    } catch (error) {
      logger.warn({ group, error }, 'a digest could not be asked for, trying again')
      return false
    }
  }

  return {
    name: 'sla-digests',
    concurrency: 1,
    concerns: stream => stream.startsWith('ticket-'),
    sequenceOf: ({ type, data }) =>
      (type === 'SlaWarned' || type === 'SlaBreached') && data['inDigest'] === true ? 'digests' : undefined,
    async handle(event, handling) {
      const { state } = await runner.load(ticketDecider, event.stream)
      if (!state.exists) return
      const isWarning = event.type === 'SlaWarned'
      const notify = state.sla.applied?.notify
      const group = state.topic?.staffGroupId
      if (group === undefined || !(isWarning ? notify?.warn : notify?.breach)) return
      const pending = gathered.get(group) ?? {
        warned: 0,
        breached: 0,
        tickets: new Set<TicketId>(),
        last: event,
        done: []
      }
      if (isWarning) pending.warned++
      else pending.breached++
      pending.tickets.add(idOf(event.stream) as TicketId)
      pending.last = event
      pending.done.push(handling.hold())
      if (gathered.has(group)) return
      gathered.set(group, pending)
      void tell(group, handling.signal)
    }
  }
}
