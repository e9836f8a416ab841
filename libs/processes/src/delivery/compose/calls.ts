import type { SentFilePersonal } from '#application'
import { isJsonObject } from '#kernel'
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
  /** Of a document: what Telegram calls it. */
  readonly file?: SentFilePersonal['file']
}

const numberAt = (value: unknown, name: string): number | undefined => {
  if (typeof value !== 'object' || value === null || !(name in value)) return undefined
  const found: unknown = Reflect.get(value, name)
  return typeof found === 'number' && found > 0 ? found : undefined
}

function documentIn(result: unknown): SentFilePersonal['file'] | undefined {
  if (!isJsonObject(result) || !isJsonObject(result['document'])) return undefined
  const { file_id, file_unique_id, file_name, mime_type, file_size } = result['document']
  if (typeof file_id !== 'string') return undefined
  return {
    file_id,
    ...(typeof file_unique_id === 'string' && { unique_id: file_unique_id }),
    name: typeof file_name === 'string' ? file_name : null,
    mime_type: typeof mime_type === 'string' ? mime_type : null,
    size: typeof file_size === 'number' ? file_size : null
  }
}

export function acceptedOf(method: UsedMethod, result: unknown): Accepted {
  if (Array.isArray(result)) {
    const messageIds = result.flatMap(message => numberAt(message, 'message_id') ?? [])
    return { messageIds, threadId: numberAt(result[0], 'message_thread_id') ?? null }
  }
  const threadId = numberAt(result, 'message_thread_id') ?? null
  if (method === 'createForumTopic') return { messageIds: [], threadId }
  const id = numberAt(result, 'message_id')
  const file = method === 'sendDocument' ? documentIn(result) : undefined
  return { messageIds: id === undefined ? [] : [id], threadId, ...(file && { file }) }
}
