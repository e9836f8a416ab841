import { join, resolve } from 'node:path'
import {
  isOnServer,
  type LogUrl,
  parseLog,
  parseStore,
  type StoreUrl,
  sqlite,
  stateBeside
} from './addresses.js'
import { auditKeyPath } from './audit-keys.js'
import { type EnvironmentReader, parsePort } from './environment.js'
import { Mistake } from './mistake.js'

/** Where the desk keeps everything; shapes, defaults and meanings: docs/operations.md. */
export interface StoreSettings {
  readonly dataDir: string
  readonly eventLog: LogUrl
  readonly readStore: StoreUrl
  readonly state: StoreUrl
  /** Base64 of 32 bytes; null: made at the first start. */
  readonly masterKey: string | null
  /** Where the keys lie that sign checkpoints. */
  readonly auditKeyFile: string
  /** No bot token: what the sandbox makes stays apart, so that a real bot starts with empty queues. */
  readonly isSandbox: boolean
}

/** Where the desk is asked, and with which key. */
export interface AccessSettings {
  readonly host: string
  readonly port: number
  /** Null: made once and printed once. */
  readonly apiKey: string | null
}

export function readStoreSettings(from: EnvironmentReader): StoreSettings {
  const eventLog = from.read<LogUrl>('DESK_EVENT_LOG_URL', sqlite, parseLog)
  const readStore = from.read<StoreUrl>('DESK_READ_STORE_URL', sqlite, parseStore('topicdesk'))
  const state = from.read<StoreUrl>('DESK_STATE_URL', stateBeside(readStore), parseStore('topicdesk-state'))
  from.mistakes.push(...togetherMistakes(from, { eventLog, readStore, state }))
  const dataDir = resolve(from.text('DESK_DATA_DIR', './data'))
  return {
    dataDir,
    eventLog,
    readStore,
    state,
    masterKey: from.read<string | null>('DESK_MASTER_KEY', null, parseMasterKey),
    auditKeyFile: auditKeyPath(from.text('DESK_AUDIT_KEY_FILE', null), dataDir),
    isSandbox: !from.isSet('TELEGRAM_BOT_TOKEN')
  }
}

export const readAccessSettings = (from: EnvironmentReader): AccessSettings => ({
  host: from.text('HOST', '127.0.0.1'),
  port: from.read('PORT', 8080, parsePort),
  apiKey: from.text(
    'DESK_API_KEY',
    null,
    /^[\x21-\x7e]{32,512}$/,
    'must be 32 to 512 visible ASCII characters'
  )
})

/** Where the embedded stores lie. */
export const storeDirectory = ({ isSandbox, dataDir }: StoreSettings): string =>
  isSandbox ? join(dataDir, 'sandbox', 'desk') : dataDir

/** What is missing where stores are on servers: every process must be given the same. */
function togetherMistakes(
  from: EnvironmentReader,
  { eventLog, readStore, state }: Pick<StoreSettings, 'eventLog' | 'readStore' | 'state'>
): string[] {
  const mistakes: string[] = []
  if (isOnServer(eventLog) && !isOnServer(state) && !from.isSet('DESK_STATE_URL')) {
    mistakes.push(
      'DESK_STATE_URL must be set when the event log is on a server: mongodb://…, the same for every process (sqlite: where only one process will ever run)'
    )
  }
  if (
    readStore.kind === 'mongodb' &&
    state.kind === 'mongodb' &&
    readStore.url === state.url &&
    readStore.database === state.database
  ) {
    mistakes.push('DESK_STATE_URL must name another database than DESK_READ_STORE_URL: views can be dropped')
  }
  if (isOnServer(state) && !from.isSet('DESK_MASTER_KEY')) {
    mistakes.push(
      'DESK_MASTER_KEY must be set when the desk state is on a server: 32 bytes, base64, the same for every process (openssl rand -base64 32)'
    )
  }
  return mistakes
}

function parseMasterKey(value: string): string | Mistake {
  const canonical = Buffer.from(value, 'base64')
  return canonical.length === 32 && canonical.toString('base64') === value
    ? value
    : new Mistake('must be 32 bytes, base64')
}
