import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Message, Update } from '@grammyjs/types'
import { afterAll, describe, expect, it } from '@jest/globals'
import { type Bot, botOf } from './testing.js'

const program = join(process.cwd(), 'dist/apps/sandbox/src/main.js')
const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-killed-'))
const running = new Set<ChildProcess>()

/** Starts the program as a person would and reads what it prints. */
async function start(): Promise<{ child: ChildProcess; bot: Bot; url: string; group: number }> {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, SANDBOX_PORT: '0', DESK_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  running.add(child)
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (/Staff group:.*\n/.test(text)) break
  }
  const found = (pattern: RegExp) => pattern.exec(text)?.[1] ?? ''
  const url = found(/root:\s+(\S+)/)
  return {
    child,
    url,
    bot: botOf({ url, botToken: found(/token:\s+(\S+)/) }),
    group: Number(found(/group:\s+(\S+)/))
  }
}

describe('a sandbox that is killed', () => {
  afterAll(() => {
    for (const child of running) child.kill('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('has every message that was answered ok, and every update, when it starts again', async () => {
    const sent = new Set<number>()
    let said = 0
    for (let round = 0; round < 3; round += 1) {
      const { child, bot, url, group } = await start()
      await bot.call('getMe')
      const writer = async () => {
        for (;;) {
          const answer = await bot
            .get<Message>('sendMessage', { chat_id: group, text: 'x' })
            .catch((error: Error) => error)
          if (!(answer instanceof Error) && 'message_id' in answer) sent.add(answer.message_id)
          else if (!/Too Many Requests/.test(String(answer))) return
        }
      }
      await fetch(`${url}/sandbox/limits`, post({ on: false }))
      const agent = async () => {
        for (;;) {
          const response = await fetch(
            `${url}/sandbox/agentSays`,
            post({ user_id: 500000001, text: 'y' })
          ).catch(() => undefined)
          if (!response?.ok) return
          said += 1
        }
      }
      const busy = Promise.all([writer(), writer(), writer(), agent()])
      const enough = sent.size + 150
      while (sent.size < enough) await new Promise(resolve => setImmediate(resolve))
      child.kill('SIGKILL')
      await once(child, 'exit')
      await busy
    }
    const { child, bot, url, group } = await start()
    const all = await fetch(`${url}/sandbox/messages?chat_id=${group}&limit=100000`)
    const messages: Message[] = JSON.parse(await all.text())
    const ids = new Set(messages.map(message => message.message_id))
    expect([...sent].filter(id => !ids.has(id))).toEqual([])
    const updates: Update[] = []
    for (;;) {
      const offset = (updates.at(-1)?.update_id ?? 0) + 1
      const next = await bot.get<Update[]>('getUpdates', offset === 1 ? {} : { offset })
      if (next.length === 0) break
      updates.push(...next)
    }
    expect(updates.length).toBeGreaterThanOrEqual(said)
    const first = updates[0]?.update_id ?? 0
    expect(updates.map(update => update.update_id)).toEqual(updates.map((_, index) => first + index))
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

const post = (body: object) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body)
})
