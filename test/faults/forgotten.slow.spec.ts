import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { expect, it } from '@jest/globals'
import type { Desk } from '../support/desk.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { seededFor } from '../support/seeded.js'
import { Office } from './office.js'

const opened = openedByEachTest()

interface Forgetting {
  state: string
  reached: { topics: number; cards: number; relays_shown: number }
}

it('a person with three topics is gone from Telegram within 15 s, and a vault of before brings nobody back', async () => {
  const office = await Office.open(opened, { random: seededFor('forgotten'), customers: 0, limits: true })
  const { control, staffGroupId } = office.sandbox
  const customer = office.addCustomer('Zinaida')
  let desk = await office.start()
  for (let n = 0; n < 3; n++) {
    if (n > 0) await closeAll(desk)
    office.says(customer, `My marmalade machine exploded ${n}`)
    await eventually('a ticket', async () => (await desk.tickets()).length === n + 1)
    await office.quiet()
  }
  const names = () => control.topics({ chat_id: staffGroupId }).map(({ name }) => name)
  const shown = () =>
    office.topics.flatMap(({ thread_id }) => control.messages({ chat_id: staffGroupId, thread_id }))
  const cards = () =>
    shown()
      .filter(({ text }) => text?.startsWith('Ticket '))
      .map(({ text }) => text ?? '')
  expect(names().filter(name => name.startsWith('Zinaida · '))).toHaveLength(3)
  expect(cards().filter(text => text.includes('Customer: Zinaida'))).toHaveLength(3)

  const old = join(opened.directory(), 'vault.db')
  const vault = new DatabaseSync(join(office.dataDir, 'vault.db'), { readOnly: true })
  await backup(vault, old)
  vault.close()

  const [ticket] = await desk.tickets()
  const path = `/api/v1/customers/${ticket?.customer.id}/forgettings`
  expect((await desk.post(path, { code: 'request', case: '17' })).status).toBe(202)
  await eventually(
    'topics and cards without the name',
    () => ![...names(), ...cards()].some(text => text.includes('Zinaida')),
    15_000
  )
  const done = await eventually('the end of it', async () => {
    const forgetting = await desk.ok<Forgetting>(path)
    return forgetting.state === 'done' && forgetting
  })
  expect(done.reached).toMatchObject({ topics: 3, cards: 3, relays_shown: 3 })
  expect(shown().filter(({ text }) => text?.includes('marmalade'))).toHaveLength(3)

  await office.kill('SIGKILL')
  for (const end of ['-wal', '-shm']) rmSync(join(office.dataDir, `vault.db${end}`), { force: true })
  copyFileSync(old, join(office.dataDir, 'vault.db'))
  desk = await office.start()
  // Before it is ready, so at once.
  for (const { id, customer: person } of await desk.tickets()) {
    expect(person.display_name).toBeNull()
    for (const { text } of await desk.thread(id)) expect(text).toBeNull()
  }
  office.says(customer, 'Hello again')
  const next = await eventually(
    'a new ticket',
    async () => (await desk.tickets())[3] && (await desk.tickets())
  )
  expect(next.filter(({ customer: { id } }) => id !== ticket?.customer.id)).toMatchObject([
    { customer: { display_name: 'Zinaida' } }
  ])
}, 120_000)

async function closeAll(desk: Desk): Promise<void> {
  for (const { id, status } of await desk.tickets())
    if (status !== 'closed') await desk.post(`/api/v1/tickets/${id}/status-changes`, { to: 'closed' })
}
