import { spawn, spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { readToHead, seeded } from '../contract/events.js'
import { openSqliteLog, verifySqliteLog } from './index.js'
import { LogFiles } from './testing.js'

const lives = 12
const child = resolve('dist/libs/event-log/src/sqlite/crash-child.js')

describe('a process that is killed while it appends', () => {
  let files: LogFiles
  beforeAll(() => {
    expect(spawnSync(process.execPath, ['scripts/build-if-stale.mjs'], { stdio: 'inherit' }).status).toBe(0)
  }, 120_000)
  beforeEach(() => {
    files = new LogFiles()
  })
  afterEach(() => files.remove())

  it(`loses no append that it acknowledged and stores none in part (${lives} kills)`, async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000)
    const random = seeded(seed)
    const acknowledged: string[] = []
    for (let life = 0; life < lives; life++) {
      acknowledged.push(...(await liveUntilKilled(files.path, life, 1 + random(400))))
    }
    const log = await files.open()
    const stored = new Map<string, number[]>()
    const sizes = new Map<string, unknown>()
    for (const event of await readToHead(log)) {
      const append = String(event.data['append'])
      stored.set(append, [...(stored.get(append) ?? []), event.revision])
      sizes.set(append, event.data['size'])
    }
    const lost = acknowledged.filter(append => !stored.has(append))
    const inPart = [...stored].filter(([append, revisions]) => revisions.length !== sizes.get(append))
    const apart = [...stored].filter(([, [first = 0, ...rest]]) => rest.some((r, i) => r !== first + i + 1))
    expect({ seed, lost, inPart, apart }).toEqual({ seed, lost: [], inPart: [], apart: [] })
    expect(acknowledged.length).toBeGreaterThan(lives)
    expect((await verifySqliteLog(files.path)).problems).toEqual([])
  }, 120_000)

  it('gives the lock back at once, and keeps it while it lives', async () => {
    const writer = spawn(process.execPath, [child, files.path, '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
    for await (const _ of createInterface(writer.stdout)) break
    await expect(openSqliteLog({ path: files.path })).rejects.toThrow(/in use by another process/)
    const reader = await files.open({ readOnly: true })
    expect((await readToHead(reader)).length).toBeGreaterThan(0)
    writer.kill('SIGKILL')
    await new Promise(resolve => writer.once('exit', resolve))
    expect((await readToHead(await files.open())).length).toBeGreaterThan(0)
  })
})

/** Runs the child until it has acknowledged so many appends, kills it, and answers all that it acknowledged. */
async function liveUntilKilled(path: string, life: number, appends: number): Promise<string[]> {
  const process_ = spawn(process.execPath, [child, path, String(life)], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const ended = new Promise(resolve => process_.once('close', resolve))
  const acknowledged: string[] = []
  let text = ''
  process_.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    acknowledged.push(...lines)
    if (acknowledged.length >= appends) process_.kill('SIGKILL')
  })
  await ended
  expect(process_.signalCode).toBe('SIGKILL')
  return acknowledged
}
