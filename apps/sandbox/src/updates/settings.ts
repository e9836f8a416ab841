import { badRequest, tooMany } from '../api-error.js'
import type { Params } from '../params.js'
import { type UpdateSettings, updateSettings, type World } from '../world/world.js'
import { updateKinds } from './publish.js'

/** Absent: as before. Empty, or nothing but unknown names: the default. Valid for webhook and getUpdates alike. */
export function allowedFrom(world: World, params: Params): void {
  const given = params.json('allowed_updates', 'allowed updates')
  if (given === undefined) return
  if (!Array.isArray(given)) throw badRequest("can't parse allowed updates: expected an Array of String")
  const known = updateKinds.filter(kind => given.includes(kind))
  const { allowed_updates: before, ...settings } = updateSettings(world)
  if (JSON.stringify(before ?? []) === JSON.stringify(known)) return
  world.settings.set('updates', { ...settings, ...(known.length > 0 && { allowed_updates: known }) })
}

function checkedUrl(params: Params): string {
  const url = (params.text('url') ?? '').trim()
  if (url !== '' && !/^https?:\/\/[^/]+/.test(url))
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook')
  if (url !== '' && !URL.canParse(url)) throw badRequest('bad webhook: URL is invalid')
  return url
}

/** True when something changed. Takes http and any port, as a server of one's own does. */
export function setWebhook(world: World, params: Params): boolean {
  const url = checkedUrl(params)
  const secret = params.text('secret_token')
  if (secret && !/^[A-Za-z0-9_-]{1,256}$/.test(secret)) {
    throw badRequest(
      secret.length > 256 ? 'secret token is too long' : 'secret token contains unallowed characters'
    )
  }
  const connections = params.int('max_connections') ?? 40
  allowedFrom(world, params)
  if (params.flag('drop_pending_updates')) world.updates.clear()
  const before = updateSettings(world)
  const ip = params.text('ip_address')
  const next: UpdateSettings = {
    url,
    max_connections: Math.min(Math.max(connections, 1), 100_000),
    has_custom_certificate: params.file('certificate') !== undefined,
    ...(before.allowed_updates && { allowed_updates: before.allowed_updates }),
    ...(secret && { secret_token: secret }),
    ...(ip && { ip_address: ip })
  }
  const { last_error_date: _date, last_error_message: _message, ...same } = before
  const look = (settings: UpdateSettings) => JSON.stringify(Object.entries(settings).sort())
  if (look(same) === look(next)) return false
  world.settings.set('updates', next)
  return true
}

/** At most one setWebhook a second. */
export class WebhookThrottle {
  private nextAt = Number.NEGATIVE_INFINITY

  constructor(private readonly world: World) {}

  check(): void {
    const now = this.world.clock.monotonic()
    if (now < this.nextAt) throw tooMany(1)
    this.nextAt = now + 1000
  }
}

export function webhookInfo(world: World) {
  const { secret_token: _secret, max_connections, allowed_updates, ...settings } = updateSettings(world)
  world.updates.dropExpired()
  return {
    ...settings,
    pending_update_count: world.updates.size,
    ...(settings.url !== '' && { max_connections }),
    ...(allowed_updates && { allowed_updates })
  }
}
