import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { expect, it } from '@jest/globals'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { healthOf, untilQuiet } from '../support/quiet.js'
import { Colleague, Customer } from './bot-api/index.js'
import { deskctl } from './deskctl.js'
import { Play } from './play.js'

const opened = openedByEachTest()

/** As `sqlite3 FILE ".backup COPY"`, of a file that is being written. */
async function copied(from: string, to: string): Promise<void> {
  const database = new DatabaseSync(from, { readOnly: true })
  await backup(database, to)
  database.close()
}

it('a desk is restored from a backup that was taken while it ran, knows its people, and does nothing twice', async () => {
  const play = await Play.start(opened)
  const { api } = play
  const customer = new Customer(api, { first_name: 'Carla' })
  const anna = new Colleague(api, { first_name: 'Anna', username: 'anna' })
  const { thread } = await play.openedBy(customer, 'message 0')
  anna.says('Here', thread)
  await play.got(customer, 'Here')
  let said = 1
  const talking = setInterval(() => customer.says(`message ${said++}`), 5)
  // The state first and the log last, as docs/operations.md says.
  const restored = opened.directory()
  for (const file of ['state.db', 'vault.db', 'log.db'])
    await copied(join(play.dataDir, file), join(restored, file))
  copyFileSync(join(play.dataDir, 'master.key'), join(restored, 'master.key'))
  clearInterval(talking)
  await untilQuiet(play.desk)
  await play.process.kill('SIGKILL')

  expect(await deskctl(opened, ['verify', '--data-dir', restored], restored)).toMatchObject({ code: 0 })
  // The drill: Telegram is where nobody listens.
  const drill = await Play.on(opened, api, restored, { TELEGRAM_API_ROOT: 'http://127.0.0.1:1' })
  // An update that was recorded and not yet handled is in the backup, too.
  await eventually('all that is in the backup', async () => {
    const { processes, views } = await healthOf(drill.desk)
    return [...processes.filter(({ name }) => name === 'intake'), ...views].every(({ gap }) => gap === 0)
  })
  const [ticket] = await drill.desk.tickets()
  expect(ticket?.customer.display_name).toBe('Carla')
  const inBackup = ticket?.message_count ?? 0
  expect(inBackup).toBeGreaterThan(0)
  await drill.process.kill('SIGTERM')

  // In earnest: what Telegram had been told is not told again. What came after the backup is lost with it.
  const again = await Play.on(opened, api, restored)
  customer.says('Are you back?')
  await again.shown(thread, 'Are you back?')
  await untilQuiet(again.desk)
  expect(customer.received.filter(text => text === 'Here')).toHaveLength(1)
  expect(await again.desk.tickets()).toHaveLength(1)
  const thread2 = (await again.desk.thread(ticket?.id ?? '')).map(({ text }) => text)
  expect(thread2).toHaveLength(inBackup + 1)
  expect(thread2.at(-1)).toBe('Are you back?')
}, 120_000)
