import type { ErrorParameters } from './api-error.js'

export type FaultEffect =
  /** Applied, but the connection breaks before the answer. */
  | { kind: 'lose_answer' }
  /** Not applied, the connection breaks. */
  | { kind: 'lose_request' }
  /** Not applied, answered with this. */
  | { kind: 'error'; code: number; description: string; parameters?: ErrorParameters }
  /** Applied, answered late. */
  | { kind: 'slow'; ms: number }
  /** Not applied, answered 500. */
  | { kind: 'http_500' }

/**
 * For the next `times` calls (default 1) of `method` (default any), in one chat where `chat_id` is given, and with `words`
 * in one of their parameters.
 */
export type Fault = FaultEffect & { method?: string; chat_id?: number; words?: string; times?: number }

export type Away = 'no' | 'refuse' | 'bad_gateway'

/** Scripted misfortune. The first fault that fits a call is used up by it. */
export class Faults {
  private scripted: (Fault & { left: number })[] = []
  /** The whole Bot API: there, not answering at all, or hidden behind a broken proxy. */
  away: Away = 'no'

  add(fault: Fault): void {
    this.scripted.push({ ...fault, left: fault.times ?? 1 })
  }

  clear(): void {
    this.scripted = []
    this.away = 'no'
  }

  list(): (Fault & { left: number })[] {
    return this.scripted
  }

  take(method: string, chatId: number | undefined, params: object): FaultEffect | undefined {
    const holds = (words: string) =>
      Object.values(params).some(value => typeof value === 'string' && value.includes(words))
    const fault = this.scripted.find(
      each =>
        (each.method === undefined || each.method.toLowerCase() === method.toLowerCase()) &&
        (each.chat_id === undefined || each.chat_id === chatId) &&
        (each.words === undefined || holds(each.words))
    )
    if (!fault) return undefined
    fault.left -= 1
    if (fault.left <= 0) this.scripted = this.scripted.filter(each => each !== fault)
    return fault
  }
}
