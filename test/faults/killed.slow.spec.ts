import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { systemClock } from '#kernel'
import { openedByEachTest } from '../support/opened.js'
import { untilQuiet } from '../support/quiet.js'
import { seededFor } from '../support/seeded.js'
import { snapshotOf } from '../support/snapshot.js'
import { brokenPromises } from './invariants.js'
import { underLoad } from './load.js'
import { Office } from './office.js'

const opened = openedByEachTest()
/** More with FAULTS_KILLS. */
const kills = Number(process.env['FAULTS_KILLS'] ?? 10)

describe('The whole desk, killed at random moments under load', () => {
  it.each(['polling', 'webhook'] as const)(
    'loses and doubles nothing, and its views equal a rebuild: %s',
    async way => {
      const random = seededFor(`kill -9, ${way}`)
      const office = await Office.open(opened, { random, customers: 12, way })
      const until = { stopped: false }
      await office.start()
      const load = underLoad(office, random, until, { everyMs: 30, lostAnswers: 0.02 })
      for (let killed = 0; killed < kills; killed++) {
        const starting = random.chance(0.25)
        await systemClock.sleep(starting ? random.between(50, 500) : random.between(100, 1500))
        await office.process?.kill('SIGKILL')
        await systemClock.sleep(random.between(0, 200))
        const process = office.launch()
        if (!random.chance(0.3)) office.desk = await process.ready()
        office.sandbox.control.advance({ seconds: 130 })
      }
      await office.process?.kill('SIGKILL')
      const desk = await office.start()
      until.stopped = true
      await load
      office.sandbox.control.advance({ seconds: 130 })
      await office.quiet()
      expect(await brokenPromises(office, desk)).toEqual([])

      const before = await snapshotOf(desk)
      await office.process?.kill('SIGTERM')
      for (const end of ['', '-wal', '-shm']) rmSync(join(office.dataDir, `views.db${end}`), { force: true })
      const again = await office.start()
      await untilQuiet(again)
      expect(await snapshotOf(again)).toEqual(before)
    },
    300_000
  )
})
