import { spawnSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'

/** Uses every file descriptor up, calls, gives them back, and calls again. */
const script = `
import fs from 'node:fs'
import http from 'node:http'
import { createTelegramClient } from './dist/libs/telegram/src/index.js'
import { systemClock } from './dist/libs/kernel/src/index.js'

const log = () => {}
const server = http.createServer((_, response) => response.end('{"ok":true,"result":true}')).listen(0, '127.0.0.1')
await new Promise(resolve => server.once('listening', resolve))
const apiRoot = 'http://127.0.0.1:' + server.address().port
const logger = { debug: log, info: log, warn: log }
const client = createTelegramClient({ apiRoot, token: '1:a', clock: systemClock, logger })
const held = []
try {
  for (;;) held.push(fs.openSync('/dev/null'))
} catch {}
const without = await client.call('getMe', {})
for (const file of held) fs.closeSync(file)
console.log(JSON.stringify([without, await client.call('getMe', {})]))
process.exit(0)
`

/** Windows has no `ulimit` to run out of. */
const onPosix = process.platform === 'win32' ? describe.skip : describe

onPosix('a process at its limit of open files', () => {
  it('knows that a call for which there was no socket was not sent, and makes the next one', () => {
    const run = spawnSync(
      'sh',
      ['-c', 'ulimit -n 64 && exec "$0" "$@"', process.execPath, '--input-type=module', '--eval', script],
      { encoding: 'utf8' }
    )
    expect(run.stderr).toBe('')
    expect(JSON.parse(run.stdout)).toEqual([
      { kind: 'not_sent', why: 'no_socket' },
      { kind: 'ok', result: true }
    ])
  })
})
