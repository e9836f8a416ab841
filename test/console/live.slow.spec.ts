import { beforeAll, expect, it } from '@jest/globals'
import type { Page } from 'playwright-core'
import type { Ticket } from '../support/api-types.js'
import { eventually } from '../support/eventually.js'
import { goTo, inBrowser } from './browser.js'
import { setStage } from './stage.js'

const many = 1000
const changes = 500
const everyMs = 20

inBrowser('A list of a thousand tickets that change all the time', () => {
  const stage = setStage({ isSeeded: false })
  let page: Page
  let tickets: readonly Ticket[]

  beforeAll(async () => {
    const { control, desk } = stage.scene
    const texts = Array.from({ length: many }, (_, n) => n)
    for (let from = 0; from < many; from += 50)
      await Promise.all(
        texts.slice(from, from + 50).map(async n => {
          const { id } = (await control('createCustomer', { first_name: `Customer ${n}` })) as { id: number }
          await control('customerSays', { user_id: id, text: `Question ${n}` })
        })
      )
    tickets = await eventually(
      'all tickets',
      async () => {
        const all = await desk.tickets()
        return all.length >= many && all
      },
      120_000,
      500
    )
    page = await stage.signedIn()
  }, 240_000)

  const rows = () => page.locator('tbody tr')
  const codes = async () => page.locator('a[data-row]').allTextContents()
  /** Of tickets that the page shows and of others: what they were told to become. */
  async function changing(shownCodes: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const last = new Map<string, string>()
    const priorities = ['low', 'normal', 'high', 'urgent']
    const byCode = new Map(tickets.map(ticket => [ticket.code, ticket]))
    const targets = [...shownCodes.flatMap(code => byCode.get(code) ?? []), ...tickets.slice(-200)]
    const asked: Promise<unknown>[] = []
    for (let n = 0; n < changes; n++) {
      const ticket = targets[n % targets.length]
      const priority = priorities[(n * 7 + Math.floor(n / targets.length)) % 4]
      if (!ticket || !priority) continue
      last.set(ticket.code, priority)
      asked.push(
        stage.scene.desk
          .post(`/api/v1/tickets/${ticket.id}/priority-changes`, { priority })
          .then(({ status }) => {
            expect(status).toBe(200)
          })
      )
      await new Promise(resolve => setTimeout(resolve, everyMs))
    }
    await Promise.all(asked)
    return last
  }

  it('moves no row while somebody reads it, and loses no change', async () => {
    await goTo(page, 'tickets')
    await rows().first().waitFor()
    const before = await codes()
    expect(before).toHaveLength(50)
    await rows().nth(10).hover()
    const place = await rows().nth(10).boundingBox()
    const wanted = changing(before)
    const { control } = stage.scene
    const { id } = (await control('createCustomer', { first_name: 'Newest' })) as { id: number }
    await control('customerSays', { user_id: id, text: 'I am new here' })
    await page.getByRole('button', { name: /Show: 1 new ticket/ }).waitFor()
    expect(await codes()).toEqual(before)
    const last = await wanted
    const shown = new Map((await stage.scene.desk.tickets()).map(one => [one.code, one.priority]))
    for (const [code, priority] of last) expect([code, shown.get(code)]).toEqual([code, priority])
    for (const [n, code] of before.entries()) {
      const priority = last.get(code) ?? ''
      const cell = rows().nth(n).locator('.badge').nth(1)
      await eventually(
        `${code} is ${priority}`,
        async () => (await cell.textContent())?.toLowerCase() === priority
      )
    }
    expect(await codes()).toEqual(before)
    expect(await rows().nth(10).boundingBox()).toEqual(place)
    await page.getByRole('button', { name: /Show: 1 new ticket/ }).click()
    await eventually('the newest is first', async () =>
      (await rows().first().textContent())?.includes('Newest')
    )
    expect(stage.browser.complaints.splice(0)).toEqual([])
  }, 120_000)
})
