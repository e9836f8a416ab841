import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  checkpointText,
  newSigningPair,
  parseNote,
  parseVkey,
  RunningTree,
  signCheckpoint,
  signersOf,
  verifierKeysOf,
  vkeyOf
} from '#audit'
import { freePort } from '../../../../test/servers/ports.js'

const main = fileURLToPath(new URL('../../../../dist/apps/deskctl/src/main.js', import.meta.url))
const origin = 'topicdesk/log-1'
const pair = newSigningPair()
const [key] = verifierKeysOf(origin, pair)

/** Of as many entries, which begin with `kind`. */
function noteOf(size: number, kind = 0): string {
  const tree = new RunningTree()
  for (let n = 0; n < size; n++) tree.add(Buffer.alloc(32, kind))
  const text = checkpointText({ origin, size, root: tree.root() })
  return `${text}\n${signCheckpoint(text, origin, pair, 1)}`
}

describe('deskctl witness', () => {
  let path: string
  let port: number
  let child: ChildProcess
  let told: string
  beforeEach(async () => {
    path = mkdtempSync(join(tmpdir(), 'witness-'))
    port = await freePort()
  })
  afterEach(async () => {
    await kill()
    rmSync(path, { recursive: true })
  })

  const begun = (listen: number) => {
    const files = ['--state', join(path, 'state'), '--key', join(path, 'key')]
    const args = [main, 'witness', ...files, '--log', vkeyOf(key), '--listen', `127.0.0.1:${listen}`]
    return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  }
  async function start(): Promise<void> {
    child = begun(port)
    const [line] = await once(child.stdout as NonNullable<typeof child.stdout>, 'data')
    told = String(line).trim()
  }
  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const post = (body: string, url = `http://127.0.0.1:${port}/add-checkpoint`) =>
    fetch(url, { method: 'POST', body })
  const add = async (size: number, old: number, kind = 0) => {
    const response = await post(`old ${old}\n\n${noteOf(size, kind)}`)
    return { status: response.status, body: await response.text() }
  }

  it('that is killed at any moment knows all that it has signed, and never signs a tree that parts from it', async () => {
    await start()
    const first = await add(1, 0)
    expect(first.status).toBe(200)
    expect(signersOf(parseNote(noteOf(1) + first.body), [parseVkey(told)]).kind).toBe('signed')
    for (const isLast of [false, true]) {
      // From nothing each time: other trees of the same size race for the one signature.
      const kinds = isLast ? [1, 50] : [2, 51]
      rmSync(join(path, 'state'), { force: true })
      await kill()
      await start()
      const racing = kinds.flatMap(kind => [add(3, 0, kind), add(3, 3, kind)])
      const answered = Promise.allSettled(racing)
      // The last one when it has answered all.
      await (isLast ? answered : new Promise(resolve => setTimeout(resolve, 2)))
      await kill()
      const answers = await answered
      const winners = new Set(
        kinds.filter((_, n) =>
          answers.slice(2 * n, 2 * n + 2).some(one => one.status === 'fulfilled' && one.value.status === 200)
        )
      )
      expect(winners.size).toBeLessThanOrEqual(1)
      if (isLast) expect(winners.size).toBe(1)
      await start()
      for (const kind of kinds) {
        const again = await add(3, 3, kind)
        const [winner] = winners
        if (winner !== undefined) expect([kind, again.status]).toEqual([kind, kind === winner ? 200 : 409])
      }
    }
  }, 60_000)

  it('leaves its state to nobody, and refuses what is too large, elsewhere or no request', async () => {
    await start()
    const other = begun(await freePort())
    const [[code], says] = await Promise.all([
      once(other, 'exit'),
      once(other.stderr as NonNullable<typeof other.stderr>, 'data')
    ])
    expect([code, String(says)]).toEqual([1, expect.stringContaining('another witness may have it')])
    expect((await post('x'.repeat(200_000))).status).toBe(413)
    expect((await post('old 0\n\nx')).status).toBe(400)
    expect((await post('', `http://127.0.0.1:${port}/elsewhere`)).status).toBe(404)
    expect((await fetch(`http://127.0.0.1:${port}/add-checkpoint`)).status).toBe(404)
    const { status, body } = await add(3, 2)
    expect([status, body]).toEqual([409, '0\n'])
    expect((await add(3, 0)).status).toBe(200)
  })
})
