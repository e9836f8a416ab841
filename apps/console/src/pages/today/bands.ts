import type { Band } from '../../ui/chart.js'

/** Neighbours that are both in are one. */
export function bandsOf(pieces: readonly (Band & { readonly isIn: boolean })[]): readonly Band[] {
  const bands: Band[] = []
  for (const { from, to, isIn } of pieces) {
    const last = bands.at(-1)
    if (!isIn) continue
    if (last?.to === from) bands[bands.length - 1] = { from: last.from, to }
    else bands.push({ from, to })
  }
  return bands
}

/** How much of an hour they are open, in minutes. */
export const openMinutes = (hour: number, open: readonly Band[]): number =>
  Math.round(
    open.reduce(
      (sum, { from, to }) => sum + Math.max(0, Math.min(to, hour + 3600) - Math.max(from, hour)),
      0
    ) / 60
  )
