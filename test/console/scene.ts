import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Desk } from '../support/desk.js'
import { apiKey, DeskProcess } from '../support/desk-process.js'
import { seed } from './seed.js'

interface Person {
  readonly id: number
  readonly first_name: string
}

/** A desk in the sandbox as people use it: customers with names and texts of all kinds, some answered, some late. */
export interface Scene {
  readonly url: string
  /** The page of the sandbox. */
  readonly sandbox: string
  readonly apiKey: string
  readonly desk: Desk
  /** Those of the sandbox's team. */
  readonly people: readonly Person[]
  control(call: string, params: object): Promise<unknown>
  /** A link that opens the console, as Anna unless said. */
  link(name?: string): Promise<string>
  /** Stops the desk; what it answers starts it again, at the same address. */
  restart(): Promise<() => Promise<void>>
  stop(): Promise<void>
}

export async function openScene({ isSeeded = true }: { readonly isSeeded?: boolean } = {}): Promise<Scene> {
  const dataDir = mkdtempSync(join(tmpdir(), 'topicdesk-console-'))
  let running = new DeskProcess({ dataDir, env: { SANDBOX_PORT: '0' } })
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
    const people = (await control('people', {})) as readonly Person[]
    const link = async (name = 'Anna') => {
      const person = people.find(({ first_name }) => first_name === name)
      return ((await control('consoleLink', { user_id: person?.id })) as { url: string }).url
    }
    const restart = async () => {
      await running.kill('SIGTERM')
      return async () => {
        const env = { PORT: new URL(url).port, SANDBOX_PORT: new URL(sandbox).port }
        running = new DeskProcess({ dataDir, env })
        await running.ready()
      }
    }
    await control('limits', { on: false })
    await link()
    if (isSeeded) await seed({ desk, control })
    return { url, sandbox, apiKey, desk, people, control, link, restart, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
