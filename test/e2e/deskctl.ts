import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { compiled } from '../support/desk-process.js'
import type { Opened } from '../support/opened.js'

const main = fileURLToPath(new URL('../../dist/apps/deskctl/src/main.js', import.meta.url))

/** `deskctl`, as an operator starts it. */
export function startDeskctl(
  opened: Opened,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {}
): ChildProcess {
  const child = spawn(process.execPath, ['--no-warnings', main, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...compiled, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  opened.add({ stop: async () => child.kill('SIGKILL') })
  return child
}

/** To its end. */
export async function deskctl(...given: Parameters<typeof startDeskctl>) {
  const child = startDeskctl(...given)
  const texts = { out: '', err: '' }
  child.stdout?.setEncoding('utf8').on('data', text => (texts.out += text))
  child.stderr?.setEncoding('utf8').on('data', text => (texts.err += text))
  const [code] = await once(child, 'close')
  return { code, ...texts }
}
