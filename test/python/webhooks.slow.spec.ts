import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, it } from '@jest/globals'
import { HooksScene, path } from '../../apps/desk/src/http/webhooks/testing-scene.js'
import { openedByEachTest } from '../support/opened.js'
import { describeWithPython } from './tools.js'

const opened = openedByEachTest()
const script = fileURLToPath(new URL('./verify.py', import.meta.url))

await describeWithPython('The standardwebhooks of Python', ({ env }) => {
  async function verified(calls: readonly object[]): Promise<unknown[]> {
    const python = spawn('python3', [script], { env, stdio: ['pipe', 'pipe', 'inherit'] })
    python.stdin.end(JSON.stringify(calls))
    return JSON.parse(await text(python.stdout))
  }

  it('verifies what is sent, by either secret while they are rotated, and nothing that was changed', async () => {
    const scene = opened.add(await HooksScene.start())
    const { api, receiver } = scene
    const { id, secret } = await scene.active({ personal: true })
    await api.customerWrites(1, 'Привет 👋 ', { name: 'Анна' })
    await receiver.has(2)
    const { secret: next } = (await api.post(`${path}/${id}/secret-rotations`, { overlap_s: 60 })).body
    await api.customerWrites(1, 'x'.repeat(4096), { name: 'Анна' })
    await receiver.has(3)
    const calls = receiver.got.map(({ headers, text }) => ({ secret, headers, text }))
    const [, first, , last] = calls
    const answers = await verified([
      ...calls,
      { ...last, secret: next },
      { ...first, secret: next },
      { ...first, text: `${first?.text} ` }
    ])
    const wrong = 'No matching signature found'
    const bodies = receiver.got.map(({ body }) => body)
    expect(answers).toEqual([...bodies, bodies[3], wrong, wrong])
  })
})
