import { type Instant, ok, type StaffGroupId, unreachable } from '#kernel'
import type { Decider } from '../decider.js'

type Event<Type extends string, Data> = { readonly type: Type; readonly data: Data }

/** What a team is told of by the desk itself, and may be told of together. */
export const newsKinds = [
  'overdue',
  'due_soon',
  'retracted',
  'handed_up',
  'by_rule',
  'stopped',
  'taken_back',
  'alert'
] as const
export type NewsKind = (typeof newsKinds)[number]

/** General of a staff group, or the chat of the leads. */
export type DigestChat =
  | { readonly staffGroupId: StaffGroupId }
  /** As Telegram knows it: it need be no staff group. */
  | { readonly leadsChatId: number }

/** Where an event stands, the same in every copy of the log. */
export interface EventPlace {
  readonly stream: string
  readonly revision: number
}

export interface Digest {
  readonly chat: DigestChat
  readonly at: Instant
  /** The event that is told of, where it is the only one: it is told in full. */
  readonly one: EventPlace | null
  /** How many of each kind. */
  readonly counts: { readonly [Kind in NewsKind]?: number }
  /** Codes of the tickets they are about, the first of them. */
  readonly tickets: readonly string[]
  /** How many tickets are not named. */
  readonly more: number
  /** The last event in it: what lies before is told. */
  readonly through: EventPlace
}

/** Stream `digests-{chat}`: what was told together in a chat. */
export type DigestEvent = Event<'DigestRequested', Digest>

export interface DigestState {
  readonly last: Pick<Digest, 'at' | 'through'> | null
}

export interface DigestCommand {
  readonly type: 'RequestDigest'
  readonly digest: Digest
}

/** One digest for each stretch of the log: what ends where the last one ended is told already. */
export const digestDecider: Decider<DigestCommand, DigestState, DigestEvent, never> = {
  initial: { last: null },

  decide({ digest }, { last }) {
    const { stream, revision } = digest.through
    const isTold = last?.through.stream === stream && last.through.revision === revision
    return ok(isTold ? [] : [{ type: 'DigestRequested', data: digest }])
  },

  evolve(_state, event) {
    switch (event.type) {
      case 'DigestRequested':
        return { last: { at: event.data.at, through: event.data.through } }
      default:
        return unreachable(event.type)
    }
  }
}
