/** Work that does not end is done in pieces of this length. */
const heldMs = 2
/** When others had the thread last, as far as is known: whoever works here counts from there, also after somebody else. */
let since = 0

/** For long work on the thread that everybody shares: gives it away where it was held for a while. */
export function rests(): () => Promise<void> {
  return async () => {
    if (performance.now() - since < heldMs) return
    await new Promise<void>(resolve => setImmediate(resolve))
    since = performance.now()
  }
}
