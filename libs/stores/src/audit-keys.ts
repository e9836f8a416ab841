import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isNativeError } from 'node:util/types'
import { newSigningPair, type SigningPair } from '#audit'
import { type Instant, isJsonObject, toIso } from '#kernel'
import { replaceFile, syncDirectory } from './replace-file.js'
import { UnusableFile } from './unusable-file.js'

/** After a rotation both pairs sign for so long. */
const overlapMs = 30 * 86_400_000
/** Each pair signs two lines, and verifiers read sixteen. */
const mostSigning = 8

interface KeptPair extends SigningPair {
  /** Null: it signs until it is rotated. */
  readonly until: Instant | null
}

/** Where the keys lie that sign checkpoints. */
export const auditKeyPath = (setting: string | null, dataDir: string): string =>
  setting ?? join(dataDir, 'audit.key')

/** The file of the signing keys, apart from the master key. Read each time: another process may have rotated it. */
export class AuditKeys {
  constructor(readonly path: string) {}

  /** Makes the file where there is none. @throws UnusableFile */
  make(): void {
    try {
      this.#write([{ ...newSigningPair(), until: null }], true)
    } catch (error) {
      if (!(isNativeError(error) && 'code' in error && error.code === 'EEXIST'))
        throw new UnusableFile(`make ${this.path}`, error, 'its folder must be writable by this user')
    }
    this.all()
  }

  /** Those that sign now, the newest first. @throws UnusableFile */
  signing(now: Instant): SigningPair[] {
    return this.all()
      .filter(({ until }) => until === null || until > now)
      .slice(0, mostSigning)
  }

  /** Every pair there ever was, the newest first. @throws UnusableFile */
  all(): KeptPair[] {
    let text: string
    try {
      const { mode } = statSync(this.path)
      if (process.platform !== 'win32' && (mode & 0o077) !== 0)
        throw new Error(`others may read it (mode ${(mode & 0o777).toString(8)})`)
      text = readFileSync(this.path, 'utf8')
    } catch (error) {
      throw new UnusableFile(
        `read ${this.path}`,
        error,
        'it must belong to the user that runs the desk, with mode 0600'
      )
    }
    const pairs = pairsIn(text)
    if (pairs.length === 0)
      throw new UnusableFile(
        `use ${this.path}`,
        new Error('it holds no signing keys'),
        'put it back from its backup'
      )
    return pairs
  }

  /** Begins a new pair; the one before goes on signing for 30 days. @throws UnusableFile */
  rotate(now: Instant): { readonly from: SigningPair; readonly to: SigningPair } {
    const [from, ...older] = this.all()
    if (!from) throw new Error('there is no pair to rotate')
    const to = { ...newSigningPair(), until: null }
    this.#write([to, { ...from, until: now + overlapMs }, ...older], false)
    return { from, to }
  }

  /** All or nothing: a half-written file would be the end of the log's name. */
  #write(pairs: readonly KeptPair[], isNew: boolean): void {
    const text = `${JSON.stringify({
      v: 1,
      pairs: pairs.map(({ ed25519, mlDsa44, until }) => ({
        ed25519: ed25519.toString('base64'),
        ml_dsa_44: mlDsa44.toString('base64'),
        until: until === null ? null : toIso(until)
      }))
    })}\n`
    if (isNew) {
      writeFileSync(this.path, text, { flag: 'wx', mode: 0o600, flush: true })
      syncDirectory(dirname(this.path))
    } else replaceFile(this.path, text)
  }
}

function pairsIn(text: string): KeptPair[] {
  let held: unknown
  try {
    held = JSON.parse(text)
  } catch {
    return []
  }
  const pairs: unknown = isJsonObject(held) ? held['pairs'] : undefined
  return (Array.isArray(pairs) ? pairs : []).flatMap((pair: unknown) => {
    if (!isJsonObject(pair)) return []
    const ed25519 = Buffer.from(String(pair['ed25519']), 'base64')
    const mlDsa44 = Buffer.from(String(pair['ml_dsa_44']), 'base64')
    const until = typeof pair['until'] === 'string' ? Date.parse(pair['until']) : null
    return ed25519.length === 32 && mlDsa44.length === 32 ? [{ ed25519, mlDsa44, until }] : []
  })
}
