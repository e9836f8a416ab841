import { badRequest } from '../api-error.js'
import type { TimeSource } from '../time.js'
import type { Content } from './types.js'

export interface InlineChoice {
  id: string
  title: string
  description: string
  /** What it says once it is chosen. */
  content: Content
}

interface Asked {
  user_id: number
  query: string
  at: number
  choices?: readonly InlineChoice[]
}

const lifetimeMs = 30_000
const kept = 100

/** What people type after the bot's name, and what the bot offers. In memory: 30 seconds later nobody wants it. */
export class InlineQueries {
  private readonly asked = new Map<string, Asked>()
  private count = 0

  constructor(private readonly clock: TimeSource) {}

  open(user_id: number, query: string): string {
    const id = `${BigInt(user_id) * 4294967296n + BigInt(++this.count)}`
    this.asked.set(id, { user_id, query, at: this.clock.now() })
    for (const oldest of this.asked.keys()) {
      if (this.asked.size <= kept) break
      this.asked.delete(oldest)
    }
    return id
  }

  answer(id: string, choices: readonly InlineChoice[]): void {
    const asked = this.asked.get(id)
    if (!asked || this.clock.now() - asked.at > lifetimeMs)
      throw badRequest('query is too old and response timeout expired or query ID is invalid')
    asked.choices = choices
  }

  get(id: string): Asked | undefined {
    return this.asked.get(id)
  }
}
