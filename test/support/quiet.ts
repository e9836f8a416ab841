import type { Desk } from './desk.js'
import { eventually } from './eventually.js'

interface Follower {
  name: string
  state: string
  position: string | null
  gap: number | null
  parked: number
}

/** `/health`, as far as the tests look. */
export interface Health {
  status: string
  warnings: string[]
  alerts: { name: string; since: string; detail: string }[]
  stores: { name: string; why: string | null; since: string | null }[]
  processes: Follower[]
  views: Follower[]
  log_subscriptions: { state: string; dropped: number }[]
  leases: { name: string; owner: string; until: string }[]
  telegram: {
    updates: { kind: string } | null
    delivery: { state: string; why: string | null; pending: Record<string, number> } | null
  }
}

export const healthOf = (desk: Desk): Promise<Health> => desk.ok<Health>('/health')

/** Health asks Telegram each time. */
const lookEveryMs = 60

/** Everything recorded is in the views and answered, nothing waits for Telegram, and all stays so for two looks. */
export async function untilQuiet(
  desk: Desk,
  { patienceMs = 150_000, also = () => true }: { patienceMs?: number; also?: () => boolean } = {}
): Promise<Health> {
  let before = ''
  let seen: Health | undefined
  try {
    return await eventually(
      'quiet',
      async () => {
        const told = also()
        seen = await healthOf(desk)
        const { processes, views, telegram } = seen
        const followers = [...processes, ...views]
        const pending = Object.values(telegram.delivery?.pending ?? {})
        const busy = followers.some(({ gap }) => gap !== 0) || pending.some(count => count > 0)
        const now = JSON.stringify(followers.map(({ name, position }) => [name, position]))
        const same = now === before
        before = busy ? '' : now
        return told && !busy && same ? seen : undefined
      },
      patienceMs,
      lookEveryMs
    )
  } catch (error) {
    throw new Error(`never quiet: ${JSON.stringify(seen, null, 1)}`, { cause: error })
  }
}
