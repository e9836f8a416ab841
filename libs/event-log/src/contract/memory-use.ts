import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

/** For a test that asks several times: in one process with hundreds of other specs each collection takes seconds. */
export const patienceMs = 180_000

/** What the process still holds after collecting garbage; twice, because buffers are let go of by what the first frees. */
export function bytesInUse(): number {
  collectGarbage()
  collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
