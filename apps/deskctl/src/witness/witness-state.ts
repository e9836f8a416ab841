import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { emptyRoot } from '#audit'
import { isJsonObject } from '#kernel'
import { replaceFile } from '#stores'
import { Failure, messageOf } from '../failure.js'

export interface Seen {
  readonly size: number
  readonly root: Buffer
}

/** The last checkpoint that was signed of each log, in a file; on stable storage when `save` returns. */
export class WitnessState {
  readonly #seen = new Map<string, Seen>()

  /** @throws Failure for a file that holds something else */
  constructor(private readonly path: string) {
    if (!existsSync(path)) return
    const held = read(path)
    for (const [origin, seen] of Object.entries(held)) {
      const root = Buffer.from(isJsonObject(seen) ? String(seen['root']) : '', 'base64')
      const size = isJsonObject(seen) ? seen['size'] : undefined
      if (typeof size !== 'number' || root.length !== 32)
        throw new Failure(`${path} is no state of a witness`)
      this.#seen.set(origin, { size, root })
    }
  }

  of(origin: string): Seen {
    return this.#seen.get(origin) ?? { size: 0, root: emptyRoot }
  }

  save(origin: string, seen: Seen): void {
    const all = new Map(this.#seen).set(origin, seen)
    const text = JSON.stringify(
      Object.fromEntries(
        [...all].map(([name, { size, root }]) => [name, { size, root: root.toString('base64') }])
      )
    )
    replaceFile(this.path, `${text}\n`)
    this.#seen.set(origin, seen)
  }
}

function read(path: string): { readonly [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (isJsonObject(value)) return value
  } catch (error) {
    throw new Failure(`${path} can't be read: ${messageOf(error)}`)
  }
  throw new Failure(`${path} holds something else`)
}

/** The witness's own key; made with its file, for its owner alone. @throws Failure */
export function witnessKeyIn(path: string): { readonly name: string; readonly seed: Buffer } {
  if (!existsSync(path)) {
    const seed = randomBytes(32)
    const name = `topicdesk-witness/${randomBytes(4).toString('hex')}`
    writeFileSync(path, `${JSON.stringify({ name, seed: seed.toString('base64') })}\n`, {
      flag: 'wx',
      mode: 0o600,
      flush: true
    })
  }
  const { name, seed } = read(path)
  const bytes = Buffer.from(String(seed), 'base64')
  if (typeof name !== 'string' || bytes.length !== 32) throw new Failure(`${path} holds no key of a witness`)
  return { name, seed: bytes }
}
