import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isNativeError } from 'node:util/types'
import { parse as parseEnv } from 'dotenv'
import type { Level } from '#observability'
import { InvalidSettings, Mistake } from './mistake.js'
import { settingsFileMistakes } from './settings-file.js'
import {
  isOnServer,
  type LogUrl,
  parseLog,
  parseStore,
  type StoreUrl,
  sqlite,
  stateBeside
} from './store-urls.js'

export { InvalidSettings } from './mistake.js'
export type { LogUrl, StoreUrl } from './store-urls.js'

export type Role = 'api' | 'worker'

/** What the environment says, checked; shapes, defaults and meanings: docs/operations.md. */
export interface Settings {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly eventLog: LogUrl
  readonly readStore: StoreUrl
  readonly state: StoreUrl
  /** Base64 of 32 bytes; null: made at the first start. */
  readonly masterKey: string | null
  readonly roles: readonly Role[]
  /** Null: made once and printed once. */
  readonly apiKey: string | null
  readonly settingsFile: string | null
  readonly inboxRetentionMs: number
  readonly telegram: TelegramSettings
  readonly sandboxPort: number
  readonly logLevel: Level
}

export interface TelegramSettings {
  /** Null: the sandbox is started and used. */
  readonly token: string | null
  readonly staffGroupIds: readonly number[]
  readonly webhookUrl: string | null
  readonly webhookSecret: string | null
  readonly apiRoot: string
  readonly limits: boolean
}

export type Environment = { readonly [name: string]: string | undefined }

const levels: readonly Level[] = ['debug', 'info', 'warn', 'error', 'silent']
const day = 86_400_000
const units: { readonly [unit: string]: number } = { s: 1000, m: 60_000, h: 3_600_000, d: day }

/** The environment over what a `.env` file in `directory` says. */
export function readEnvironment(env: Environment, directory: string): Environment {
  try {
    return { ...parseEnv(readFileSync(resolve(directory, '.env'))), ...env }
  } catch (error) {
    if (isNativeError(error) && 'code' in error && error.code === 'ENOENT') return env
    throw error
  }
}

/** @throws InvalidSettings */
export function readSettings(env: Environment): Settings {
  const mistakes: string[] = []
  const read = <T>(name: string, fallback: T, parse: (text: string) => T | Mistake): T => {
    const text = env[name]
    if (text === undefined || text === '') return fallback
    const parsed = parse(text)
    if (!(parsed instanceof Mistake)) return parsed
    mistakes.push(`${name} ${parsed.text}`)
    return fallback
  }
  const text = (name: string, fallback: string | null, rule?: RegExp, what = '') =>
    read<string | null>(name, fallback, value => (!rule || rule.test(value) ? value : new Mistake(what)))

  const eventLog = read<LogUrl>('DESK_EVENT_LOG_URL', sqlite, parseLog)
  const readStore = read<StoreUrl>('DESK_READ_STORE_URL', sqlite, parseStore('topicdesk'))
  const state = read<StoreUrl>('DESK_STATE_URL', stateBeside(readStore), parseStore('topicdesk-state'))
  mistakes.push(...togetherMistakes(env, { eventLog, readStore, state }))
  const settings: Settings = {
    host: text('HOST', '127.0.0.1') ?? '127.0.0.1',
    port: read('PORT', 8080, parsePort),
    dataDir: resolve(text('DESK_DATA_DIR', './data') ?? './data'),
    eventLog,
    readStore,
    state,
    masterKey: read<string | null>('DESK_MASTER_KEY', null, parseMasterKey),
    roles: read<readonly Role[]>('DESK_ROLES', ['api', 'worker'], parseRoles),
    apiKey: text('DESK_API_KEY', null, /^[\x21-\x7e]{32,512}$/, 'must be 32 to 512 visible ASCII characters'),
    settingsFile: text('DESK_SETTINGS_FILE', null),
    inboxRetentionMs: read('DESK_INBOX_RETENTION', 30 * day, parseDuration),
    telegram: {
      token: text(
        'TELEGRAM_BOT_TOKEN',
        null,
        /^\d{1,20}:\S+$/,
        'must be the token that BotFather gave: <digits>:<text>'
      ),
      staffGroupIds: read<readonly number[]>('TELEGRAM_STAFF_GROUP_ID', [], parseChatIds),
      webhookUrl: read<string | null>('TELEGRAM_WEBHOOK_URL', null, parseHttpUrl),
      webhookSecret: text(
        'TELEGRAM_WEBHOOK_SECRET',
        null,
        /^[A-Za-z0-9_-]{1,256}$/,
        'must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -'
      ),
      apiRoot: read('TELEGRAM_API_ROOT', 'https://api.telegram.org', parseHttpUrl).replace(/\/+$/, ''),
      limits: read('TELEGRAM_LIMITS', true, parseOnOff)
    },
    sandboxPort: read('SANDBOX_PORT', 8081, parsePort),
    logLevel: read<Level>(
      'LOG_LEVEL',
      'info',
      value => levels.find(level => level === value) ?? new Mistake(`must be one of ${levels.join(', ')}`)
    )
  }
  if (settings.settingsFile !== null) mistakes.push(...settingsFileMistakes(settings.settingsFile))
  if (mistakes.length > 0) throw new InvalidSettings(mistakes)
  return settings
}

/** What is missing where stores are on servers: every process must be given the same. */
function togetherMistakes(
  env: Environment,
  { eventLog, readStore, state }: Pick<Settings, 'eventLog' | 'readStore' | 'state'>
): string[] {
  const missing = (name: string) => env[name] === undefined || env[name] === ''
  const mistakes: string[] = []
  if (isOnServer(eventLog) && !isOnServer(state) && missing('DESK_STATE_URL')) {
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
  if (isOnServer(state) && missing('DESK_MASTER_KEY')) {
    mistakes.push(
      'DESK_MASTER_KEY must be set when the desk state is on a server: 32 bytes, base64, the same for every process (openssl rand -base64 32)'
    )
  }
  if ([eventLog, readStore, state].some(isOnServer) && missing('DESK_API_KEY')) {
    mistakes.push(
      'DESK_API_KEY must be set when stores are on servers: 32 characters or more, the same for every process'
    )
  }
  return mistakes
}

function parsePort(value: string): number | Mistake {
  const port = Number(value)
  return /^\d+$/.test(value) && port <= 65_535 ? port : new Mistake('must be a port, 0 to 65535')
}

function parseMasterKey(value: string): string | Mistake {
  const canonical = Buffer.from(value, 'base64')
  return canonical.length === 32 && canonical.toString('base64') === value
    ? value
    : new Mistake('must be 32 bytes, base64')
}

function parseRoles(value: string): readonly Role[] | Mistake {
  const roles = value.split(',').map(role => role.trim())
  const known = roles.filter((role): role is Role => role === 'api' || role === 'worker')
  return known.length === roles.length
    ? [...new Set(known)]
    : new Mistake('must be api, worker or both, comma-separated')
}

function parseDuration(value: string): number | Mistake {
  const match = /^(\d{1,6})([smhd])$/.exec(value)
  const ms = match ? Number(match[1]) * (units[match[2] ?? ''] ?? 0) : 0
  return ms > 0 ? ms : new Mistake('must be a duration such as 30d, 12h, 90m')
}

function parseChatIds(value: string): readonly number[] | Mistake {
  const ids = value.split(',').map(id => id.trim())
  return ids.every(id => /^-\d{1,16}$/.test(id))
    ? [...new Set(ids.map(Number))]
    : new Mistake('must be chat ids of supergroups, comma-separated, e.g. -1001234567890')
}

function parseHttpUrl(value: string): string | Mistake {
  const url = URL.canParse(value) ? new URL(value) : undefined
  return url && (url.protocol === 'http:' || url.protocol === 'https:')
    ? value
    : new Mistake('must be an http or https address')
}

function parseOnOff(value: string): boolean | Mistake {
  if (value === 'on' || value === 'off') return value === 'on'
  return new Mistake('must be on or off')
}
