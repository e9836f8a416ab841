import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable, Writable } from 'node:stream'
import { type CommandId, commandIdFor, eventIdFor, type JsonObject, systemClock } from '#kernel'
import { createSealer } from '#privacy'
import { type Environment, EnvironmentReader, openStores, readStoreSettings, type Stores } from '#stores'
import { runDeskctl } from './run.js'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

interface How {
  readonly env?: Environment
  readonly cwd?: string
  readonly stdin?: string
  /** A person sits there and answers this; null: ends the input. */
  readonly person?: string | null
  /** Progress is shown on a terminal. */
  readonly stderrIsTty?: boolean
  /** A terminal so many characters wide. */
  readonly columns?: number
}

/** Runs deskctl with streams of its own. For specs. */
export async function run(args: readonly string[], how: How = {}): Promise<Ran> {
  const texts = { out: '', err: '' }
  const sink = (name: 'out' | 'err') =>
    new Writable({
      write(chunk, _encoding, done) {
        texts[name] += String(chunk)
        done()
      }
    })
  const code = await runDeskctl(args, {
    env: how.env ?? {},
    cwd: how.cwd ?? tmpdir(),
    stdin:
      how.person === undefined
        ? Readable.from([how.stdin ?? ''])
        : Object.assign(new PassThrough().end(how.person === null ? '' : `${how.person}\n`), { isTTY: true }),
    stdout: Object.assign(sink('out'), how.columns ? { isTTY: true, columns: how.columns } : {}),
    stderr: Object.assign(sink('err'), { isTTY: how.stderrIsTty === true }),
    clock: systemClock
  })
  return { code, ...texts }
}

/** A data directory with real stores in it, as the desk makes them; all of it goes at the end. */
export class TestDirectory {
  readonly path = mkdtempSync(join(tmpdir(), 'topicdesk-deskctl-'))
  readonly #opened: Stores[] = []
  #count = 0

  async open(env: Environment = {}): Promise<Stores> {
    const from = new EnvironmentReader({ DESK_DATA_DIR: this.path, ...env })
    const stores = await openStores(from.done(readStoreSettings(from)), systemClock)
    this.#opened.push(stores)
    await stores.begin()
    return stores
  }

  /** Appends events to a new stream, the last one with something personal when a user is named. */
  async write(
    stores: Stores,
    stream: string,
    events: number,
    said?: { user: number; text: string }
  ): Promise<void> {
    const at = { recordedAt: Date.UTC(2026, 0, 5, 9), type: 'SomethingHappened' }
    const meta = { $causationId: 'test', $correlationId: 'test', actor: 'test', schema: 1 }
    for (let revision = 0; revision < events; revision++) {
      const commandId: CommandId = commandIdFor(`deskctl ${++this.#count}`)
      const id = eventIdFor(commandId, 0)
      const data: JsonObject = { revision, what: 'plain' }
      const event = { ...at, id, data, meta: { ...meta, commandId } }
      const expected = revision === 0 ? 'none' : revision - 1
      if (said === undefined || revision < events - 1) {
        await stores.log.append(stream, [event], expected)
        continue
      }
      const subjectId = await stores.vault.subjectFor(said.user)
      const sealer = createSealer(stores.vault, { clock: systemClock, cacheMs: 0 })
      const personal = await sealer.seal(
        { stream, eventId: id, type: at.type, subjectId },
        { text: said.text }
      )
      await stores.log.append(stream, [{ ...event, personal, meta: { ...event.meta, subjectId } }], expected)
    }
  }

  async remove(): Promise<void> {
    for (const stores of this.#opened) await stores.close()
    rmSync(this.path, { recursive: true })
  }
}
