import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { Child } from '../child.js'
import type { BenchContext } from '../figure.js'
import type { LoadQuestion } from '../load/child.js'
import { benchDesk, botId, groupId, ServerProcess } from './server-process.js'

export interface Bench {
  readonly load: Child
  readonly botApiPort: number
}

/** A process that makes the load and plays Telegram. */
export async function withLoad<T>(use: (bench: Bench) => Promise<T>): Promise<T> {
  const load = new Child(new URL('../load/child.js', import.meta.url))
  try {
    const botApiPort = await load.ask<number>({ kind: 'bot-api', botId, groupId } satisfies LoadQuestion)
    return await use({ load, botApiPort })
  } finally {
    await load.stop()
  }
}

/** A new desk with empty stores, and the load pointed at it. */
export async function withNewDesk<T>(
  { directory }: BenchContext,
  env: { readonly [name: string]: string },
  use: (bench: Bench & { readonly desk: ServerProcess }) => Promise<T>
): Promise<T> {
  return withLoad(async bench => {
    const dataDir = mkdtempSync(join(directory, 'desk-'))
    const { botApiPort, load } = bench
    const desk = await ServerProcess.start({ module: benchDesk, dataDir, botApiPort, env })
    try {
      await load.ask({ kind: 'target', options: desk.target } satisfies LoadQuestion)
      return await use({ ...bench, desk })
    } finally {
      await desk.stop()
    }
  })
}

/** How many of the machine's cores the server used meanwhile. */
export async function withCpu<T>(
  server: ServerProcess,
  use: () => Promise<T>
): Promise<{ readonly answer: T; readonly cpu: string }> {
  const cpuBefore = await server.cpuSeconds()
  const before = performance.now()
  const answer = await use()
  const seconds = (performance.now() - before) / 1000
  const cpu = await server.cpuSeconds()
  const known = cpu !== undefined && cpuBefore !== undefined
  return { answer, cpu: known ? `${((cpu - cpuBefore) / seconds).toFixed(2)} cores` : 'unknown' }
}
