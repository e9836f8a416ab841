import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isNativeError } from 'node:util/types'

/**
 * The 32 bytes that everything secret hangs on: from the setting, else from `master.key` in the data directory, made
 * there with mode 0600 at the first start. Losing it is losing every personal datum and every key; back it up apart from the data.
 */
export function masterKeyOf(setting: string | null, directory: string): Buffer {
  if (setting !== null) return Buffer.from(setting, 'base64')
  const path = join(directory, 'master.key')
  try {
    writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if (!(isNativeError(error) && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (key.length !== 32) throw new Error(`${path} does not hold a key of 32 bytes: restore it from a backup`)
  return key
}
