/** All in milliseconds. Tests shorten them. */
export interface Timings {
  /** One try of an append. */
  readonly attempt: number
  /** An append whose outcome is unknown is repeated for so long. */
  readonly append: number
  /** What could not even be sent is tried again for so long. */
  readonly unreachable: number
  /** A read that brings nothing for so long has failed; a subscription is looked after. */
  readonly silence: number
  /** The longest pause between two tries of a subscription, or of the start. */
  readonly longestPause: number
  /** The clocks may differ by so much. */
  readonly skew: number
  /** While others write on the server, the log says so often how far it was looked through. */
  readonly heartbeat: number
}

export const usual: Timings = {
  attempt: 5_000,
  append: 15_000,
  unreachable: 1_500,
  silence: 15_000,
  longestPause: 5_000,
  skew: 60_000,
  heartbeat: 60_000
}

/** With jitter, growing from some 50 ms. */
export const pauseMs = (attempt: number, longest: number, random: () => number = Math.random): number =>
  Math.min(longest, 50 * 2 ** Math.min(attempt, 20)) * (0.5 + random() / 2)
