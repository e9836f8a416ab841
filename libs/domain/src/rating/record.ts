import type { AgentId, Instant } from '#kernel'

/** What a ticket knows of its ratings. */
export interface RatingRecord {
  /** How often it was resolved. */
  readonly resolutions: number
  /** Of the latest resolution, as long as it lasts. */
  readonly asked: { readonly at: Instant; readonly agentId: AgentId | null } | null
  /** Of the request above. */
  readonly given: {
    readonly score: number
    /** A comment was asked for. */
    readonly isLow: boolean
    readonly firstAt: Instant
  } | null
}

export const noRating: RatingRecord = { resolutions: 0, asked: null, given: null }

type Seen =
  | {
      readonly type: 'RatingRequested'
      readonly data: { readonly at: Instant; readonly agentId: AgentId | null }
    }
  | {
      readonly type: 'TicketRated'
      readonly data: { readonly score: number; readonly low: boolean; readonly at: Instant }
    }
  | { readonly type: 'TicketResolved' | 'TicketReopened' }

/** A resolution ends with the next one, and when the ticket is reopened: what it was asked for is over then. */
export function ratingAfter(before: RatingRecord, event: Seen): RatingRecord {
  switch (event.type) {
    case 'TicketResolved':
      return { resolutions: before.resolutions + 1, asked: null, given: null }
    case 'TicketReopened':
      return { ...before, asked: null, given: null }
    case 'RatingRequested':
      return { ...before, asked: { at: event.data.at, agentId: event.data.agentId }, given: null }
    case 'TicketRated':
      return {
        ...before,
        given: {
          score: event.data.score,
          isLow: event.data.low,
          firstAt: before.given?.firstAt ?? event.data.at
        }
      }
  }
}
