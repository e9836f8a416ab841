import { systemClock } from '#kernel'

const patienceMs = 20_000

/**
 * Looks until there is something and returns it; what was thrown meanwhile counts as nothing. Rejects after `patience`
 * with what was last seen or thrown.
 */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | null | Promise<T | undefined | false | null>,
  patience = patienceMs,
  everyMs = 15
): Promise<T> {
  const deadline = systemClock.monotonic() + patience
  for (;;) {
    let failure: unknown
    try {
      const seen = await look()
      if (seen !== undefined && seen !== false && seen !== null) return seen
    } catch (error) {
      failure = error
    }
    if (systemClock.monotonic() >= deadline) {
      throw new Error(`never came: ${what}`, { cause: failure })
    }
    await systemClock.sleep(everyMs)
  }
}
