import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from '@jest/globals'
import { Office } from '../faults/office.js'
import type { Desk } from '../support/desk.js'
import { apiKey } from '../support/desk-process.js'
import { openedByEachTest } from '../support/opened.js'
import { seededFor } from '../support/seeded.js'
import { describeWithPython } from './tools.js'

const opened = openedByEachTest()
const seconds = 60
const run = ['-c', 'from schemathesis.cli import schemathesis; schemathesis()']
const noNetwork = fileURLToPath(new URL('./no-network.ts', import.meta.url))
/** It has no end, and schemathesis reads to the end: stream.spec.ts asks it for whatever. */
const endless = 'GET /api/v1/stream'
/** It would have everything after it refused, so it comes last. */
const limiting = 'PUT /api/v1/desk/limits'
const limitingSeconds = 20

await describeWithPython('The OpenAPI document, held by schemathesis against a desk that runs', ({ env }) => {
  it('leaves out no status, and has no server error whatever it is asked', async () => {
    const random = seededFor('schemathesis')
    const office = await Office.open(opened, { random, customers: 3, node: ['--import', noNetwork] })
    const desk = await office.start()
    for (const customer of office.customers) office.says(customer)
    await office.quiet()
    for (const { thread_id: thread } of office.topics) office.repliesIn(thread)
    await office.quiet()
    const [ticket] = await desk.tickets()
    const [agent] = await desk.agents()
    const config = configOf(ticket?.id ?? '', agent?.id ?? '')
    await held(desk, config + without(limiting), seconds)
    await held(desk, config, limitingSeconds, ['--include-name', limiting])
  }, 240_000)

  /** Asks all that the document names. */
  async function held({ url }: Desk, config: string, maxSeconds: number, more: readonly string[] = []) {
    const folder = opened.directory()
    writeFileSync(join(folder, 'schemathesis.toml'), config)
    const args = ['--no-color', 'run', `${url}/api/v1/openapi.json`, '--warnings', 'off', ...more]
    const checks = 'not_a_server_error,status_code_conformance,content_type_conformance'
    const how = ['--checks', checks, '--max-time', String(maxSeconds), '--continue-on-failure', '--seed', '1']
    const nothingKept = ['--generation-database', 'none', '--request-timeout', '60']
    const header = ['-H', `Authorization: Bearer ${apiKey}`]
    const command = ['python3', ...run, ...args, ...how, ...nothingKept, ...header]
    const { code, out } = await said('nice', command, { cwd: folder, env })
    const summary = out.slice(out.indexOf('= SUMMARY ='))
    process.stdout.write(`${/\d+ generated.*/.exec(summary)?.[0] ?? 'nothing'}\n`)
    expect({ code, out: code === 0 ? summary : out }).toEqual({ code: 0, out: summary })
    expect(Number(/(\d+) generated/.exec(summary)?.[1])).toBeGreaterThan(0)
  }
})

/** Paths of tickets and agents lead to some that there are; positions have been reached. */
function configOf(ticket: string, agent: string): string {
  const position = '[parameters]\nmin_position = "0000000000000001"\n'
  const of = (path: string, id: string) =>
    `[[operations]]\ninclude-path-regex = "^/api/v1/${path}/\\\\{id\\\\}"\nparameters = { id = "${id}" }\n`
  return [position, without(endless), of('tickets', ticket), of('agents', agent)].join('\n')
}

const without = (name: string) => `\n[[operations]]\ninclude-name = "${name}"\nenabled = false\n`

const said = (command: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }) =>
  new Promise<{ code: unknown; out: string }>(resolve =>
    execFile(command, args, { ...options, maxBuffer: 2 ** 27 }, (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, out: stdout + stderr })
    )
  )
