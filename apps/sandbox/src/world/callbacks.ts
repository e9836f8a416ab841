import { badRequest } from '../api-error.js'
import type { Changes } from '../changes.js'
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
const kept = 10_000

/** Button presses and their answers. A press can be answered for 150 seconds, once. */
export class Callbacks {
  private readonly presses = new Map<string, Press>()
  private count = 0

  constructor(
    private readonly clock: TimeSource,
    private readonly changes: Changes
  ) {}

  open(userId: number): string {
    this.count += 1
    const id = `${BigInt(userId) * 4294967296n + BigInt(this.clock.now() % 1_000_000_000) * 1000n + BigInt(this.count % 1000)}`
    this.presses.set(id, {
      user_id: userId,
      at: this.clock.monotonic(),
      answer: { answered: false, text: '', show_alert: false, url: '' }
    })
    const oldest = this.presses.keys().next()
    if (this.presses.size > kept && !oldest.done) this.presses.delete(oldest.value)
    return id
  }

  answer(id: string, answer: Omit<CallbackAnswer, 'answered'>): void {
    const press = this.presses.get(id)
    if (!press || press.answer.answered || this.clock.monotonic() - press.at > lifetimeMs) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid')
    }
    press.answer = { answered: true, ...answer }
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
}
