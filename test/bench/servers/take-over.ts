import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { isJsonObject, systemClock } from '#kernel'
import { benchDesk, botId, ServerProcess } from '../desk/server-process.js'
import { withLoad } from '../desk/with-desk.js'
import type { BenchContext, Row } from '../figure.js'
import type { Servers } from './start-servers.js'

const lookEveryMs = 25
const delivery = `delivery-${botId}`

/** From the moment one worker has ended until the other runs what that one ran. */
export async function takeOver(
  { directory }: BenchContext,
  servers: Servers,
  signal: 'SIGKILL' | 'SIGTERM'
): Promise<Row> {
  return withLoad(async ({ botApiPort }) => {
    const env = { ...servers.environment(`take-over-${signal}`), DESK_ROLES: 'worker' }
    const start = () =>
      ServerProcess.start({
        module: benchDesk,
        dataDir: mkdtempSync(join(directory, 'desk-')),
        botApiPort,
        env
      })
    const first = await start()
    const one = await ownerOf(first)
    const second = await start()
    await first.end(signal)
    const since = performance.now()
    while ((await ownerOf(second)) === one) await systemClock.sleep(lookEveryMs)
    const seconds = (performance.now() - since) / 1000
    await second.stop()
    return {
      figure: `take-over after ${signal === 'SIGKILL' ? 'kill -9' : 'a clean stop'}`,
      value: seconds,
      unit: 's',
      aim: { of: 'value', bound: 'at_most', limit: signal === 'SIGKILL' ? 15 : 2 }
    }
  })
}

async function ownerOf(worker: ServerProcess): Promise<string> {
  for (;;) {
    const health = await worker.health()
    const leases = isJsonObject(health) && Array.isArray(health['leases']) ? health['leases'] : []
    const lease = leases.find(one => isJsonObject(one) && one['name'] === delivery)
    if (isJsonObject(lease)) return String(lease['owner'])
    await systemClock.sleep(lookEveryMs)
  }
}
