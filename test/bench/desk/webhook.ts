import { join } from 'node:path'
import type { BenchContext, Figure, Row } from '../figure.js'
import type { LoadQuestion } from '../load/child.js'
import type { Throughput } from '../load/loads.js'
import { bareExpress, ServerProcess, webhookHeaders, webhookPath } from './server-process.js'
import { type Bench, withLoad, withNewDesk } from './with-desk.js'

const connections = 64

/** 200 means: on stable storage. Once with nothing else in the process, once as `npm start` runs it. */
export const webhook: Figure = {
  name: 'webhook',
  async run(context) {
    const bare = await withLoad(async bench => {
      const { botApiPort } = bench
      const dataDir = join(context.directory, 'express')
      const server = await ServerProcess.start({ module: bareExpress, dataDir, botApiPort })
      try {
        return await closedLoop(bench, server, context)
      } finally {
        await server.stop()
      }
    })
    const desk = (roles: string) =>
      withNewDesk(context, { DESK_ROLES: roles }, bench => closedLoop(bench, bench.desk, context))
    const row = (figure: string, { perSecond, p50, p99 }: Throughput): Row => ({
      figure,
      value: perSecond,
      unit: '/s',
      baseline: { what: 'bare Express route, same body', value: bare.perSecond },
      aim: { of: 'ratio', bound: 'at_least', limit: 0.25 },
      details: { 'p50 ms': p50, 'p99 ms': p99, 'Express p50 ms': bare.p50, 'Express p99 ms': bare.p99 }
    })
    return [
      row('webhook → 200, 64 connections, role api', await desk('api')),
      row('webhook → 200, 64 connections, roles api,worker', await desk('api,worker'))
    ]
  }
}

function closedLoop({ load }: Bench, { port }: ServerProcess, { quick }: BenchContext): Promise<Throughput> {
  const server = { port, path: webhookPath, headers: webhookHeaders }
  const question: LoadQuestion = { kind: 'closed-loop', server, connections, seconds: quick ? 2 : 10 }
  return load.ask<Throughput>(question)
}
