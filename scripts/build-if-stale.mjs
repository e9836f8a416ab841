// Compiles when a source is newer than the last build; two processes that start at once build one after the other.
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from './build.mjs'

const stamp = 'dist/.built'
const lock = 'dist/.building'

const modified = path => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

function newestSource() {
  let newest = Math.max(...['.swcrc', 'nest-cli.json', 'package-lock.json'].map(modified))
  for (const root of ['apps', 'libs', 'test']) {
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      newest = Math.max(newest, modified(`${entry.parentPath}/${entry.name}`))
    }
  }
  return newest
}

const isStale = () => newestSource() > modified(stamp)

async function takeLock() {
  for (;;) {
    try {
      closeSync(openSync(lock, 'wx'))
      return
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      if (Date.now() - modified(lock) > 60_000) rmSync(lock, { force: true })
      await sleep(100)
    }
  }
}

if (isStale()) {
  mkdirSync('dist', { recursive: true })
  await takeLock()
  try {
    if (isStale()) {
      const started = new Date()
      const failed = await build()
      if (failed !== undefined) {
        process.stderr.write(failed)
        process.exitCode = 1
      } else {
        writeFileSync(stamp, '')
        utimesSync(stamp, started, started)
      }
    }
  } finally {
    rmSync(lock, { force: true })
  }
}
