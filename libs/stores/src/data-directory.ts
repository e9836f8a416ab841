import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { UnusableFile } from './unusable-file.js'

/**
 * Makes a folder and those above it. Node's own recursive mkdir never ends where a folder is there and none can be made
 * in it for want of support, as under /proc. @throws UnusableFile
 */
export function makeDirectory(path: string): void {
  if (existsSync(path)) return
  makeDirectory(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process was faster.
    if (existsSync(path)) return
    const remedy =
      'the one above it must be writable by this user and have room, or DESK_DATA_DIR name another'
    throw new UnusableFile(`make the folder ${path}`, error, remedy)
  }
}
