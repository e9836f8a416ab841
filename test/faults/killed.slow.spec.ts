import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { systemClock } from '#kernel'
import { onLogServer } from '../servers/log-for-tests.js'
import { atSpeed } from '../simulation/at-speed.js'
import { openedByEachTest } from '../support/opened.js'
import { untilQuiet } from '../support/quiet.js'
import { type Seeded, seededFor } from '../support/seeded.js'
import { snapshotOf } from '../support/snapshot.js'
import { impatience } from './impatience.js'
import { brokenPromises } from './invariants.js'
import { brokenLimits, withLimit } from './limits.js'
import { Load } from './load.js'
import { Office } from './office.js'
import { CountingReceiver } from './receiver/counting-receiver.js'
import { StreamReader } from './receiver/stream-reader.js'
import { brokenRouting, withRouting } from './routed.js'

const opened = openedByEachTest()
/** Per run; more with FAULTS_KILLS. */
const kills = Number(process.env['FAULTS_KILLS'] ?? 8)
const patienceMs = 300_000
/** Where Telegram's limits are waited for. */
const fast = 5
/** Moves the sandbox's clock over the pauses between its tries to reach the webhook. */
const nextTry = { seconds: 130 }

async function killAtRandom(
  office: Office,
  random: Seeded,
  times: number,
  { afterStart = () => {}, receiver }: { afterStart?: () => void; receiver?: CountingReceiver } = {}
): Promise<void> {
  for (let killed = 0; killed < times; killed++) {
    const starting = random.chance(0.25)
    await systemClock.sleep(starting ? random.between(50, 500) : random.between(100, 1500))
    await office.kill('SIGKILL')
    await systemClock.sleep(random.between(0, 200))
    if (random.chance(0.4)) await receiver?.kill()
    const process = office.launch()
    if (!random.chance(0.3)) office.desk = await process.ready()
    afterStart()
  }
  await office.kill('SIGKILL')
  await office.start()
}

/** Views made anew say the same, in every answer of the API. */
async function sameAfterRebuild(office: Office): Promise<void> {
  if (!office.desk) throw new Error('the desk does not run')
  const before = await snapshotOf(office.desk)
  await office.kill('SIGTERM')
  for (const end of ['', '-wal', '-shm']) rmSync(join(office.dataDir, `views.db${end}`), { force: true })
  const again = await office.start()
  await untilQuiet(again)
  expect(await snapshotOf(again)).toEqual(before)
}

describe('The whole desk, killed at random moments under load', () => {
  it.each([
    ['polling', 'in a file'],
    ['webhook', 'in a file'],
    ['webhook', 'on a server']
  ] as const)(
    'loses and doubles nothing, and its views equal a rebuild: %s, the log %s',
    async (way, where) => {
      const random = seededFor(`kill -9, ${way}, log ${where}`)
      const env = {
        ...(where === 'on a server' && (await onLogServer(opened))),
        DESK_PRIVATE_WEBHOOKS: '127.0.0.0/8'
      }
      const office = await Office.open(opened, { random, customers: 12, way, env })
      const desk = await office.start()
      await withLimit(desk)
      await withRouting(desk, office)
      const receiver = await CountingReceiver.start(opened, desk)
      const reader = await StreamReader.start(opened, desk, random)
      const load = opened.add(new Load(office, random, { everyMs: 30, lostAnswers: 0.02 }))
      const afterStart = () => office.sandbox.control.advance(nextTry)
      await killAtRandom(office, random, kills, { afterStart, receiver })
      await load.stop()
      office.sandbox.control.advance(nextTry)
      await office.quiet()
      expect(await brokenRouting(office, office.logUrl)).toEqual([])
      await office.quiet()
      expect(await brokenPromises(office)).toEqual([])
      expect(await brokenLimits(office, office.logUrl)).toEqual([])
      if (!office.desk) throw new Error('the desk does not run')
      await receiver.toldAll(office.desk)
      expect(await receiver.broken(office.desk)).toEqual([])
      expect(await reader.broken(office.desk)).toEqual([])
      await reader.stop()
      await sameAfterRebuild(office)
    },
    patienceMs
  )

  it(
    'waits as long as Telegram says, over two groups, and loses nothing either',
    async () => {
      const random = seededFor('kill -9, limits on')
      const options = { random, customers: 6, agents: 1, groups: 2, limits: true, ...atSpeed(fast) } as const
      const office = await Office.open(opened, options)
      await office.start()
      // More than what two groups take at once.
      for (let n = 0; n < 3; n++) for (const customer of office.customers) office.says(customer)
      const load = opened.add(new Load(office, random, { everyMs: 400 }))
      await killAtRandom(office, random, kills / 2)
      await load.stop()
      await office.quiet(180_000)
      expect(await brokenPromises(office)).toEqual([])
      expect(await impatience(office, fast)).toEqual([])
      const refused = office.sandbox.control.log({ limit: 10_000 }).filter(each => each.error_code === 429)
      process.stdout.write(`kill -9, limits on: ${refused.length} calls were refused with 429\n`)
    },
    patienceMs
  )
})
