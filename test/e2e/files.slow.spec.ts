import { expect, it } from '@jest/globals'
import { startSandbox } from '#sandbox'
import { apiKey, DeskProcess } from '../support/desk-process.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'

const opened = openedByEachTest()
const megabyte = 1024 * 1024

it('A file that a program gave survives Telegram being away and kill -9, and everybody gets it; what a customer sent is given back', async () => {
  const sandbox = opened.add(await startSandbox({ port: 0, limits: false }))
  const { control, staffGroupId: group, botToken } = sandbox
  const env = {
    TELEGRAM_BOT_TOKEN: botToken,
    TELEGRAM_API_ROOT: sandbox.url,
    TELEGRAM_STAFF_GROUP_ID: String(group),
    LOG_LEVEL: 'debug'
  }
  const dataDir = opened.directory()
  const launch = (more = {}) => opened.add(new DeskProcess({ dataDir, env: { ...env, ...more } }))
  const headers = { authorization: `Bearer ${apiKey}` }
  let running = launch()
  let desk = await running.ready()

  const customer = control.createCustomer({ first_name: 'Dora' }).id
  control.customerSays({
    user_id: customer,
    text: 'It is broken',
    media: { kind: 'document', name: 'photo.txt' }
  })
  const [ticket] = await eventually('a ticket', async () => {
    const tickets = await desk.tickets()
    return tickets.length > 0 && tickets
  })
  const path = `/api/v1/tickets/${ticket?.id}`
  const [received] = await desk.thread(ticket?.id ?? '')
  const got = await fetch(`${desk.url}${path}/files/${received?.id}`, { headers })
  expect([got.status, await got.text()]).toEqual([200, 'A placeholder for photo.txt\n'])
  expect(got.headers.get('content-disposition')).toContain('photo.txt')

  control.customerSays({ user_id: customer, media: { kind: 'video', size: 21 * megabyte } })
  const large = await eventually('the large one', async () =>
    (await desk.thread(ticket?.id ?? '')).find(({ kind }) => kind === 'video')
  )
  const refused = await fetch(`${desk.url}${path}/files/${large.id}`, { headers })
  expect([refused.status, JSON.parse(await refused.text()).type]).toEqual([409, '/problems/file_too_big'])

  // One that only accepts: what it is killed after is never an attempt.
  const outputs = [running.output]
  await running.kill('SIGTERM')
  running = launch({ DESK_ROLES: 'api' })
  desk = await running.listening()
  await eventually('it is ready', async () => (await desk.get('/health/ready')).status === 200)
  control.away({ mode: 'refuse' })
  const bytes = Uint8Array.from({ length: 3 * megabyte + 5 }, (_, at) => at * 13)
  const form = new FormData()
  form.set('text', 'Your invoice')
  form.set('file', new Blob([bytes], { type: 'application/pdf' }), 'Rechnung März.pdf')
  const accepted = await fetch(`${desk.url}${path}/replies`, {
    method: 'POST',
    headers: { ...headers, 'Idempotency-Key': 'invoice' },
    body: form
  })
  expect(accepted.status).toBe(202)
  const { message_id } = JSON.parse(await accepted.text())
  await running.kill('SIGKILL')
  outputs.push(running.output)
  control.clearFaults()
  running = launch()
  desk = await running.ready()

  const inChat = (chat_id: number) =>
    eventually(`the invoice in ${chat_id}`, () =>
      control.messages({ chat_id }).find(({ document }) => document?.file_name === 'Rechnung März.pdf')
    )
  expect((await inChat(customer)).caption).toBe('Your invoice')
  expect((await inChat(group)).caption).toBeUndefined()
  await eventually('the reply is sent', async () =>
    (await desk.thread(ticket?.id ?? '')).some(
      ({ id, delivery }) => id === message_id && delivery?.state === 'sent'
    )
  )
  const again = await fetch(`${desk.url}${path}/files/${message_id}`, { headers })
  expect(again.status).toBe(200)
  expect(Buffer.compare(Buffer.from(await again.arrayBuffer()), Buffer.from(bytes))).toBe(0)
  expect(control.messages({ chat_id: customer }).filter(({ document }) => document).length).toBe(2)
  for (const output of [...outputs, running.output]) expect(output).not.toContain(botToken.split(':')[1])
}, 60_000)
