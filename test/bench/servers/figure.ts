import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { NotToBeHad } from '../../servers/fetch-mongod.js'
import { Child } from '../child.js'
import type { BenchContext, Figure, Row } from '../figure.js'
import { median } from '../latencies.js'
import { visibleApart } from './apart.js'
import { type Servers, startServers } from './start-servers.js'
import { takeOver } from './take-over.js'
import type { ViewsAnswer, ViewsQuestion } from './views-child.js'

/** The views' adapter against the vendor's own client on the same servers; and what a desk of several processes does. */
export const servers: Figure = {
  name: 'servers',
  async run(context) {
    const adapters = await onServers(context, async running => [await views(context, running)])
    const desks = await onServers(context, async running => [
      await takeOver(context, running, 'SIGTERM'),
      await takeOver(context, running, 'SIGKILL')
    ])
    const apart = await onServers(context, running => visibleApart(context, running))
    return [...adapters, ...desks, ...apart]
  }
}

async function onServers(
  context: BenchContext,
  measure: (running: Servers) => Promise<Row[]>
): Promise<Row[]> {
  let running: Servers
  try {
    running = await startServers(mkdtempSync(join(context.directory, 'servers-')))
  } catch (error) {
    if (!(error instanceof NotToBeHad)) throw error
    context.say(`left out: ${error.message}`)
    return []
  }
  try {
    return await measure(running)
  } finally {
    await running.stop()
  }
}

async function views({ quick }: BenchContext, { mongoUrl }: Servers): Promise<Row> {
  const child = new Child(new URL('./views-child.js', import.meta.url))
  const batch = 100
  try {
    const answers: { views: number; driver: number }[] = []
    for (let round = 0; round < (quick ? 3 : 7); round++) {
      const ask = async (of: ViewsQuestion['of']) => {
        const database = `bench-${of}-${round}`
        const question = {
          of,
          url: mongoUrl,
          database,
          seconds: quick ? 1 : 3,
          batch
        } satisfies ViewsQuestion
        return (await child.ask<ViewsAnswer>(question)).perSecond
      }
      answers.push({ driver: await ask('driver'), views: await ask('views') })
    }
    return {
      figure: 'documents of views written to MongoDB',
      value: median(answers.map(({ views }) => views)),
      unit: '/s',
      baseline: {
        what: 'the bare driver, same documents and checkpoint, unguarded',
        value: median(answers.map(({ driver }) => driver))
      },
      aim: { of: 'ratio', bound: 'at_least', limit: 0.8 },
      details: { 'per transaction': batch, members: 3 }
    }
  } finally {
    await child.stop()
  }
}
