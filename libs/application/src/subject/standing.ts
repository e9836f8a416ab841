import { isHeld, subjectDecider, subjectStream, toldIn } from '#domain'
import type { Instant, SubjectId } from '#kernel'
import type { DeskReads } from '../queries/desk-reads.js'

/** Whether a person was forgotten, or may not be. */
export interface SubjectStanding {
  readonly forgottenAt: Instant | null
  /** Null: no legal hold, or it is over. */
  readonly heldUntil: Instant | null
}

export async function subjectStanding(
  { log, clock }: Pick<DeskReads, 'log' | 'clock'>,
  subjectId: SubjectId
): Promise<SubjectStanding> {
  let state = subjectDecider.initial
  let forgottenAt: Instant | null = null
  for await (const event of log.readStream(subjectStream(subjectId))) {
    const told = toldIn('subject', event)
    if (!told) continue
    state = subjectDecider.evolve(state, told)
    if (told.type === 'SubjectForgotten') forgottenAt = event.recordedAt
  }
  return { forgottenAt, heldUntil: isHeld(state, clock.now()) ? state.heldUntil : null }
}
