import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, expect, it } from '@jest/globals'
import { openMongoDeskState } from '#desk-state/mongodb'
import { root } from './folders.js'
import { describeWithMongo } from './for-tests.js'

const dir = mkdtempSync(join(tmpdir(), 'servers-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const servers = (...args: string[]) =>
  spawn(process.execPath, [join(root, 'dist/test/servers/main.js'), ...args, '--dir', dir], {
    stdio: ['ignore', 'pipe', 'pipe']
  })

/** What it prints until it is ready. */
async function ready(child: ChildProcess): Promise<string[]> {
  const lines: string[] = []
  if (child.stdout) {
    for await (const line of createInterface(child.stdout)) {
      lines.push(line)
      if (line === 'ready') return lines
    }
  }
  throw new Error(`ended before it was ready: ${lines.join('\n')}`)
}

const urlIn = (lines: readonly string[], name: string) =>
  lines.find(line => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''

await describeWithMongo('standalone', () => {
  it('starts the servers, says where they are, stops them when told, and finds the data again', async () => {
    const first = servers('up')
    const told = await ready(first)
    expect(told.join('\n')).toContain('a stand-in for EventStoreDB, not for production')
    expect(urlIn(told, 'DESK_EVENT_LOG_URL')).toMatch(/^esdb:\/\/127\.0\.0\.1:\d+/)
    const url = urlIn(told, 'DESK_READ_STORE_URL')
    const state = await openMongoDeskState({ url, database: 'state' })
    await state.setFact('kept', { yes: true })
    await state.close()
    first.kill('SIGTERM')
    expect(await once(first, 'exit')).toEqual([0, null])

    const second = servers('up')
    expect(await ready(second)).toEqual(told)
    const again = await openMongoDeskState({ url, database: 'state' })
    expect(await again.fact('kept')).toEqual({ yes: true })
    await again.close()
    const ended = once(second, 'exit')
    expect(await once(servers('down'), 'exit')).toEqual([0, null])
    expect(await ended).toEqual([0, null])
  }, 60_000)
})
