import type { ErrorParameters, TelegramError } from './telegram-error.js'

/** The request was written, or may have been: Telegram may have done it. Never repeat it blindly. */
export type LostReason =
  | 'timeout'
  | 'aborted'
  /** The connection broke before the answer was complete. */
  | 'connection'
  /** 5xx, in JSON or as a proxy's page. */
  | 'server_error'
  /** An answer, but not the Bot API's. */
  | 'unclear_answer'

/** Not one byte of the request left: repeating it is safe. */
export type NotSentReason = 'no_address' | 'refused' | 'unreachable' | 'insecure' | 'timeout' | 'aborted'

export type CallResult<T> =
  | { readonly kind: 'ok'; readonly result: T }
  | {
      readonly kind: 'error'
      readonly code: number
      readonly description: string
      readonly parameters: ErrorParameters
      readonly classified: TelegramError
    }
  | { readonly kind: 'lost'; readonly why: LostReason }
  | { readonly kind: 'not_sent'; readonly why: NotSentReason }
