import type { SandboxMessage } from './world/types.js'

/** What happened, for the page and for whoever waits. */
export type Change =
  | { type: 'message'; chat_id: number; message: SandboxMessage }
  | { type: 'message_deleted'; chat_id: number; message_id: number }
  | { type: 'topic'; chat_id: number; thread_id: number }
  | { type: 'chats' }
  | { type: 'callback_answer'; callback_query_id: string; user_id: number; text: string; show_alert: boolean }
  | { type: 'typing'; chat_id: number; thread_id: number; action: string }
  | { type: 'call'; number: number }
  | { type: 'updates' }

export class Changes {
  private readonly listeners = new Set<(change: Change) => void>()

  get watched(): boolean {
    return this.listeners.size > 0
  }

  tell(change: Change): void {
    for (const listener of [...this.listeners]) listener(change)
  }

  listen(listener: (change: Change) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
