/** Work that does not end is done in pieces of this length. */
const heldMs = 2

/** For long work on the thread that everybody shares: gives it away where it was held for a while. */
export function rests(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < heldMs) return
    await new Promise<void>(resolve => setImmediate(resolve))
    since = performance.now()
  }
}
