import { openSandboxed, type SandboxedDesk } from '../support/sandboxed-desk.js'
import { seed } from './seed.js'

/** A desk in the sandbox as people use it: customers with names and texts of all kinds, some answered, some late. */
export interface Scene extends SandboxedDesk {
  /** A link that opens the console as Anna. */
  link(): Promise<string>
}

export async function openScene(): Promise<Scene> {
  const sandboxed = await openSandboxed()
  try {
    const { control } = sandboxed
    const link = async () => {
      const people = (await control('people', {})) as { id: number; first_name: string }[]
      const anna = people.find(({ first_name }) => first_name === 'Anna')
      return ((await control('consoleLink', { user_id: anna?.id })) as { url: string }).url
    }
    await link()
    await seed(sandboxed)
    return { ...sandboxed, link }
  } catch (error) {
    await sandboxed.stop()
    throw error
  }
}
