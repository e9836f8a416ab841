import type { CallResult, Params } from '#telegram'
import type { IntakeOptions } from './options.js'

const mostTries = 5
/** By chat; whatever comes beyond is dropped: a sign is of use as long as somebody still looks for it. */
const mostWaiting = 100
const againMs = 2000

export interface Asides {
  /** The sign on a command that was done. */
  acknowledge(at: { readonly chatId: number; readonly messageId: number }): void
  /** An answer to a question that can be asked again; after a lost answer it may come twice. */
  answer(params: Params<'sendMessage'> & { readonly chat_id: number }): void
  /** As `answer`, of a message with whatever it holds. */
  copy(params: Params<'copyMessage'> & { readonly chat_id: number }): void
  /** A hundred of a chat at most, by Telegram. */
  remove(chatId: number, messageIds: readonly number[]): void
}

/**
 * Calls that nothing depends on and that are no deliveries: not waited for, and lost with the process. One at a time in a
 * chat, so that one that is told to wait holds back those behind it.
 */
export function createAsides({ client, desk: { clock } }: Pick<IntakeOptions, 'client' | 'desk'>): Asides {
  const chats = new Map<number, (() => Promise<CallResult<unknown>>)[]>()

  async function untilDone(make: () => Promise<CallResult<unknown>>): Promise<void> {
    for (let tries = 1; ; tries++) {
      const waitMs = againAfter(await make())
      if (waitMs === undefined || tries === mostTries) return
      await clock.sleep(waitMs)
    }
  }

  async function inTurn(chatId: number, calls: (() => Promise<CallResult<unknown>>)[]): Promise<void> {
    for (let call = calls[0]; call; call = calls[0]) {
      await untilDone(call)
      calls.shift()
    }
    chats.delete(chatId)
  }

  function add(chatId: number, call: () => Promise<CallResult<unknown>>): void {
    const waiting = chats.get(chatId)
    if (waiting && waiting.length < mostWaiting) waiting.push(call)
    if (waiting) return
    const calls = [call]
    chats.set(chatId, calls)
    void inTurn(chatId, calls)
  }

  return {
    acknowledge({ chatId, messageId: message_id }) {
      const reaction = [{ type: 'emoji' as const, emoji: '👌' as const }]
      add(chatId, () => client.call('setMessageReaction', { chat_id: chatId, message_id, reaction }))
    },
    answer(params) {
      add(params.chat_id, () => client.call('sendMessage', params))
    },
    copy(params) {
      add(params.chat_id, () => client.call('copyMessage', params))
    },
    remove(chatId, messageIds) {
      const message_ids = [...messageIds]
      add(chatId, () => client.call('deleteMessages', { chat_id: chatId, message_ids }))
    }
  }
}

/** Undefined: it is done, or never will be. */
function againAfter(result: CallResult<unknown>): number | undefined {
  switch (result.kind) {
    case 'ok':
      return undefined
    case 'lost':
    case 'not_sent':
      return againMs
    case 'error':
      return result.classified.kind === 'rate_limited' ? result.classified.retryAfter * 1000 : undefined
  }
}
