import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import {
  type Corrected,
  clocksOf,
  type Fact,
  type RecomputationState,
  recomputationDecider,
  recomputationStream,
  type SlaChoice,
  ticketDecider,
  ticketStream,
  toldIn
} from '#domain'
import type { RecordedEvent } from '#event-log'
import type { Instant, QueueId, RecomputationId, TicketId } from '#kernel'
import { clocksOfTicket, type SlaDocument } from '#views'
import type { RecomputationPersonal } from '../personal-shapes.js'
import { opened } from '../rules/stored-words.js'
import { recomputeOf } from '../sla/recomputing.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import type { Place } from './paging.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { CalendarsOfLog } from './sla-calendars.js'
import { type ClockChange, changesOf, paired } from './sla-changes.js'

export interface PreviewedPage {
  /** Tickets looked at for this page. */
  readonly looked: number
  readonly changed: readonly {
    readonly ticketId: TicketId
    readonly choice: SlaChoice
    /** Of the clocks those that would show something else. */
    readonly clocks: readonly ClockChange[]
  }[]
  readonly next: Place | null
}

const pageSize = 500

/**
 * What a recomputation would change, of the open tickets in the order of their creation, page by page: at most 500
 * tickets are looked at for one. Writes nothing.
 */
export class PreviewRecomputation extends Query<Reflecting<PreviewedPage>> {
  constructor(
    readonly corrected: Corrected,
    readonly after: Place | undefined,
    /** Changed tickets wanted. */
    readonly limit: number,
    /** Tickets in these queues only; null: in all. */
    readonly queues: readonly QueueId[] | null,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(PreviewRecomputation)
export class PreviewRecomputationHandler implements IQueryHandler<PreviewRecomputation> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ corrected, after, limit, queues, at }: PreviewRecomputation) {
    const { reads } = this
    const reflects = await reach(reads, ['sla', 'settings'], at)
    const now = reads.clock.now()
    const recompute = await recomputeOf(reads, corrected, now)
    const calendars = new CalendarsOfLog(reads.log)
    const page = await reads.sla.find({
      index: 'live',
      where: { live: 1 },
      ...(after ? { after } : {}),
      limit: pageSize
    })
    const changed: PreviewedPage['changed'][number][] = []
    let last: SlaDocument | undefined
    let passed = 0
    let looked = 0
    for (const sla of page) {
      if (changed.length === limit) break
      last = sla
      passed++
      const ticket = await ticketIn(reads, sla.id)
      if (queues !== null && !(ticket && queues.includes(ticket.queueId))) continue
      looked++
      const choice = ticket && recompute(ticket)
      if (!choice) continue
      await calendars.load(choice)
      const applied = { ...choice, zoneData: '', cause: 'recomputation' as const, at: now }
      const fact: Fact = { kind: 'applied', at: now, eventId: 'draft', applied }
      for (const one of sla.facts) if (one.kind === 'applied') await calendars.load(one.applied)
      const then = clocksOf([...sla.facts, fact], calendars.of, now)
      changed.push({ ticketId: sla.id, choice, clocks: changesOf(paired(clocksOfTicket(sla, now), then)) })
    }
    const isEnd = passed === page.length && page.length < pageSize
    const next = last && !isEnd ? { order: last.createdAt, id: last.id } : null
    return { value: { looked, changed, next }, reflects }
  }
}

async function ticketIn({ log }: DeskReads, ticketId: TicketId) {
  let state = ticketDecider.initial
  for await (const recorded of log.readStream(ticketStream(ticketId))) {
    const event = toldIn('ticket', recorded)
    if (event) state = ticketDecider.evolve(state, event)
  }
  return state.exists ? state : undefined
}

export type Recomputation = Extract<RecomputationState, { exists: true }> & {
  /** Null where its key is gone. */
  readonly reason: string | null
  readonly finishedAt: Instant | null
}

/** How far it is, from its own stream. Undefined: there is no such recomputation. */
export class GetRecomputation extends Query<Reflecting<Recomputation | undefined>> {
  constructor(
    readonly id: RecomputationId,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetRecomputation)
export class GetRecomputationHandler implements IQueryHandler<GetRecomputation> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ id, at }: GetRecomputation) {
    const reflects = await reach(this.reads, ['log'], at)
    let state = recomputationDecider.initial
    let reason: string | null = null
    let last: RecordedEvent | undefined
    for await (const recorded of this.reads.log.readStream(recomputationStream(id))) {
      const event = toldIn('recomputation', recorded)
      if (event) state = recomputationDecider.evolve(state, event)
      if (event?.type === 'RecomputationRequested') {
        const said = (await opened(this.reads.sealer, recorded)) as RecomputationPersonal | undefined
        reason = said?.reason ?? event.data.reason ?? null
      }
      last = recorded
    }
    if (!state.exists) return { value: undefined, reflects }
    const finishedAt = state.finished ? (last?.recordedAt ?? null) : null
    return { value: { ...state, reason, finishedAt }, reflects }
  }
}
