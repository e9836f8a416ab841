import { median, round } from './latencies.js'

const rounds = 7

/** Microseconds of processor time for each, the median of some rounds after one that is not counted. */
export async function costOf(times: number, work: (n: number) => unknown): Promise<number> {
  const measured: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const before = process.threadCpuUsage()
    for (let n = 0; n < times; n++) {
      const done = work(n)
      if (done instanceof Promise) await done
    }
    const { user, system } = process.threadCpuUsage(before)
    if (round > 0) measured.push((user + system) / times)
  }
  return round(median(measured))
}
