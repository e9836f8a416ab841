import { lettersApart } from '#kernel'
import type { Environment } from './environment.js'

/** Every setting that there is under these prefixes: of the desk, of deskctl, and of docker compose, which shares its `.env`. */
export const settingNames = [
  'DESK_API_KEY',
  'DESK_AUDIT_KEY_FILE',
  'DESK_DATA_DIR',
  'DESK_EVENT_LOG_URL',
  'DESK_INBOX_RETENTION',
  'DESK_MASTER_KEY',
  'DESK_PRIVATE_WEBHOOKS',
  'DESK_PUBLIC_URL',
  'DESK_READ_STORE_URL',
  'DESK_REQUIRE_HTTPS',
  'DESK_ROLES',
  'DESK_SETTINGS_FILE',
  'DESK_STATE_URL',
  'DESK_TRUSTED_PROXIES',
  'TELEGRAM_API_ROOT',
  'TELEGRAM_BOT_TOKEN',
  'TELEGRAM_LIMITS',
  'TELEGRAM_STAFF_GROUP_ID',
  'TELEGRAM_WEBHOOK_CIDRS',
  'TELEGRAM_WEBHOOK_SECRET',
  'TELEGRAM_WEBHOOK_URL'
] as const

export interface UnknownNames {
  /** Within two letters of a setting: certainly meant to be it. */
  readonly mistakes: readonly string[]
  /** Named as settings are, and none. */
  readonly unknown: readonly string[]
}

/** What is set and means nothing. Empty is not set. */
export function unknownNames(env: Environment): UnknownNames {
  const known: ReadonlySet<string> = new Set(settingNames)
  const mistakes: string[] = []
  const unknown: string[] = []
  for (const [name, value] of Object.entries(env)) {
    if (known.has(name) || value === undefined || value === '') continue
    const meant = settingNames.find(setting => lettersApart(name.toUpperCase(), setting) <= 2)
    if (meant) mistakes.push(`${name} is no setting: ${meant} is meant`)
    else if (/^(DESK|TELEGRAM)_/.test(name)) unknown.push(name)
  }
  return { mistakes, unknown }
}
