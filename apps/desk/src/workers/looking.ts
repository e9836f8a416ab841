import type { Clock } from '#kernel'

const lookEveryMs = 50

/** Whether what `stored` reads has reached `position` in this time. */
export async function looking(
  clock: Clock,
  timeoutMs: number,
  stored: () => Promise<string | undefined>,
  position: string
): Promise<boolean> {
  for (const until = clock.monotonic() + timeoutMs; ; await clock.sleep(lookEveryMs)) {
    const reached = await stored()
    if (reached !== undefined && reached >= position) return true
    if (clock.monotonic() >= until) return false
  }
}
