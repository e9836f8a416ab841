import type { Place } from './lane.js'

/** What limits the calls to a place: a rate, how many at once, a limit over all places. */
export interface Budgets<P extends Place = Place> {
  /**
   * Milliseconds until a call to this place may begin that counts as so many (1): 0 is now, Infinity: once another has ended.
   * Never grows by asking.
   */
  waitFor(place: P, count?: number): number
  /** The same of the limit that all places share. */
  waitForAny(count?: number): number
  /** Counts the call, if it may begin now; says whether. Once `waitFor` has passed, it may. */
  take(place: P, count?: number): boolean
  /** What was taken was not called after all. Only where calls count for longer than they run. */
  giveBack?(place: P, count?: number): void
  /** A call that was taken has ended. Only where it matters how many run at once. */
  ended?(place: P): void
}
