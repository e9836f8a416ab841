import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isNativeError } from 'node:util/types'
import { NotTogether } from './not-together.js'

/**
 * The 32 bytes that everything secret hangs on: from the setting, else from `master.key` in the data directory, made
 * there with mode 0600 at the first start. Losing it is losing every personal datum and every key; back it up apart from the data.
 * `make` false: something is there that was made with it, and no other one can do. @throws NotTogether
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
  try {
    writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true })
  } catch (error) {
    if (!(isNativeError(error) && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (key.length !== 32)
    throw new NotTogether(`${path} does not hold a key of 32 bytes: put it back from its backup`)
  return key
}
