import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Desk } from './desk.js'
import { apiKey, type DeskEnvironment, DeskProcess } from './desk-process.js'

/** A desk in the sandbox, as `npm start` gives it to whoever tries it, and the control of its Telegram. */
export interface SandboxedDesk {
  readonly url: string
  /** The page of the sandbox. */
  readonly sandbox: string
  readonly apiKey: string
  readonly desk: Desk
  control(call: string, params: object): Promise<unknown>
  /** Stops the desk; what it answers starts it again, at the same address. */
  restart(): Promise<() => Promise<void>>
  stop(): Promise<void>
}

export async function openSandboxed(env: DeskEnvironment = {}): Promise<SandboxedDesk> {
  const dataDir = mkdtempSync(join(tmpdir(), 'topicdesk-sandboxed-'))
  let running = new DeskProcess({ dataDir, env: { SANDBOX_PORT: '0', ...env } })
  const stop = async () => {
    await running.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    const desk = await running.ready()
    const [, sandbox = ''] = await running.printed(/Open: (http:\S+)\/ /)
    const [, url = ''] = await running.printed(/Console: (http:\S+)\/console /)
    const control = async (call: string, params: object): Promise<unknown> => {
      const response = await fetch(`${sandbox}/sandbox/${call}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(params)
      })
      const answer: unknown = await response.json()
      if (!response.ok) throw new Error(`${call}: ${JSON.stringify(answer)}`)
      return answer
    }
    const restart = async () => {
      await running.kill('SIGTERM')
      return async () => {
        const ports = { PORT: new URL(url).port, SANDBOX_PORT: new URL(sandbox).port }
        running = new DeskProcess({ dataDir, env: { ...env, ...ports } })
        await running.ready()
      }
    }
    await control('limits', { on: false })
    return { url, sandbox, apiKey, desk, control, restart, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
