import { expect, it } from '@jest/globals'
import { systemClock } from '#kernel'
import { describeWithMongo } from '../servers/for-tests.js'
import { openedByEachTest } from '../support/opened.js'
import { seededFor } from '../support/seeded.js'
import { snapshotOf } from '../support/snapshot.js'
import { Fleet } from './fleet.js'
import { brokenPromises } from './invariants.js'
import { brokenLimits, withLimit } from './limits.js'
import { Load } from './load.js'
import { Office } from './office.js'

const opened = openedByEachTest()
/** More with FAULTS_KILLS. */
const rounds = Number(process.env['FAULTS_KILLS'] ?? 20)
const patienceMs = 600_000

await describeWithMongo('three members', mongo => {
  it.each(['polling', 'webhook'] as const)(
    'two apis and two workers on servers, any of them killed under load, lose and double nothing: %s',
    async way => {
      const random = seededFor(`kill -9 of several processes, ${way}`)
      const office = await Office.open(opened, { random, customers: 10 })
      const path = `/telegram/${office.sandbox.botId}/webhook`
      const fleet = await Fleet.start(opened, mongo, office.telegram, base =>
        way === 'webhook' ? { TELEGRAM_WEBHOOK_URL: base + path } : {}
      )
      office.desk = fleet.desk
      await withLimit(fleet.desk)
      const load = opened.add(new Load(office, random, { everyMs: 60, lostAnswers: 0.02 }))
      const killed: string[] = []
      for (let round = 0; round < rounds / 2; round++) {
        await systemClock.sleep(random.between(300, 2500))
        const { name, begin, longestMs } = random.pick(fleet.outages)
        if (random.chance(0.3) && begin) {
          killed.push(name)
          const end = await begin()
          await systemClock.sleep(random.between(0, longestMs))
          await end()
        } else {
          const member = random.pick(fleet.members)
          killed.push(member.role)
          await fleet.killMember(member)
        }
      }
      await load.stop()
      process.stdout.write(`killed: ${killed.join(', ')}\n`)
      await fleet.quiet(office.toldAll())
      expect(await brokenPromises(office)).toEqual([])
      expect(await brokenLimits(office)).toEqual([])
      const before = await snapshotOf(fleet.desk)
      await fleet.rebuildViews()
      expect(await snapshotOf(fleet.desk)).toEqual(before)
    },
    patienceMs
  )
})
