import { type JsonObject, toIso } from '#kernel'
import type { TelegramFacts, UpdatesFacts } from '#processes'
import type { TelegramClient } from '#telegram'
import type { Core } from '../start/core.js'
import { type SourceStatus, webhookPath } from '../telegram/index.js'
import { Probe } from './probe.js'

const callMs = 10_000

export interface TelegramLook {
  readonly facts: TelegramFacts | undefined
  readonly username: string | null
  /** As Telegram told it last. */
  readonly webhook: JsonObject | null
}

/** Asks getMe and getWebhookInfo. What Telegram said of the webhook is kept while it does not answer. */
export function createTelegramLook(
  client: TelegramClient,
  { clock }: Pick<Core, 'clock'>
): (freshMs: number) => Promise<TelegramLook> {
  const path = webhookPath.replace(':bot_id', client.botId)
  let username: string | null = null
  let told:
    | { readonly body: JsonObject; readonly pending: number; readonly of: TelegramFacts['webhook'] }
    | undefined

  async function ask(): Promise<Pick<TelegramFacts, 'silent' | 'unauthorized'>> {
    const signal = AbortSignal.timeout(callMs)
    const [me, info] = await Promise.all([
      client.call('getMe', {}, signal),
      client.call('getWebhookInfo', {}, signal)
    ])
    if (me.kind === 'ok') username = me.result.username ?? null
    if (info.kind === 'ok') {
      const { url = '', pending_update_count: pending, last_error_message, last_error_date } = info.result
      const message = last_error_message ?? null
      const at = last_error_date === undefined ? null : last_error_date * 1000
      const lastError = message === null ? undefined : { message, at: at ?? clock.now() }
      told = {
        pending,
        of: url === '' ? undefined : { url, path, pending, lastError },
        body: {
          url,
          pending_update_count: pending,
          last_error_message: message,
          last_error_date: at === null ? null : toIso(at)
        }
      }
    }
    const isSilent = me.kind === 'lost' || me.kind === 'not_sent'
    return {
      silent: isSilent ? me.why : undefined,
      unauthorized: me.kind === 'error' && me.classified.kind === 'unauthorized'
    }
  }

  const probe = new Probe(ask, clock)
  return async freshMs => {
    const { value, trouble } = await probe.look(freshMs)
    const silent = trouble ? `${trouble.why} since ${toIso(trouble.since)}` : value?.silent
    const isKnown = value !== undefined || trouble !== undefined
    return {
      username,
      webhook: told?.body ?? null,
      facts: isKnown
        ? {
            silent,
            unauthorized: value?.unauthorized ?? false,
            webhook: told?.of,
            pending: told?.pending ?? 0
          }
        : undefined
    }
  }
}

/** How updates come in, for alerts. */
export function updatesFacts(source: SourceStatus): UpdatesFacts {
  switch (source.kind) {
    case 'starting':
    case 'webhook':
    case 'polling':
      return { kind: 'fine', why: '' }
    case 'conflict':
      return {
        kind: 'blocked',
        why:
          source.with === 'webhook'
            ? 'a webhook is set for this bot'
            : 'another program polls with the same token'
      }
    case 'unauthorized':
      return { kind: 'unauthorized', why: 'Telegram does not accept the bot token' }
    case 'refused':
      return { kind: 'blocked', why: `Telegram refuses: ${source.code} ${source.description}` }
    case 'unreachable':
      return { kind: 'unreachable', why: source.why }
    case 'not_recorded':
      return { kind: 'blocked', why: 'they could not be recorded; they come again' }
    case 'not_switched':
      return { kind: 'blocked', why: `the way they come could not be set: ${source.why}` }
  }
}
