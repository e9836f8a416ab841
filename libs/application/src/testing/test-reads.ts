import { openMemoryDeskState } from '#desk-state/memory'
import { systemClock } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { openMemoryReadStore } from '#read-store/memory'
import { runViews } from '#subscriptions'
import { deskViews } from '#views'
import { type DeskReads, readsOver } from '../queries/desk-reads.js'
import type { TestDesk } from './test-desk.js'

export interface TestReads {
  readonly reads: DeskReads
  stop(): Promise<void>
}

/** Every view of a test desk's log, in memory: as of now, and following it. */
export async function testReads({ log, sealer, clock }: TestDesk): Promise<TestReads> {
  const store = openMemoryReadStore()
  // What is waited for is real work: that takes real time.
  const waiting = { ...systemClock, now: () => clock.now() }
  const views = runViews({
    views: deskViews,
    log,
    store,
    state: openMemoryDeskState({ clock }),
    clock: systemClock,
    logger: silentLogger,
    metrics: createMetrics(),
    random: Math.random
  })
  const head = await log.head()
  for (const { name } of deskViews) if (head) await views.waitFor(name, head, 10_000)
  return { reads: readsOver({ log, sealer, clock: waiting, store }), stop: () => views.stop() }
}
