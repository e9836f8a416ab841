import { expect, it } from '@jest/globals'
import { systemClock } from '#kernel'
import { describeWithMongo } from '../servers/for-tests.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { seededFor } from '../support/seeded.js'
import { snapshotOf } from '../support/snapshot.js'
import { Fleet } from './fleet.js'
import { brokenPromises } from './invariants.js'
import { brokenLimits, withLimit } from './limits.js'
import { Load } from './load.js'
import { Office } from './office.js'
import { CountingReceiver } from './receiver/counting-receiver.js'
import { StreamReader } from './receiver/stream-reader.js'
import { brokenRouting, withRouting } from './routed.js'

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
      await withRouting(fleet.desk, office)
      const receiver = await CountingReceiver.start(opened, fleet.desk)
      const reader = await StreamReader.start(opened, fleet.desk, random)
      const load = opened.add(new Load(office, random, { everyMs: 60, lostAnswers: 0.02 }))
      const killed: string[] = []
      for (let round = 0; round < rounds / 2; round++) {
        await systemClock.sleep(random.between(300, 2500))
        const { name, begin, longestMs } = random.pick(fleet.outages)
        if (random.chance(0.2)) await receiver.kill()
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
      expect(await brokenRouting(office, fleet.logUrl)).toEqual([])
      await fleet.quiet(office.toldAll())
      expect(await brokenPromises(office)).toEqual([])
      expect(await brokenLimits(office, fleet.logUrl)).toEqual([])
      await receiver.toldAll(fleet.desk)
      expect(await receiver.broken(fleet.desk)).toEqual([])
      expect(await reader.broken(fleet.desk)).toEqual([])
      await reader.stop()
      const before = await snapshotOf(fleet.desk)
      await fleet.rebuildViews()
      expect(await snapshotOf(fleet.desk)).toEqual(before)
    },
    patienceMs
  )

  it(
    'four apis that are asked 200 times at once to give somebody of limit 10 a ticket give exactly ten',
    async () => {
      const random = seededFor('four apis')
      const office = await Office.open(opened, { random, customers: 40 })
      const roles = ['api', 'api', 'api', 'api', 'worker'] as const
      const fleet = await Fleet.start(opened, mongo, office.telegram, undefined, roles)
      const { desk, apis } = fleet
      for (const customer of office.customers) office.says(customer)
      const listed = { telegram_user_id: 7_000_000_001, display_name: 'Ann' }
      const { agent_id: ann } = (await desk.post<{ agent_id: string }>('/api/v1/agents', listed)).body
      const profile = JSON.stringify({ capacity: 10 })
      expect((await desk.send('PATCH', `/api/v1/agents/${ann}`, profile)).status).toBe(200)
      const tickets = await eventually(
        'everybody has a ticket',
        async () => {
          const all = await desk.tickets()
          return all.length === office.customers.length && all
        },
        60_000
      )
      const asked = Array.from({ length: 200 }, async (_, n) => {
        const ticket = tickets[n % tickets.length]?.id ?? ''
        const api = apis[Math.floor(n / 3) % apis.length] ?? desk
        const answer = await api.post<{ type?: string }>(`/api/v1/tickets/${ticket}/assignments`, {
          agent_id: ann
        })
        return { ticket, status: answer.status, type: answer.body.type }
      })
      const answers = await Promise.all(asked)
      const given = new Set(answers.filter(({ status }) => status === 200).map(({ ticket }) => ticket))
      expect(given.size).toBe(10)
      for (const { status, type } of answers)
        if (status !== 200)
          expect([status, type]).toEqual([409, expect.stringContaining('agent_at_capacity')])
      await fleet.quiet(office.toldAll())
      const theirs = (await desk.tickets()).filter(one => one.assigned_agent_id === ann)
      expect(new Set(theirs.map(({ id }) => id))).toEqual(given)
    },
    patienceMs
  )
})
