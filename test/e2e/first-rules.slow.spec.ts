import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from '@jest/globals'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { untilQuiet } from '../support/quiet.js'
import { wished } from '../support/rules-page.js'
import { openSandboxed } from '../support/sandboxed-desk.js'
import { deskctl } from './deskctl.js'

const opened = openedByEachTest()
const shop = fileURLToPath(new URL('../../examples/shop.yaml', import.meta.url))

interface Decision {
  readonly kind: string
  readonly by: { readonly id: string } | null
  readonly because: string
}

interface Moved {
  readonly queue_id: string
  readonly priority: string
  readonly team_id: string | null
}

it('A new user follows "From a wish to two rules" in the sandbox: tries both on what was written, publishes them, and sees why each ticket moved', async () => {
  const { desk, url, apiKey, control } = opened.add(
    await openSandboxed({ DESK_SETTINGS_FILE: shop, TELEGRAM_LIMITS: 'off' })
  )
  const folder = opened.directory()
  let customers = 0
  const writes = async (text: string): Promise<string> => {
    const first_name = `Customer${++customers}`
    const { id } = (await control('createCustomer', { first_name })) as { readonly id: number }
    await control('customerSays', { user_id: id, text })
    const ticket = await eventually(`the ticket of ${first_name}`, async () =>
      (await desk.tickets()).find(({ customer }) => customer.display_name === first_name)
    )
    return ticket.id
  }
  // The shop of the example has these two already: here somebody begins without them.
  for (const id of ['billing', 'urgent-waits'])
    expect((await desk.send('DELETE', `/api/v1/rules/${id}`, undefined)).status).toBeLessThan(300)
  const billed = await writes('Where is my refund?')
  const pressed = await writes('This is URGENT')
  await writes('Hello')
  const passMinutes = async (minutes: number) => {
    await untilQuiet(desk)
    await control('advance', { seconds: minutes * 60 })
    await untilQuiet(desk)
  }
  await passMinutes(11)

  const simulated = async (id: string, file: string) => {
    writeFileSync(join(folder, file), JSON.stringify(wished[file]))
    const period = ['--from', '2020-01-01T00:00:00Z', '--to', '2100-01-01T00:00:00Z']
    const args = ['rules', 'simulate', id, file, ...period, '--json', '--url', url]
    const done = await deskctl(opened, args, folder, { DESK_API_KEY: apiKey })
    expect([done.code, done.err]).toEqual([0, ''])
    return JSON.parse(done.out) as object
  }
  const changes = (ticket_id: string) => ({
    sum: { ticket_count: 3, changed_count: 1, acted: { before: 0, after: 1 } },
    tickets: [{ ticket_id }]
  })
  expect(await simulated('my-billing', 'billing.json')).toMatchObject(changes(billed))
  expect(await simulated('my-urgent', 'urgent.json')).toMatchObject(changes(pressed))

  expect((await desk.put('/api/v1/rules/my-billing', wished['billing.json'])).status).toBe(201)
  expect((await desk.put('/api/v1/rules/my-urgent', wished['urgent.json'])).status).toBe(201)
  const moved = await writes('A refund, please')
  const waits = await writes('It is urgent')
  await passMinutes(11)
  const why = (id: string, rule: string) =>
    eventually(`why ${rule} moved it`, async () => {
      const decisions = await desk.all<Decision>(`/api/v1/tickets/${id}/decisions`)
      return decisions.find(({ kind, by }) => kind === 'rule' && by?.id === rule)
    })
  expect((await why(moved, 'my-billing')).because).toContain('billing')
  expect((await why(waits, 'my-urgent')).because).toMatch(/specialists/i)
  const ticket = (id: string) => desk.ok<Moved>(`/api/v1/tickets/${id}`)
  expect(await ticket(moved)).toMatchObject({ queue_id: 'billing' })
  expect(await ticket(waits)).toMatchObject({ priority: 'urgent', team_id: 'specialists' })
  expect(await ticket(billed)).toMatchObject({ queue_id: 'general' })
  expect(await ticket(pressed)).toMatchObject({ priority: 'normal' })
}, 120_000)
