import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { entryOf, type Recordable, recordOf, saltOf, type VerifierKey, verifierKeysOf } from '#audit'
import type { DeskState } from '#desk-state'
import { openSqliteDeskState } from '#desk-state/sqlite'
import { type Vault, WrongMasterKey } from '#privacy'
import { openSqliteVault } from '#privacy/sqlite'
import { LeavesReads, standingOf } from '#processes'
import type { ReadStore } from '#read-store'
import { openSqliteReadStore } from '#read-store/sqlite'
import {
  AuditKeys,
  masterKeyOf,
  openMongoDeskState,
  openMongoReadStore,
  openMongoVault,
  type StoreSettings,
  type StoreUrl,
  storeDirectory
} from '#stores'
import { findLog } from '../files.js'
import { settingsOf } from '../settings.js'
import type { Terminal } from '../terminal.js'
import { type AuditedLog, logInFile, logOnServer } from './audited-log.js'

export interface Salt {
  readonly key: Buffer
  readonly origin: string
}

const patienceMs = 30_000

/** What a desk has for proofs, wherever it keeps it: read, and nothing is made. */
export class AuditedDesk {
  private constructor(
    readonly log: AuditedLog,
    private readonly settings: StoreSettings,
    /** Of what is in files. */
    private readonly directory: string,
    private readonly terminal: Terminal
  ) {}

  /** `dataDir`: the files there, whatever the settings name. @throws Failure where there is no log; CannotOpen, Unavailable */
  static async open(terminal: Terminal, dataDir: string | undefined): Promise<AuditedDesk> {
    const settings = settingsOf(terminal, dataDir)
    if (settings.eventLog.kind === 'eventstoredb') {
      const log = await logOnServer(settings.eventLog.url, settings, terminal)
      return new AuditedDesk(log, settings, storeDirectory(settings), terminal)
    }
    const found = findLog(terminal, dataDir)
    return new AuditedDesk(logInFile(found.log), found.settings, found.directory, terminal)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.log.close()
  }

  /** Undefined: there is no vault, no master key that opens it or no salt key. */
  async salt(): Promise<Salt | undefined> {
    let vault: Vault | undefined
    try {
      vault = await this.#vault()
      return await vault?.auditSalt()
    } catch (error) {
      if (error instanceof WrongMasterKey) return undefined
      throw error
    } finally {
      await vault?.close()
    }
  }

  /** Every key of the file, under these origins; undefined where there is no file. */
  keys(origins: readonly string[]): VerifierKey[] | undefined {
    const { auditKeyFile } = this.settings
    if (!existsSync(auditKeyFile)) return undefined
    const pairs = new AuditKeys(auditKeyFile).all()
    return origins.flatMap(origin => pairs.flatMap(pair => verifierKeysOf(origin, pair)))
  }

  /** The last note that the desk has signed, as its state remembers it; null: none. Undefined: there is no state. */
  async signedLast(): Promise<string | null | undefined> {
    const state = await this.#state()
    try {
      return state && (await standingOf(state)).signed
    } finally {
      await state?.close()
    }
  }

  /** The entries that the view holds, to name what differs; nothing is called sound by them. */
  async viewEntries(): Promise<
    (((index: number) => Promise<Buffer | undefined>) & AsyncDisposable) | undefined
  > {
    const store = await this.#views()
    if (!store) return undefined
    const reads = await LeavesReads.of(store)
    const tiles = new Map<number, Promise<readonly Buffer[]>>()
    const entry = async (index: number) => {
      const tile = Math.floor(index / 256)
      const held = tiles.get(tile) ?? reads?.entries(tile).then(found => found?.entries ?? [])
      if (held) tiles.set(tile, held)
      return (await held)?.[index % 256]
    }
    return Object.assign(entry, { [Symbol.asyncDispose]: () => store.close() })
  }

  async #vault(): Promise<Vault | undefined> {
    const { state, masterKey: setting } = this.settings
    const { clock } = this.terminal.io
    if (state.kind === 'mongodb')
      return openMongoVault({
        ...this.#server(state),
        masterKey: masterKeyOf(setting, this.directory, false),
        clock
      })
    const path = join(this.directory, 'vault.db')
    if (!existsSync(path) || (setting === null && !existsSync(join(this.directory, 'master.key'))))
      return undefined
    return openSqliteVault({ path, masterKey: masterKeyOf(setting, this.directory, false), clock })
  }

  async #state(): Promise<DeskState | undefined> {
    const { state } = this.settings
    if (state.kind === 'mongodb') return openMongoDeskState(this.#server(state))
    const path = this.#file(state, 'state.db')
    return path === undefined ? undefined : openSqliteDeskState({ path, clock: this.terminal.io.clock })
  }

  async #views(): Promise<ReadStore | undefined> {
    const { readStore } = this.settings
    if (readStore.kind === 'mongodb') return openMongoReadStore(this.#server(readStore))
    const path = this.#file(readStore, 'views.db')
    return path === undefined ? undefined : openSqliteReadStore({ path })
  }

  /** Undefined: it is not there, and none is made. */
  #file(url: StoreUrl, name: string): string | undefined {
    const path = (url.kind === 'sqlite' ? url.path : null) ?? join(this.directory, name)
    return url.kind !== 'memory' && existsSync(path) ? path : undefined
  }

  #server({ url, database }: StoreUrl & { readonly kind: 'mongodb' }) {
    return {
      url,
      database: this.settings.isSandbox ? `${database}-sandbox` : database,
      notice: (text: string) => this.terminal.complain(text),
      signal: AbortSignal.timeout(patienceMs)
    }
  }
}

export const entryFor = (event: Recordable, salt: Salt): Buffer =>
  entryOf(recordOf(event, saltOf(salt.key, event.id)))
