import type { DeskState } from '#desk-state'
import { type Clock, InfrastructureFault, type Instant, TakenOver } from '#kernel'
import type { FencedNotes } from '../dispatch/index.js'

const name = 'webhooks-faults'
const dayMs = 24 * 3_600_000

/** Why a webhook is not sent by a mistake of ours: what was made breaks what is published, or nothing could be made. */
export type FaultReason = 'breaks_schema' | 'not_made'

/** No mistake: a store is away, or another owner has begun. Taken again. */
export const isOfStores = (error: unknown): boolean =>
  error instanceof InfrastructureFault || error instanceof TakenOver

export interface WebhookFaults {
  /** Since the first of them, none a day after the one before. */
  readonly count: number
  /** Of the last one. */
  readonly type: string
  readonly reason: string
}

/** How many webhooks were not sent by a mistake of ours: for whoever runs the desk. */
export class Faults {
  #adding: Promise<void> = Promise.resolve()

  constructor(
    private readonly notes: FencedNotes,
    private readonly clock: Clock
  ) {}

  add(type: string, reason: FaultReason): Promise<void> {
    this.#adding = this.#adding.catch(() => {}).then(() => this.#add(type, reason))
    return this.#adding
  }

  async #add(type: string, reason: FaultReason): Promise<void> {
    const at = this.clock.now()
    const before = await faultsIn({ note: this.notes.load }, at)
    await this.notes.save(name, { at, count: (before?.count ?? 0) + 1, type, reason })
  }
}

/** Of the last day. */
export async function faultsIn(
  state: Pick<DeskState, 'note'>,
  now: Instant
): Promise<WebhookFaults | undefined> {
  const { at, count, type, reason } = (await state.note(name)) ?? {}
  if (typeof at !== 'number' || typeof count !== 'number' || now - at > dayMs) return undefined
  return { count, type: String(type), reason: String(reason) }
}
