import type { DeskEnvironment } from '../support/desk-process.js'
import { openSandboxed, type SandboxedDesk } from '../support/sandboxed-desk.js'
import { seed } from './seed.js'

interface Person {
  readonly id: number
  readonly first_name: string
}

/** A desk in the sandbox as people use it: customers with names and texts of all kinds, some answered, some late. */
export interface Scene extends SandboxedDesk {
  /** Those of the sandbox's team. */
  readonly people: readonly Person[]
  /** A link that opens the console, as Anna unless said. */
  link(name?: string): Promise<string>
}

export async function openScene({
  isSeeded = true,
  env
}: {
  readonly isSeeded?: boolean
  readonly env?: DeskEnvironment
} = {}): Promise<Scene> {
  const opened = await openSandboxed(env)
  const { control } = opened
  try {
    const people = (await control('people', {})) as readonly Person[]
    const link = async (name = 'Anna') => {
      const person = people.find(({ first_name }) => first_name === name)
      return ((await control('consoleLink', { user_id: person?.id })) as { url: string }).url
    }
    await link()
    if (isSeeded) await seed(opened)
    return { ...opened, people, link }
  } catch (error) {
    await opened.stop()
    throw error
  }
}
