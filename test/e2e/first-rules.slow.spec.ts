import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from '@jest/globals'
import { apiKey } from '../support/desk-process.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { wished } from '../support/rules-page.js'
import { Customer } from './bot-api/index.js'
import { deskctl } from './deskctl.js'
import { Play } from './play.js'

const opened = openedByEachTest()
const shop = fileURLToPath(new URL('../../examples/shop.yaml', import.meta.url))

interface Decision {
  readonly kind: string
  readonly by: { readonly id: string } | null
  readonly because: string
}

it('A new user follows "From a wish to two rules": tries both on what was written, publishes them, and sees why each ticket moved', async () => {
  const play = await Play.start(opened, { env: { DESK_SETTINGS_FILE: shop } })
  const { desk } = play
  const folder = opened.directory()
  const writes = async (text: string) => (await play.openedBy(new Customer(play.api), text)).ticket
  // The shop of the example has these two already: here somebody begins without them.
  for (const id of ['billing', 'urgent-waits'])
    expect((await desk.send('DELETE', `/api/v1/rules/${id}`, undefined)).status).toBeLessThan(300)
  const billed = await writes('Where is my refund?')
  const pressed = await writes('This is URGENT')
  await writes('Hello')

  const simulated = async (id: string, file: string) => {
    writeFileSync(join(folder, file), JSON.stringify(wished[file]))
    const period = ['--from', '2020-01-01T00:00:00Z', '--to', '2100-01-01T00:00:00Z']
    const args = ['rules', 'simulate', id, file, ...period, '--json', '--url', desk.url]
    const done = await deskctl(opened, args, folder, { DESK_API_KEY: apiKey })
    expect([done.code, done.err]).toEqual([0, ''])
    return JSON.parse(done.out) as {
      readonly sum: { readonly ticket_count: number; readonly changed_count: number }
      readonly tickets: readonly { readonly ticket_id: string }[]
    }
  }
  const billing = await simulated('my-billing', 'billing.json')
  expect([billing.sum, billing.tickets]).toMatchObject([
    { ticket_count: 3, changed_count: 1 },
    [{ ticket_id: billed.id }]
  ])
  // Ten minutes have not passed here: two seconds are made of them, as somebody does who wants to see it.
  const urgent = { ...wished['urgent.json'], after: { s: 2, clock: 'calendar', who: 'team' } }
  expect(wished['urgent.json']).toMatchObject({ after: { s: 600, clock: 'calendar', who: 'team' } })

  expect((await desk.put('/api/v1/rules/my-billing', wished['billing.json'])).status).toBe(201)
  expect((await desk.put('/api/v1/rules/my-urgent', urgent)).status).toBe(201)
  const moved = await writes('A refund, please')
  const waits = await writes('It is urgent')
  const why = (id: string, rule: string) =>
    eventually(`why ${rule} moved it`, async () => {
      const { data } = await desk.ok<{ readonly data: readonly Decision[] }>(
        `/api/v1/tickets/${id}/decisions`
      )
      return data.find(({ kind, by }) => kind === 'rule' && by?.id === rule)
    })
  expect((await why(moved.id, 'my-billing')).because).toContain('billing')
  expect((await why(waits.id, 'my-urgent')).because).toMatch(/specialists/i)
  const ticket = async (id: string) =>
    desk.ok<{ readonly queue_id: string; readonly priority: string; readonly team_id: string | null }>(
      `/api/v1/tickets/${id}`
    )
  expect(await ticket(moved.id)).toMatchObject({ queue_id: 'billing' })
  expect(await ticket(waits.id)).toMatchObject({ priority: 'urgent', team_id: 'specialists' })
  expect(await ticket(billed.id)).toMatchObject({ queue_id: 'general' })
  expect(await ticket(pressed.id)).toMatchObject({ priority: 'normal' })
})
