import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestApi, type TestApi, testKey } from '../../apps/desk/src/http/testing.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const node = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, args, { cwd: root, env: { ...process.env, NODE_OPTIONS: '', ...env } })
const typesOf = (file: string) => node(['node_modules/typescript/bin/tsc', '-p', file])

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
