import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Desk } from '../support/desk.js'
import { apiKey, DeskProcess } from '../support/desk-process.js'
import { seed } from './seed.js'

/** A desk in the sandbox as people use it: customers with names and texts of all kinds, some answered, some late. */
export interface Scene {
  readonly url: string
  /** The page of the sandbox. */
  readonly sandbox: string
  readonly apiKey: string
  readonly desk: Desk
  control(call: string, params: object): Promise<unknown>
  /** A link that opens the console as Anna. */
  link(): Promise<string>
  stop(): Promise<void>
}

export async function openScene(): Promise<Scene> {
  const dataDir = mkdtempSync(join(tmpdir(), 'topicdesk-console-'))
  const running = new DeskProcess({ dataDir, env: { SANDBOX_PORT: '0' } })
  const end = async () => {
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
    const link = async () => {
      const people = (await control('people', {})) as { id: number; first_name: string }[]
      const anna = people.find(({ first_name }) => first_name === 'Anna')
      return ((await control('consoleLink', { user_id: anna?.id })) as { url: string }).url
    }
    await control('limits', { on: false })
    await link()
    await seed({ desk, control })
    return { url, sandbox, apiKey, desk, control, link, stop: end }
  } catch (error) {
    await end()
    throw error
  }
}
