import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { startSandbox } from '#sandbox'
import { startTestApi, type TestApi, testKey } from '../../apps/desk/src/http/testing.js'
import { readSettings } from '../../apps/desk/src/start/settings.js'
import { startDesk } from '../../apps/desk/src/start/start-desk.js'
import { Desk } from '../support/desk.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const node = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, args, { cwd: root, env: { ...process.env, NODE_OPTIONS: '', ...env } })
const typesOf = (file: string) => node(['node_modules/typescript/bin/tsc', '-p', file])

const opened = openedByEachTest()

describe('The typed client', () => {
  let api: TestApi
  beforeAll(async () => {
    await node(['scripts/build-client.mjs'])
    api = await startTestApi()
  })
  afterAll(() => api?.stop())

  it('fits the program in examples/, which does its work against a desk', async () => {
    await typesOf('examples')
    const told = await api.customerWrites(1, 'It is down')
    const other = await api.customerWrites(2, 'Something else')
    await api.act(told, { type: 'ChangeTags', add: ['outage'], remove: [] })
    await api.settled()
    const env = { DESK_URL: api.url, DESK_API_KEY: testKey }
    const { stdout } = await node(['--no-warnings', 'examples/client.ts', 'outage'], env)
    expect(stdout).toMatch(new RegExp(`^\\w{4}-\\w{4} open normal\ntkt_${told} 202 done\n$`))
    const textsOf = async (ticket: string) =>
      (await api.get(`/api/v1/tickets/tkt_${ticket}/thread`)).body.data.map(
        (one: { text: string }) => one.text
      )
    await api.settled()
    expect(await textsOf(told)).toEqual(['It is down', 'We know of it and are at work on it.'])
    expect(await textsOf(other)).toEqual(['Something else'])
  }, 120_000)

  it('fits the program that assigns in an external queue; when it dies the fallback takes over, and it goes on where it starts again', async () => {
    const sandbox = opened.add(await startSandbox({ port: 0, limits: false }))
    const settings = readSettings({
      DESK_DATA_DIR: opened.directory(),
      DESK_API_KEY: testKey,
      PORT: '0',
      TELEGRAM_BOT_TOKEN: sandbox.botToken,
      TELEGRAM_API_ROOT: sandbox.url,
      TELEGRAM_STAFF_GROUP_ID: String(sandbox.staffGroupId)
    })
    const runtime = { clock: systemClock, logger: silentLogger, print: () => {} }
    const running = await startDesk(settings, sandbox.botToken, runtime)
    opened.finally(() => running.stop())
    const desk = new Desk(running.url, testKey)
    const external = (after_s: number) =>
      desk.put('/api/v1/queues/vip', {
        name: 'VIP',
        default: true,
        assignment: { strategy: 'external', fallback: { after_s, queue_id: null } }
      })
    expect((await external(3600)).status).toBe(201)
    for (const telegram_user_id of [501, 502])
      await desk.post('/api/v1/agents', { telegram_user_id, display_name: `Agent ${telegram_user_id}` })
    const { body: made } = await desk.post<{ key: string }>('/api/v1/api-keys', {
      name: 'assign',
      scopes: ['tickets:read', 'tickets:write', 'agents:read']
    })
    const program = () => {
      const env = { ...process.env, NODE_OPTIONS: '', DESK_URL: running.url, DESK_API_KEY: made.key }
      const child = spawn(process.execPath, ['--no-warnings', 'examples/assign.ts', 'vip'], {
        cwd: root,
        env
      })
      const over = once(child, 'exit')
      return opened.add({
        async stop() {
          child.kill('SIGKILL')
          await over
        }
      })
    }
    const writes = async (first_name: string) => {
      const { id } = sandbox.control.createCustomer({ first_name })
      sandbox.control.customerSays({ user_id: id, text: `${first_name} asks` })
      return eventually(`${first_name} has an agent`, async () => {
        const mine = (await desk.tickets()).find(({ customer }) => customer.display_name === first_name)
        return mine?.assigned_agent_id ? mine : undefined
      })
    }
    const by = async ({ id }: { readonly id: string }) =>
      (await desk.events(id)).find(({ type }) => type === 'TicketAssigned')?.meta['actor']

    const first = program()
    const [anna, berta] = [await writes('Anna'), await writes('Berta')]
    expect([await by(anna), await by(berta)]).toEqual(Array(2).fill(expect.stringMatching(/^key:key_/)))
    expect(new Set([anna.assigned_agent_id, berta.assigned_agent_id]).size).toBe(2)
    await first.stop()
    await external(1)
    expect(await by(await writes('Cleo'))).toBe('process:routing')
    await external(3600)
    program()
    expect(await by(await writes('Dora'))).toMatch(/^key:key_/)
  }, 120_000)

  it('fits no call that the desk does not have, nor another body', async () => {
    const folder = await mkdtemp(`${root}/dist/wrong-`)
    await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
    const wrong = [
      "import { createDeskClient } from '../client/index.js'",
      "const desk = createDeskClient({ url: '', key: '' })",
      "await desk.GET('/api/v1/nothing')",
      "await desk.GET('/api/v1/tickets', { params: { query: { sort: 'name' } } })",
      "await desk.POST('/api/v1/tickets/bulk', { body: { filter: {}, command: { type: 'merges' } } })",
      "await desk.GET('/api/v1/tickets', { params: { query: { sort: 'priority' } } })"
    ]
    await writeFile(`${folder}/wrong.ts`, wrong.join('\n'))
    const config = { extends: '../../tsconfig.json', include: ['wrong.ts'], exclude: [] }
    await writeFile(`${folder}/tsconfig.json`, JSON.stringify(config))
    const stdout = await typesOf(folder).then(
      () => '',
      (error: { stdout: string }) => error.stdout
    )
    const lines = [...stdout.matchAll(/wrong\.ts\((\d+),/g)].map(([, line]) => Number(line))
    expect([...new Set(lines)]).toEqual([3, 4, 5])
  }, 120_000)
})
