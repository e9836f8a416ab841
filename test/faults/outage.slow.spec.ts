import { describe, expect, it } from '@jest/globals'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { healthOf } from '../support/quiet.js'
import { seededFor } from '../support/seeded.js'
import { brokenPromises } from './invariants.js'
import { Office } from './office.js'

const opened = openedByEachTest()

describe('The whole desk', () => {
  it.each([
    ['polling', 'refuse'],
    ['webhook', 'bad_gateway']
  ] as const)(
    'catches up when Telegram was away for five minutes: %s, %s',
    async (way, mode) => {
      const random = seededFor(`away, ${way}`)
      const office = await Office.open(opened, { random, customers: 6, way })
      const { control } = office.sandbox
      const desk = await office.start()
      for (const customer of office.customers) office.says(customer)
      await office.quiet()

      control.away({ mode })
      for (const customer of office.customers) {
        office.says(customer)
        office.says(customer)
      }
      for (const { thread_id: thread } of office.topics) office.repliesIn(thread)
      for (const { id } of await desk.tickets()) await office.repliesByApi(id)
      await eventually('health says so', async () => (await healthOf(desk)).status === 'degraded')
      for (let minute = 0; minute < 5; minute++) control.advance({ seconds: 60 })
      expect((await desk.tickets()).every(({ message_count: count }) => count < 4)).toBe(true)
      control.away({ mode: 'no' })
      control.advance({ seconds: 130 })
      await office.quiet()
      expect(await brokenPromises(office)).toEqual([])
      const health = await healthOf(desk)
      expect(health.telegram.delivery?.state).toBe('sending')
    },
    120_000
  )

  it('opens 120 tickets in a minute, of messages that were all written in the same second', async () => {
    const random = seededFor('120 tickets')
    const office = await Office.open(opened, { random, customers: 120, way: 'webhook' })
    const desk = await office.start()
    const started = performance.now()
    for (const words of ['first', 'second', 'third']) {
      for (const customer of office.customers) office.says(customer, `${words} words of ${customer.name}`)
    }
    await eventually(
      '120 tickets with all their words',
      async () => {
        const tickets = await desk.tickets()
        return tickets.length === 120 && tickets.every(({ message_count: count }) => count === 3)
      },
      60_000
    )
    await office.quiet(Math.max(1, 60_000 - (performance.now() - started)))
    expect(new Set((await desk.tickets()).map(({ code }) => code)).size).toBe(120)
    expect((await desk.queues())[0]).toMatchObject({ open: 120, unassigned: 120 })
    expect(await brokenPromises(office)).toEqual([])
  }, 120_000)
})
