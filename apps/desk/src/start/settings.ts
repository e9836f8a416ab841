import { isIpRange } from '#kernel'
import type { Level } from '#observability'
import {
  type AccessSettings,
  type Environment,
  EnvironmentReader,
  isOnServer,
  Mistake,
  parsePort,
  readAccessSettings,
  readStoreSettings,
  type StoreSettings,
  unknownNames
} from '#stores'
import { settingsFileMistakes } from './settings-file.js'

export type Role = 'api' | 'worker'

/** What the environment says, checked; shapes, defaults and meanings: docs/operations.md. */
export interface Settings extends StoreSettings, AccessSettings {
  readonly roles: readonly Role[]
  /** Ranges of addresses: who may say from where and how a request came. */
  readonly trustedProxies: readonly string[]
  readonly requireHttps: boolean
  /** Where people reach the desk, without a slash at its end; null: where it listens. */
  readonly publicUrl: string | null
  /** Ranges of private addresses that webhooks may be sent to, there by http too. */
  readonly privateWebhooks: readonly string[]
  readonly settingsFile: string | null
  /** Set, named as settings are, and none. */
  readonly unknownNames: readonly string[]
  readonly inboxRetentionMs: number
  readonly telegram: TelegramSettings
  readonly sandboxPort: number
  readonly logLevel: Level
  /** Null: as a person reads it, at a terminal. */
  readonly logFormat: 'json' | null
}

export interface TelegramSettings {
  /** Null: the sandbox is started and used. */
  readonly token: string | null
  readonly staffGroupIds: readonly number[]
  readonly webhookUrl: string | null
  readonly webhookSecret: string | null
  /** Ranges from which updates are taken; null: from anywhere. */
  readonly webhookCidrs: readonly string[] | null
  readonly apiRoot: string
  readonly limits: boolean
}

const levels: readonly Level[] = ['debug', 'info', 'warn', 'error', 'silent']
const day = 86_400_000
const units: { readonly [unit: string]: number } = { s: 1000, m: 60_000, h: 3_600_000, d: day }

/** @throws InvalidSettings */
export function readSettings(env: Environment): Settings {
  const from = new EnvironmentReader(env)
  const named = unknownNames(env)
  from.mistakes.push(...named.mistakes)
  const stores = readStoreSettings(from)
  const access = readAccessSettings(from)
  if ([stores.eventLog, stores.readStore, stores.state].some(isOnServer) && !from.isSet('DESK_API_KEY')) {
    from.mistakes.push(
      'DESK_API_KEY must be set when stores are on servers: 32 characters or more, the same for every process'
    )
  }
  if (
    [stores.eventLog, stores.readStore, stores.state].some(isOnServer) &&
    !from.isSet('DESK_AUDIT_KEY_FILE')
  ) {
    from.mistakes.push(
      'DESK_AUDIT_KEY_FILE must be set when stores are on servers: a file with the same contents for every process, made where there is none'
    )
  }
  const settings: Settings = {
    ...stores,
    ...access,
    roles: from.read<readonly Role[]>('DESK_ROLES', ['api', 'worker'], parseRoles),
    trustedProxies: from.read<readonly string[]>('DESK_TRUSTED_PROXIES', [], parseRanges),
    requireHttps: from.read('DESK_REQUIRE_HTTPS', false, parseTrueFalse),
    publicUrl: from.read<string | null>('DESK_PUBLIC_URL', null, parsePublicUrl),
    privateWebhooks: from.read<readonly string[]>('DESK_PRIVATE_WEBHOOKS', [], parseRanges),
    settingsFile: from.text('DESK_SETTINGS_FILE', null),
    unknownNames: named.unknown,
    inboxRetentionMs: from.read('DESK_INBOX_RETENTION', 30 * day, parseDuration),
    telegram: {
      token: from.text(
        'TELEGRAM_BOT_TOKEN',
        null,
        /^\d{1,20}:\S+$/,
        'must be the token that BotFather gave: <digits>:<text>'
      ),
      staffGroupIds: from.read<readonly number[]>('TELEGRAM_STAFF_GROUP_ID', [], parseChatIds),
      webhookUrl: from.read<string | null>('TELEGRAM_WEBHOOK_URL', null, parseHttpUrl),
      webhookSecret: from.text(
        'TELEGRAM_WEBHOOK_SECRET',
        null,
        /^[A-Za-z0-9_-]{1,256}$/,
        'must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -'
      ),
      webhookCidrs: from.read<readonly string[] | null>('TELEGRAM_WEBHOOK_CIDRS', null, parseRanges),
      apiRoot: from.read('TELEGRAM_API_ROOT', 'https://api.telegram.org', parseHttpUrl).replace(/\/+$/, ''),
      limits: from.read('TELEGRAM_LIMITS', true, parseOnOff)
    },
    sandboxPort: from.read('SANDBOX_PORT', 8081, parsePort),
    logLevel: from.read<Level>(
      'LOG_LEVEL',
      'info',
      value => levels.find(level => level === value) ?? new Mistake(`must be one of ${levels.join(', ')}`)
    ),
    logFormat: from.read<'json' | null>('LOG_FORMAT', null, value =>
      value === 'json' ? value : new Mistake('must be json, or not set')
    )
  }
  if (settings.settingsFile !== null) {
    // What is wrong with its documents is named by publishing it, unless the start ends here.
    const { mistakes } = from
    const asWhole = mistakes.length === 0 && !isOnServer(settings.eventLog)
    mistakes.push(...settingsFileMistakes(settings.settingsFile, asWhole))
  }
  return from.done(settings)
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

/** Its path, if any, is where a proxy serves the desk. */
function parsePublicUrl(value: string): string | Mistake {
  const read = parseHttpUrl(value)
  if (read instanceof Mistake) return read
  const { search, hash, username, password } = new URL(value)
  return search === '' && hash === '' && username === '' && password === ''
    ? value.replace(/\/+$/, '')
    : new Mistake('must be an address alone, without ?, # or a password')
}

function parseRanges(value: string): readonly string[] | Mistake {
  const ranges = value.split(',').map(range => range.trim())
  return ranges.every(isIpRange)
    ? ranges
    : new Mistake('must be ranges of addresses, comma-separated, e.g. 10.0.0.0/8, 2001:db8::/32')
}

function parseTrueFalse(value: string): boolean | Mistake {
  if (value === 'true' || value === 'false') return value === 'true'
  return new Mistake('must be true or false')
}

function parseOnOff(value: string): boolean | Mistake {
  if (value === 'on' || value === 'off') return value === 'on'
  return new Mistake('must be on or off')
}
