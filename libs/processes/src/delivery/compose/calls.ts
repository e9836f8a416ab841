import type { CallResult, Params, Result, TelegramClient } from '#telegram'

export type UsedMethod =
  | 'sendMessage'
  | 'copyMessage'
  | 'forwardMessage'
  | 'sendPhoto'
  | 'sendVideo'
  | 'sendAnimation'
  | 'sendAudio'
  | 'sendVoice'
  | 'sendVideoNote'
  | 'sendDocument'
  | 'sendSticker'
  | 'sendMediaGroup'
  | 'createForumTopic'
  | 'editForumTopic'
  | 'editMessageText'
  | 'editMessageCaption'
  | 'editMessageMedia'
  | 'deleteMessage'
  | 'closeForumTopic'
  | 'reopenForumTopic'
  | 'pinChatMessage'
  | 'setMessageReaction'

/** One call to the Bot API, with the parameters of its method. */
export type Call<M extends UsedMethod = UsedMethod> = {
  [K in M]: { readonly method: K; readonly params: Params<K> }
}[M]

export const perform = <M extends UsedMethod>(
  client: Pick<TelegramClient, 'call'>,
  call: Call<M>,
  signal: AbortSignal
): Promise<CallResult<Result<M>>> => client.call(call.method, call.params, signal)

export interface Accepted {
  /** Empty where Telegram has not told it yet (it says 0). */
  readonly messageIds: readonly number[]
  readonly threadId: number | null
}

const numberAt = (value: unknown, name: string): number | undefined => {
  if (typeof value !== 'object' || value === null || !(name in value)) return undefined
  const found: unknown = Reflect.get(value, name)
  return typeof found === 'number' && found > 0 ? found : undefined
}

export function acceptedOf(method: UsedMethod, result: unknown): Accepted {
  if (Array.isArray(result)) {
    const messageIds = result.flatMap(message => numberAt(message, 'message_id') ?? [])
    return { messageIds, threadId: numberAt(result[0], 'message_thread_id') ?? null }
  }
  const threadId = numberAt(result, 'message_thread_id') ?? null
  if (method === 'createForumTopic') return { messageIds: [], threadId }
  const id = numberAt(result, 'message_id')
  return { messageIds: id === undefined ? [] : [id], threadId }
}
