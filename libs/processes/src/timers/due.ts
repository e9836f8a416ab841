import type { CommandContext, Done } from '#application'
import type { Instant, Outcome } from '#kernel'
import type { TimerKind } from '#views'

/** Something whose time has come, as its stream says. */
export interface Due {
  readonly stream: string
  readonly at: Instant
  /** Names it within its stream: with the revision it makes the command's id. */
  readonly word: string
  /** Of the stream it was decided from: nothing may have happened there since. */
  readonly revision: number
  fire(context: CommandContext): Promise<Outcome<Done, string>>
}

/** What a kind of timer comes to. */
export interface TimerKindOf {
  /**
   * What is due on these streams before `until`, decided again from the streams themselves: an entry of the view only
   * says where to look. Decided for all of them together, since how many there are can matter.
   */
  decide(streams: readonly string[], now: Instant, until: Instant): Promise<readonly Due[]>
}

/** Of every kind of timer what it comes to; kinds that are decided together share one. */
export type TimerKinds = { readonly [Kind in TimerKind]: TimerKindOf }
