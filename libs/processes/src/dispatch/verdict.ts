import type { Job } from './lane.js'

/**
 * What one step came to. Whoever understands the answer of the other side decides it, once; what follows for job, lane and
 * place is the dispatcher's and the same for all.
 */
export type Verdict =
  /** Done, or known never to be: the job or this part of it is over. */
  | { readonly kind: 'over' }
  /** Known not to have been done. */
  | { readonly kind: 'again'; readonly after: Pause }
  /** Not done, and the other side said when it will take calls again. */
  | { readonly kind: 'retry_after'; readonly seconds: number }
  /** The answer was lost: nobody knows whether it was done. Whether it is repeated is the job's own rule. */
  | { readonly kind: 'doubt'; readonly after: Pause }
  /** Nothing was called: something else must be so first. No failure of the job. */
  | { readonly kind: 'not_begun'; readonly after: Milliseconds }

type Milliseconds = number
/** `backoff`: longer with each failure in a row. */
export type Pause = Milliseconds | 'backoff'

/** What came of a step, and how that is put on record: awaited before the lane goes on. */
export interface Taken {
  readonly verdict: Verdict
  /** Nothing was called: what it took of the budget is given back. */
  readonly called?: false
  readonly record: () => Promise<void>
}

const longestMs = 60_000

export const backoffMs = (failures: number): number => Math.min(longestMs, 500 * 2 ** failures)

/** How long the job waits after this verdict, and how many failures it has now. */
export function paused(
  verdict: Verdict,
  { failures }: Pick<Job, 'failures'>
): { ms: number; failures: number } {
  switch (verdict.kind) {
    case 'over':
      return { ms: 0, failures: 0 }
    case 'again':
    case 'doubt': {
      const ms = verdict.after === 'backoff' ? backoffMs(failures) : verdict.after
      return { ms, failures: failures + 1 }
    }
    case 'retry_after':
      return { ms: verdict.seconds * 1000, failures }
    case 'not_begun':
      return { ms: verdict.after, failures }
  }
}
