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
  at: number
  answer: CallbackAnswer
}

const lifetimeMs = 150_000
/** So long the control can still be asked what became of a press. */
const keptMs = 24 * 3600_000

/** Button presses and their answers. A press can be answered for 150 seconds, once. */
export class Callbacks {
  private readonly presses: Docs<Press>

  constructor(
    private readonly clock: TimeSource,
    private readonly changes: Changes,
    private readonly store: Store
  ) {
    this.presses = new Docs(store, 'press')
  }

  open(userId: number): string {
    this.forgetOld()
    const now = this.clock.now()
    const count = this.store.next('presses')
    const id = `${BigInt(userId) * 4294967296n + BigInt(now % 1_000_000_000) * 1000n + BigInt(count % 1000)}`
    this.presses.set(id, {
      user_id: userId,
      at: now,
      answer: { answered: false, text: '', show_alert: false, url: '' }
    })
    return id
  }

  answer(id: string, answer: Omit<CallbackAnswer, 'answered'>): void {
    const press = this.presses.get(id)
    if (!press || press.answer.answered || this.clock.now() - press.at > lifetimeMs) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid')
    }
    this.presses.set(id, { ...press, answer: { answered: true, ...answer } })
    this.changes.tell({
      type: 'callback_answer',
      callback_query_id: id,
      user_id: press.user_id,
      text: answer.text,
      show_alert: answer.show_alert
    })
  }

  get(id: string): CallbackAnswer | undefined {
    return this.presses.get(id)?.answer
  }

  private forgetOld(): void {
    for (const id of this.presses.ids()) {
      const press = this.presses.get(id)
      if (press && this.clock.now() - press.at <= keptMs) return
      this.presses.delete(id)
    }
  }
}
