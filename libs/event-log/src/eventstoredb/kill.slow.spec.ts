import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { readCount, readToHead, someEvent } from '../contract/events.js'
import { openEventStoreLog } from './index.js'
import { hasty, realServer, streamPrefixes } from './testing/server-under-test.js'

/** A real server is not ours to kill. */
const withStandIn = realServer ? describe.skip : describe
const main = resolve('dist/test/stand-in/main.js')
const kills = 5

withStandIn('a server that is killed with kill -9 while eight writers append', () => {
  const directory = mkdtempSync(join(tmpdir(), 'topicdesk-esdb-'))
  let running: ChildProcess | undefined
  beforeAll(() => {
    expect(spawnSync(process.execPath, ['scripts/build-if-stale.mjs'], { stdio: 'inherit' }).status).toBe(0)
  }, 120_000)
  afterEach(() => {
    running?.kill('SIGKILL')
    rmSync(directory, { recursive: true })
  })

  const start = async (port: number): Promise<string> => {
    running = spawn(process.execPath, [main, directory, String(port)], {
      stdio: ['ignore', 'pipe', 'inherit']
    })
    let url = ''
    if (!running.stdout) throw new Error('the stand-in has no output')
    for await (const line of createInterface(running.stdout)) {
      if (line.startsWith('DESK_EVENT_LOG_URL=')) url = line.slice('DESK_EVENT_LOG_URL='.length)
      if (line === 'ready') break
    }
    return url
  }
  const kill = async () => {
    const ended = new Promise(done => running?.once('exit', done))
    running?.kill('SIGKILL')
    await ended
  }

  it(`loses and doubles nothing, for writers and for a reader that was there all the time (${kills} kills)`, async () => {
    const url = await start(0)
    const port = Number(/:(\d+)\?/.exec(url)?.[1])
    const log = await openEventStoreLog({
      url,
      streamPrefixes,
      timings: { ...hasty, append: 20_000, unreachable: 20_000 }
    })
    const perWriter = 40
    const reading = readCount(log, 8 * perWriter)
    let appended = 0
    const writing = Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; i < perWriter; i++) {
        const { revision } = await log.append(
          `ticket-${writer}`,
          [someEvent(`${writer} ${i}`)],
          i === 0 ? 'none' : i - 1
        )
        expect(revision).toBe(i)
        appended++
      }
    })
    for (let round = 1; round <= kills; round++) {
      const at = (round * 8 * perWriter) / (kills + 1)
      while (appended < at) await new Promise(done => setTimeout(done, 5))
      await kill()
      await start(port)
    }
    await Promise.all(writing)
    const ids = (await reading).map(event => event.id)
    expect(new Set(ids).size).toBe(8 * perWriter)
    expect((await readToHead(log)).map(event => event.id)).toEqual(ids)
    await log.close()
  }, 90_000)
})
