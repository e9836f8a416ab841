import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** All or nothing, for its owner alone, and on stable storage when it returns. One writer at a time. */
export function replaceFile(path: string, text: string): void {
  const beside = `${path}.new`
  writeFileSync(beside, text, { mode: 0o600, flush: true })
  renameSync(beside, path)
  syncDirectory(dirname(path))
}

/** That a file was made or renamed in it outlives a power cut. */
export function syncDirectory(path: string): void {
  if (process.platform === 'win32') return
  const directory = openSync(path, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}
