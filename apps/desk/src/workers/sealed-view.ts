import { LeavesReads, leavesView, type Sealing } from '#processes'
import { gapBetween } from '#subscriptions'
import type { RebuildReport, ViewReport } from '../http/index.js'
import type { Core } from '../start/core.js'

export const isSealedView = (name: string): boolean => name === leavesView.name

/** The view that the sealer keeps, told of as the others are. Where another process has it: how far its documents are. */
export async function sealedViewReport(
  { stores }: Core,
  sealing: Sealing | undefined,
  rebuild: RebuildReport | null
): Promise<ViewReport> {
  const rest = { ...leavesView, parked: 0, lastError: null, rebuild }
  if (!sealing) {
    const reads = await LeavesReads.of(stores.readStore).catch(() => undefined)
    const position = (await reads?.position().catch(() => undefined)) ?? null
    return { ...rest, state: 'elsewhere', position, gap: null }
  }
  const { position = null } = sealing
  const head = await stores.log.head()
  const gap = head === undefined ? 0 : gapBetween(position ?? undefined, head)
  const state = position === null ? 'starting' : position === head ? 'live' : 'catching-up'
  return { ...rest, state, position, gap: gap ?? null }
}
