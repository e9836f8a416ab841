import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe } from '@jest/globals'
import { root } from '../servers/folders.js'

const requirements = fileURLToPath(new URL('./requirements.txt', import.meta.url))
const run = promisify(execFile)
const pip = ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '--root-user-action', 'ignore']

export interface PythonTools {
  /** What the tools of `requirements.txt` need in their environment. */
  readonly env: { readonly [name: string]: string }
}

/**
 * Python packages, pinned with their hashes, in a folder of their own that is filled once. Where they can't be had the suite
 * is skipped and says so in one line; with CI=true that is an error.
 */
export async function describeWithPython(name: string, suite: (tools: PythonTools) => void): Promise<void> {
  try {
    const tools = { env: { PATH: process.env['PATH'] ?? '', PYTHONPATH: await installed() } }
    describe(name, () => suite(tools))
  } catch (error) {
    if (process.env['CI'] === 'true') throw error
    process.stderr.write(`skipped: ${error instanceof Error ? error.message : String(error)}\n`)
    describe.skip(name, () => suite({ env: {} }))
  }
}

/** Whoever else installs at the same time does no harm: the folder appears whole. */
async function installed(): Promise<string> {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16)
  const cache = join(root, '.cache')
  const folder = join(cache, `python-${hash}`)
  if (existsSync(folder)) return folder
  mkdirSync(cache, { recursive: true })
  const making = mkdtempSync(join(cache, 'python-'))
  try {
    const what = ['--require-hashes', '--only-binary', ':all:', '-r', requirements]
    await run('python3', [...pip, '--target', making, ...what])
    if (!existsSync(folder)) renameSync(making, folder)
    return folder
  } catch (error) {
    const { code, stderr } = error as { readonly code?: unknown; readonly stderr?: string }
    const why = code === 'ENOENT' ? 'there is no python3' : (stderr ?? '').trim().split('\n').at(-1)
    throw new Error(`Python's packages can't be had: ${why}`, { cause: error })
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}
