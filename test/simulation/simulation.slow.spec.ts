import { describe, expect, it } from '@jest/globals'
import { systemClock } from '#kernel'
import { Random } from '../bench/random.js'
import { brokenPromises } from '../faults/invariants.js'
import type { Office } from '../faults/office.js'
import { describeWithMongo, type MongoForTests } from '../servers/for-tests.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { healthOf } from '../support/quiet.js'
import { Seeded, seededFor } from '../support/seeded.js'
import { snapshotOf } from '../support/snapshot.js'
import { officeFor, type Setting } from './desk-of-run.js'
import { brokenLaws } from './laws.js'
import { pairwise, product } from './pairwise.js'
import { type Row, scenes } from './scenes/index.js'
import { Stage, type Twice } from './stage.js'

const opened = openedByEachTest()
const patienceMs = 300_000

const random = seededFor('simulation')
const settings = pairwise(
  product({
    way: ['polling', 'webhook'] as const,
    stores: ['embedded', 'servers'] as const,
    limits: ['off', 'on'] as const,
    kill: ['no', 'between'] as const
  }),
  // The same desks in every run; what is played on which is chance.
  new Random(1)
).map(setting => ({ setting, name: nameOf(setting), seed: random.below(2 ** 31) }))
const rows = Object.keys(scenes) as Row[]
const twice: readonly Twice[] = ['no', 'update', 'command']

/** Every two of: row, what comes twice, and each part of a setting. */
const cases = pairwise(
  settings.flatMap(({ setting }) => product({ row: rows, twice }).map(each => ({ ...each, ...setting }))),
  random
)

function nameOf({ way, stores, limits, kill }: Setting): string {
  return `${way}, ${stores}, limits ${limits}, ${kill === 'no' ? 'not killed' : 'killed'}`
}

async function playAll(
  office: Office,
  stages: readonly { stage: Stage; row: Row }[],
  afterEach: () => Promise<void>
) {
  const playing = new Set(stages.map(({ stage, row }) => scenes[row](stage)))
  while (playing.size > 0) {
    const ends = async (each: AsyncGenerator<undefined, void>) => {
      if ((await each.next()).done) playing.delete(each)
    }
    await Promise.all([...playing].map(ends))
    await afterEach()
  }
  const replies = stages.map(async ({ stage }) => {
    const { id } = await stage.ticket('is there')
    await office.repliesByApi(id, stage.twice === 'command' ? 2 : 1)
  })
  await afterEach()
  await Promise.all(replies)
}

/** Views built anew beside those that are read say the same, in every answer of the API. */
async function sameAfterRebuild(office: Office): Promise<void> {
  const { desk } = office
  if (!desk) throw new Error('the desk does not run')
  const before = await snapshotOf(desk)
  for (const { name } of (await healthOf(desk)).views) {
    const path = `/api/v1/admin/views/${name}`
    expect((await desk.post(`${path}/rebuilds`, {})).status).toBe(202)
    const state = async () => (await desk.ok<{ rebuild: { state: string } }>(path)).rebuild.state
    await eventually(`${name} is rebuilt`, async () => (await state()) === 'done')
  }
  expect(await snapshotOf(desk)).toEqual(before)
}

function played(on: Setting['stores'], mongo?: MongoForTests): void {
  it.each(settings.filter(({ setting }) => setting.stores === on))(
    'loses, doubles and gives away nothing: $name',
    async ({ setting, seed }) => {
      const random = new Seeded(seed)
      const office = await officeFor(opened, setting, random, mongo)
      const own = cases.filter(
        ({ way, stores, limits, kill }) => nameOf({ way, stores, limits, kill }) === nameOf(setting)
      )
      await office.start()
      const stages = own.map(({ row, twice }, n) => ({
        row,
        stage: new Stage(`${n} ${row}, ${twice}`, office, twice)
      }))
      let rounds = 0
      await playAll(office, stages, async () => {
        if (setting.kill === 'no' || (rounds++ > 0 && random.chance(0.5))) return
        await systemClock.sleep(random.between(0, 400))
        await office.kill('SIGKILL')
        await office.start()
      })
      await office.quiet()
      expect(await brokenPromises(office)).toEqual([])
      expect(await brokenLaws(office)).toEqual([])
      for (const { stage } of stages) await stage.check()
      await sameAfterRebuild(office)
    },
    patienceMs
  )
}

describe('What real input has shown, twice, with kills, on every kind of desk', () => {
  played('embedded')
})
await describeWithMongo('any', mongo => played('servers', mongo))
