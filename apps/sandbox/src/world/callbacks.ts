import { badRequest } from '../api-error.js'
import type { Changes } from '../changes.js'
import { Docs } from '../docs.js'
import type { Store } from '../store.js'
import type { TimeSource } from '../time.js'

export interface CallbackAnswer {
  answered: boolean
  text: string
  show_alert: boolean
  url: string
}

interface Press {
  user_id: number
  /** Absent in presses of former versions. */
  what?: string
  at: number
  answer: CallbackAnswer
}

const lifetimeMs = 150_000
/** So long the control can still be asked what became of a press. */
const keptMs = 24 * 3600_000

/** Button presses and their answers. A press can be answered for 150 seconds, once. */
export class Callbacks {
  private readonly presses: Docs<Press>
  /** Which press answers for others of the same button, and until when: apps ask no bot meanwhile. */
  private readonly cached = new Map<string, { id: string; until: number }>()

  constructor(
    private readonly clock: TimeSource,
    private readonly changes: Changes,
    private readonly store: Store
  ) {
    this.presses = new Docs(store, 'press')
  }

  /** `what` names person, message and button. */
  open(userId: number, what: string): string {
    this.forgetOld()
    const now = this.clock.now()
    const count = this.store.next('presses')
    const id = `${BigInt(userId) * 4294967296n + BigInt(now % 1_000_000_000) * 1000n + BigInt(count % 1000)}`
    this.presses.set(id, {
      user_id: userId,
      what,
      at: now,
      answer: { answered: false, text: '', show_alert: false, url: '' }
    })
    return id
  }

  /** The id of an earlier press whose answer still holds; tells the answer again. */
  answeredBefore(what: string): string | undefined {
    const held = this.cached.get(what)
    const press = held && this.presses.get(held.id)
    if (!press || held.until <= this.clock.now()) return undefined
    this.tell(held.id, press)
    return held.id
  }

  answer(id: string, answer: Omit<CallbackAnswer, 'answered'>, cacheS: number): void {
    const press = this.presses.get(id)
    if (!press || press.answer.answered || this.clock.now() - press.at > lifetimeMs) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid')
    }
    const answered = this.presses.set(id, { ...press, answer: { answered: true, ...answer } })
    if (cacheS > 0 && press.what !== undefined)
      this.cached.set(press.what, { id, until: this.clock.now() + cacheS * 1000 })
    this.tell(id, answered)
  }

  private tell(id: string, { user_id, answer: { text, show_alert } }: Press): void {
    this.changes.tell({ type: 'callback_answer', callback_query_id: id, user_id, text, show_alert })
  }

  get(id: string): CallbackAnswer | undefined {
    return this.presses.get(id)?.answer
  }

  private forgetOld(): void {
    for (const id of this.presses.ids()) {
      const press = this.presses.get(id)
      if (press && this.clock.now() - press.at <= keptMs) return
      this.presses.delete(id)
      if (press?.what !== undefined && this.cached.get(press.what)?.id === id) this.cached.delete(press.what)
    }
  }
}
