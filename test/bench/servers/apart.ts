import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '#kernel'
import type { Child } from '../child.js'
import { benchDesk, ServerProcess, webhookPath } from '../desk/server-process.js'
import { withLoad, withNewDesk } from '../desk/with-desk.js'
import type { BenchContext, Row } from '../figure.js'
import type { LoadQuestion } from '../load/child.js'
import type { Visible } from '../load/loads.js'
import type { Servers } from './start-servers.js'

const perSecond = 20
const warmUpSeconds = 3

/** Update → visible with api and worker apart, on servers; and the same load on one embedded process. */
export async function visibleApart(context: BenchContext, servers: Servers): Promise<Row[]> {
  const seconds = context.quick ? 5 : 20
  const look = async (load: Child) => {
    const ask = (seconds: number) =>
      load.ask<Visible>({ kind: 'visible', perSecond, seconds } satisfies LoadQuestion)
    await ask(warmUpSeconds)
    return ask(seconds)
  }
  const apart = await withLoad(async ({ load, botApiPort }) => {
    const launch = (env: { readonly [name: string]: string }) =>
      ServerProcess.start({
        module: benchDesk,
        dataDir: mkdtempSync(join(context.directory, 'desk-')),
        botApiPort,
        env: { ...servers.environment('apart'), ...env }
      })
    const worker = await launch({ DESK_ROLES: 'worker' })
    const api = await launch({ DESK_ROLES: 'api' })
    // What the worker told Telegram does not matter: the load brings the updates itself.
    try {
      await untilServing(api)
      await load.ask({ kind: 'target', options: { ...api.target, webhookPath } } satisfies LoadQuestion)
      return await look(load)
    } finally {
      await api.stop()
      await worker.stop()
    }
  })
  const embedded = await withNewDesk(context, {}, ({ load }) => look(load))
  const row = (what: string, { p50, p99, max, missing }: Visible): Row => ({
    figure: `update → visible, p99, ${perSecond}/s, ${what}`,
    value: missing > 0 ? Number.POSITIVE_INFINITY : p99,
    unit: 'ms',
    details: { 'p50 ms': p50, 'max ms': max, 'never seen': missing }
  })
  return [row('api and worker apart on servers', apart), row('one process on SQLite', embedded)]
}

/** The worker makes the views at its first start. */
async function untilServing({ target: { port, apiKey } }: ServerProcess): Promise<void> {
  const headers = { Authorization: `Bearer ${apiKey}` }
  while ((await fetch(`http://127.0.0.1:${port}/api/v1/queues`, { headers })).status !== 200)
    await systemClock.sleep(20)
}
