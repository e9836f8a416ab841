import type { EventId, Instant, Sealed } from '#kernel'
import type { EventMeta } from './port.js'

/** One event as every adapter stores it: `data` and `meta` are JSON texts. */
export interface EncodedEvent {
  readonly id: EventId
  readonly type: string
  readonly recordedAt: Instant
  readonly data: string
  readonly personal: Sealed | null
  readonly meta: string
}

/** What an append must bring and a reader may rely on. */
export const isMeta = (meta: object): meta is EventMeta =>
  'schema' in meta &&
  Number.isFinite(meta.schema) &&
  'commandId' in meta &&
  typeof meta.commandId === 'string' &&
  'actor' in meta &&
  typeof meta.actor === 'string'
