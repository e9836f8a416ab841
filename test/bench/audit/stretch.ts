/** What some work took, and the longest that it held the thread: by the thread's own processor time, so that others who share the machine do not count. */
export interface Measured<T> {
  readonly value: T
  readonly ms: number
  /** Of all threads. */
  readonly cpuMs: number
  readonly longestMs: number
}

export async function measured<T>(work: () => Promise<T>): Promise<Measured<T>> {
  const cpu = process.cpuUsage()
  const began = performance.now()
  let isOver = false
  let longest = 0
  const watching = (async () => {
    for (let last = spent(); !isOver; ) {
      // Where nothing holds the thread, it is looked at each millisecond.
      await new Promise(resolve => setTimeout(resolve, 1))
      const now = spent()
      longest = Math.max(longest, now - last)
      last = now
    }
  })()
  const value = await work()
  const ms = performance.now() - began
  const { user, system } = process.cpuUsage(cpu)
  isOver = true
  await watching
  return { value, ms, cpuMs: (user + system) / 1000, longestMs: longest }
}

function spent(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
