import { expect, it } from '@jest/globals'
import { startSandbox } from '#sandbox'
import { freePort } from '../servers/ports.js'
import { DeskProcess } from '../support/desk-process.js'
import { Documented, documentedCall } from '../support/documented.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'

const opened = openedByEachTest()

interface FeedPage {
  readonly data: readonly {
    readonly type: string
    readonly data: { readonly ticket: { readonly code: string } }
  }[]
}

it('A receiver is connected to a started desk by docs/integrations.md, killed and started again, and finds every event, in order', async () => {
  const sandbox = opened.add(await startSandbox({ port: 0, limits: false }))
  const { control } = sandbox
  const env = {
    TELEGRAM_BOT_TOKEN: sandbox.botToken,
    TELEGRAM_API_ROOT: sandbox.url,
    TELEGRAM_STAFF_GROUP_ID: String(sandbox.staffGroupId),
    DESK_PRIVATE_WEBHOOKS: '127.0.0.0/8'
  }
  const desk = await opened.add(new DeskProcess({ dataDir: opened.directory(), env })).ready()
  const port = await freePort()

  const { path, body } = documentedCall()
  const here = body.replace('https://shop.example/hook', `http://127.0.0.1:${port}/`)
  // As curl sends it.
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const made = await desk.send<{ id: string; secret: string; state: string }>('POST', path, here, type)
  expect([made.status, made.body.state]).toEqual([201, 'unverified'])
  const { id, secret } = made.body
  const receiver = opened.add(
    new Documented(process.execPath, 'js', 'mjs', port, { ...process.env, SECRET: secret })
  )
  receiver.launch()
  /** Whoever does not want to wait asks for another attempt. */
  const asked = (what: string, call: string, given: object, holds: () => unknown) =>
    eventually(what, async () => {
      if (await holds()) return true
      await desk.post(`${path}/${id}/${call}`, given)
      return false
    })
  const state = async () => (await desk.ok<{ state: string }>(`${path}/${id}`)).state
  await asked('it is active', 'verifications', {}, async () => (await state()) === 'active')

  const people = ['Dora', 'Emil'].map(first_name => control.createCustomer({ first_name }).id)
  const say = (text: string) => people.map(user_id => control.customerSays({ user_id, text }))
  say('Help')
  await eventually('something comes', () => receiver.lines.length > 0)
  await receiver.kill()
  const before = receiver.lines.length
  for (const text of ['Are you there?', 'It is urgent', 'Hello?']) say(text)
  const tickets = await eventually('all that was said', async () => {
    const all = await desk.tickets()
    return all.length === 2 && all.every(({ message_count }) => message_count === 4) && all
  })
  for (const ticket of tickets) await desk.post(`/api/v1/tickets/${ticket.id}/tag-changes`, { add: ['late'] })
  receiver.launch()
  const told = async () => (await desk.ok<FeedPage>('/api/v1/events?types=ticket.*&limit=100')).data
  await asked(
    'everything comes',
    'replays',
    { only: 'given_up' },
    async () => receiver.lines.length >= (await told()).length
  )

  const events = await told()
  for (const { code } of tickets) {
    const ofTicket = events
      .filter(({ data }) => data.ticket.code === code)
      .map(event => `${event.type} ${code}`)
    expect(ofTicket.length).toBeGreaterThan(5)
    const [first, later] = [receiver.lines.slice(0, before), receiver.lines.slice(before)].map(lines =>
      lines.filter(line => line.endsWith(code))
    )
    // What was printed and not yet answered when it was killed comes again, as it was.
    const again = (first?.length ?? 0) + (later?.length ?? 0) - ofTicket.length
    expect([0, 1]).toContain(again)
    expect(later?.slice(0, again)).toEqual(again === 0 ? [] : first?.slice(-1))
    expect([...(first ?? []), ...(later?.slice(again) ?? [])]).toEqual(ofTicket)
  }
}, 120_000)
