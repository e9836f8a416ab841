import type { Leased, RunningProcess } from '#subscriptions'
import type { Core } from '../start/core.js'

const lookEveryMs = 50

/** Whether a process of this desk, here or elsewhere, has done everything up to `position`: elsewhere as it has saved. */
export async function processPassed(
  { stores, clock }: Pick<Core, 'stores' | 'clock'>,
  process: Leased<RunningProcess>,
  position: string,
  timeoutMs: number
): Promise<boolean> {
  const here = process.current()
  if (here) return here.waitFor(position, timeoutMs)
  return looking(
    clock,
    timeoutMs,
    async () => (await stores.state.checkpoint(process.name))?.position,
    position
  )
}

/** The same of a view, whose checkpoint `stored` reads. */
export async function looking(
  clock: Core['clock'],
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
