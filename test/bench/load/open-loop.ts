import { systemClock } from '#kernel'

/**
 * Calls `send` at a fixed rate, whatever becomes of the calls before: a server that stalls does not slow its load down.
 * `intended` is when the call should have been made; latencies count from there, so that no stall is left out
 * (coordinated omission). Resolves when all calls have ended.
 * @throws the first error of a call, at the end
 */
export async function openLoop(
  perSecond: number,
  seconds: number,
  send: (n: number, intended: number) => Promise<void>
): Promise<void> {
  const started = performance.now()
  const total = Math.round(perSecond * seconds)
  const calls: Promise<void>[] = []
  const errors: unknown[] = []
  for (let n = 0; n < total; ) {
    for (; n < total; n++) {
      const intended = started + (n * 1000) / perSecond
      if (intended > performance.now()) break
      calls.push(send(n, intended).catch(error => void errors.push(error)))
    }
    await systemClock.sleep(1)
  }
  await Promise.all(calls)
  if (errors.length > 0) throw errors[0]
}
