import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isNativeError } from 'node:util/types'
import { NotTogether } from './not-together.js'
import { UnusableFile } from './unusable-file.js'

/**
 * The 32 bytes that everything secret hangs on: from the setting, else from `master.key` in the data directory, made
 * there with mode 0600 at the first start. Losing it is losing every personal datum and every key; back it up apart from the data.
 * `make` false: something is there that was made with it, and no other one can do. @throws NotTogether, UnusableFile
 */
export function masterKeyOf(setting: string | null, directory: string, make = true): Buffer {
  if (setting !== null) return Buffer.from(setting, 'base64')
  const path = join(directory, 'master.key')
  if (!make && !existsSync(path)) {
    throw new NotTogether(
      `${path} is missing, and what lies beside it was sealed with it: put it back from its backup, or set DESK_MASTER_KEY to ` +
        'what it held. If it is lost for ever, so is everything personal: move vault.db away and run `deskctl stores accept`'
    )
  }
  const key = Buffer.from(readOrMade(path).trim(), 'base64')
  if (key.length !== 32)
    throw new NotTogether(`${path} does not hold a key of 32 bytes: put it back from its backup`)
  return key
}

function readOrMade(path: string): string {
  try {
    writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if (!(isNativeError(error) && 'code' in error && error.code === 'EEXIST')) {
      throw new UnusableFile(`make ${path}`, error, 'its folder must be writable by this user and have room')
    }
  }
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UnusableFile(`read ${path}`, error, 'it must belong to the user that runs the desk')
  }
}
