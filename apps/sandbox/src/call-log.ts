import type { Changes } from './changes.js'
import type { TimeSource } from './time.js'

/** One call of a Bot API method. The token is never part of it. */
export interface LoggedCall {
  /** Counts from 1 since the start. */
  number: number
  at: string
  method: string
  chat_id: number | null
  params: Record<string, unknown>
  /** Parameters that nobody looked at: of no effect in this call, or unknown and perhaps misspelt, which Telegram does not mind. */
  ignored: string[]
  /** `lost_request` and `lost_answer`: the caller got no answer; the second one was applied. */
  outcome: 'pending' | 'ok' | 'error' | 'lost_request' | 'lost_answer'
  error_code: number | null
  description: string | null
  result: unknown
  ms: number | null
}

const kept = 10_000

/** The last 10,000 calls. */
export class CallLog {
  private readonly calls = new Map<number, LoggedCall>()
  private count = 0

  constructor(
    private readonly clock: TimeSource,
    private readonly changes: Changes
  ) {}

  begin(method: string, chatId: number | undefined, params: Record<string, unknown>): LoggedCall {
    this.count += 1
    const call: LoggedCall = {
      number: this.count,
      at: new Date(this.clock.now()).toISOString(),
      method,
      chat_id: chatId ?? null,
      params: 'secret_token' in params ? { ...params, secret_token: '(secret)' } : params,
      ignored: [],
      outcome: 'pending',
      error_code: null,
      description: null,
      result: null,
      ms: null
    }
    this.calls.set(this.count, call)
    this.calls.delete(this.count - kept)
    if (this.changes.watched) this.changes.tell({ type: 'call', number: call.number })
    return call
  }

  end(call: LoggedCall, result: Partial<LoggedCall>): void {
    Object.assign(call, result)
    if (this.changes.watched) this.changes.tell({ type: 'call', number: call.number })
  }

  /** Oldest first, those after `after`. */
  list(filter: { after?: number; method?: string; chat_id?: number; limit?: number } = {}): LoggedCall[] {
    const found: LoggedCall[] = []
    for (const call of this.calls.values()) {
      if (call.number <= (filter.after ?? 0)) continue
      if (filter.method !== undefined && call.method.toLowerCase() !== filter.method.toLowerCase()) continue
      if (filter.chat_id !== undefined && call.chat_id !== filter.chat_id) continue
      found.push(call)
    }
    return filter.limit === undefined ? found : found.slice(-filter.limit)
  }

  clear(): void {
    this.calls.clear()
  }
}
