import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { accessStream, type ForgettingCode, type Reached, subjectStream, toldIn } from '#domain'
import type { RecordedEvent } from '#event-log'
import type { Instant, SubjectId } from '#kernel'
import { erasureOf } from '../subject/erasure.js'
import { ticketsOf } from '../subject/tickets-of.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'

export interface Forgetting {
  readonly code: ForgettingCode
  readonly case: string | null
  readonly at: Instant
  /** `running` until everything at Telegram has an answer. */
  readonly state: 'running' | 'done'
  /** So far; answers kept for repeats are counted at the end. */
  readonly reached: Omit<Reached, 'rememberedAnswers'> & { readonly rememberedAnswers: number | null }
  readonly disclosed: readonly Disclosure[]
}

export interface Disclosure {
  readonly at: Instant
  readonly what: string
  readonly principal: string
}

/** Undefined: the person was not forgotten. */
export class GetForgetting extends Query<Reflecting<Forgetting | undefined>> {
  constructor(
    readonly subjectId: SubjectId,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetForgetting)
export class GetForgettingHandler implements IQueryHandler<GetForgetting> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ subjectId, at }: GetForgetting) {
    const { reads } = this
    const reflects = await reach(reads, ['log'], at)
    let forgotten: { event: RecordedEvent; code: ForgettingCode; case: string | null } | undefined
    let reached: Reached | undefined
    for await (const event of reads.log.readStream(subjectStream(subjectId))) {
      const told = toldIn('subject', event)
      if (told?.type === 'SubjectForgotten') forgotten = { event, code: told.data.code, case: told.data.case }
      if (told?.type === 'SubjectErased') reached = told.data.reached
    }
    if (!forgotten) return { value: undefined, reflects }
    const { event, ...why } = forgotten
    const value: Forgetting = {
      ...why,
      at: event.recordedAt,
      state: reached ? 'done' : 'running',
      reached: reached ?? { ...(await this.#soFar(event, subjectId)), rememberedAnswers: null },
      disclosed: await disclosuresOf(reads, subjectId)
    }
    return { value, reflects }
  }

  async #soFar(event: RecordedEvent, subjectId: SubjectId) {
    const tickets = await ticketsOf(this.reads, subjectId)
    const ids = tickets.map(({ id }) => id)
    return (await erasureOf(this.reads.log, event, ids)).reached
  }
}

/** Oldest first; also of whoever was not forgotten. */
export async function disclosuresOf({ log }: DeskReads, subjectId: SubjectId): Promise<Disclosure[]> {
  const disclosures: Disclosure[] = []
  for await (const event of log.readStream(accessStream(subjectId))) {
    const told = toldIn('access', event)
    if (told) disclosures.push({ at: event.recordedAt, what: told.data.what, principal: told.data.principal })
  }
  return disclosures
}
