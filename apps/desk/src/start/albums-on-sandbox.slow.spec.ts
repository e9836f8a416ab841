import { expect, it } from '@jest/globals'
import { systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { startSandbox } from '#sandbox'
import { eventually } from '../../../../test/support/eventually.js'
import { openedByEachTest } from '../../../../test/support/opened.js'
import { readSettings } from './settings.js'
import { startDesk } from './start-desk.js'

const opened = openedByEachTest()

it('A desk on the sandbox keeps albums, answers, quotes and the topics of a private chat, both ways and over a restart', async () => {
  const sandbox = opened.add(await startSandbox({ port: 0, limits: true }))
  const { control, staffGroupId: group } = sandbox
  const settings = readSettings({
    DESK_DATA_DIR: opened.directory(),
    DESK_API_KEY: 'a-key-for-the-tests-only-long-enough',
    PORT: '0',
    TELEGRAM_BOT_TOKEN: sandbox.botToken,
    TELEGRAM_API_ROOT: sandbox.url,
    TELEGRAM_STAFF_GROUP_ID: String(group)
  })
  const runtime = { clock: systemClock, logger: silentLogger, print: () => {} }
  const start = () => startDesk(settings, sandbox.botToken, runtime)
  let desk = await start()
  opened.finally(() => desk.stop())
  const customer = control.createCustomer({ first_name: 'Cleo' }).id
  const agent = control.createAgent({ first_name: 'Ann' }).id
  const own = (chat_id: number) => control.messages({ chat_id }).filter(({ from }) => from?.is_bot)
  const shown = (chat_id: number, text: string) =>
    eventually(`${text} in ${chat_id}`, () => own(chat_id).findLast(each => each.text?.includes(text)))
  const albumIn = (chat_id: number, count: number) =>
    eventually(`an album in ${chat_id}`, () => {
      const items = own(chat_id).filter(({ media_group_id }) => media_group_id !== undefined)
      return items.length === count && new Set(items.map(each => each.media_group_id)).size === 1 && items
    })

  const says = { user_id: customer, topic: 'Orders' }
  const album = { media: { kind: 'photo' as const }, media_group_id: 'theirs' }
  const [, second] = [1, 2, 3].map(n =>
    control.customerSays({ ...says, ...album, ...(n === 1 && { text: 'three of them' }) })
  )
  const relayed = await albumIn(group, 3)
  expect(relayed.map(({ caption }) => caption?.includes('three of them') ?? false)).toEqual([
    true,
    false,
    false
  ])
  const thread_id = relayed[0]?.message_thread_id ?? 0

  await desk.stop()
  desk = await start()
  const writes = { user_id: agent, thread_id }
  control.agentSays({ ...writes, text: 'This?', reply_to_message_id: relayed[1]?.message_id })
  const asked = await shown(customer, 'This?')
  expect(asked).toMatchObject({
    message_thread_id: second?.message_thread_id,
    reply_to_message: { message_id: second?.message_id }
  })
  control.customerSays({ ...says, text: 'Yes', reply_to_message_id: asked.message_id, quote: 'This' })
  expect(await shown(group, 'Yes')).toMatchObject({
    reply_to_message: { from: { id: agent } },
    quote: { text: 'This' }
  })
  const ours = { media: { kind: 'photo' as const }, media_group_id: 'ours' }
  for (const text of ['look', undefined]) control.agentSays({ ...writes, ...ours, text })
  expect((await albumIn(customer, 2)).map(({ caption }) => caption)).toEqual(['look', undefined])
}, 60_000)
