import type { ErrorParameters, TelegramError } from './telegram-error.js'

/** The request was written, or may have been: Telegram may have done it. Never repeat it blindly. */
export type LostReason =
  | 'timeout'
  | 'aborted'
  /** The connection broke before the answer was complete. */
  | 'connection'
  /** 5xx, in JSON or as a proxy's page. */
  | 'server_error'
  /** 2xx, but not the Bot API's. */
  | 'unclear_answer'

/** Telegram has not got it: repeating it is safe. */
export type NotSentReason =
  | 'no_address'
  | 'refused'
  | 'unreachable'
  | 'insecure'
  | 'timeout'
  | 'aborted'
  /** No socket could be opened: file descriptors, ports or memory are used up. */
  | 'no_socket'
  /** 3xx or 4xx from something on the way (a proxy, a wrong address): whoever turns it away does not pass it on. */
  | 'turned_away'

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
