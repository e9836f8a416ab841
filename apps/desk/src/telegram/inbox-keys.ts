import { type BotId, type Clock, type Instant, type SubjectId, toIso } from '#kernel'
import type { Logger } from '#observability'
import { type CachingSealer, createSealer, KeyGone, type Vault } from '#privacy'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Tomorrow's key is there a day ahead: the vault may be away that long. */
const daysAhead = 2
/** So many later days are looked at for a key where a day's own is destroyed. */
const daysTried = 400

/** Under which name the bot's raw updates of this instant's day (UTC) are sealed. */
export const inboxKeyName = (bot: BotId, instant: Instant): SubjectId =>
  `inbox-${bot}-${toIso(instant).slice(0, 10)}` as SubjectId

export interface InboxKeys {
  /** Seals under the day's key. Needs no vault while `keepReady` has reached it within the last day. */
  readonly sealer: CachingSealer
  /**
   * The key of the day, or of the first later one that is not destroyed: a clock that was ahead for a while has destroyed
   * keys of days that were still to come.
   */
  keyName(instant: Instant): SubjectId
  /** Loads today's and the following days' keys. @throws VaultUnavailable; KeyGone where more than a year's are destroyed */
  prepare(): Promise<void>
  /** Prepares every hour, a minute after a failure; until the signal is aborted. Never throws. */
  keepReady(signal: AbortSignal): Promise<void>
}

/** The bot's inbox keys, held in memory, so that receiving an update needs nothing but the log. */
export function createInboxKeys(options: {
  readonly bot: BotId
  readonly vault: Vault
  readonly clock: Clock
  readonly logger: Logger
}): InboxKeys {
  const { bot, vault, clock, logger } = options
  // Of its own: among the subjects' keys an inbox key could be pushed out of the cache.
  const sealer = createSealer(vault, { clock, cacheMs: hourMs })
  let names = new Map<SubjectId, SubjectId>()

  async function firstUsable(instant: Instant): Promise<SubjectId> {
    for (let day = 0; ; day++) {
      const name = inboxKeyName(bot, instant + day * dayMs)
      try {
        await sealer.prepare(name)
        return name
      } catch (error) {
        if (!(error instanceof KeyGone) || day >= daysTried) throw error
      }
    }
  }

  async function prepare(): Promise<void> {
    const prepared = new Map<SubjectId, SubjectId>()
    for (let day = 0; day <= daysAhead; day++) {
      const instant = clock.now() + day * dayMs
      prepared.set(inboxKeyName(bot, instant), await firstUsable(instant))
    }
    names = prepared
  }
  return {
    sealer,
    keyName(instant) {
      const ofDay = inboxKeyName(bot, instant)
      return names.get(ofDay) ?? ofDay
    },
    prepare,
    async keepReady(signal) {
      while (!signal.aborted) {
        try {
          await prepare()
          await clock.sleep(hourMs, signal)
        } catch (error) {
          logger.warn({ error, bot }, 'the inbox keys could not be loaded; trying again in a minute')
          await clock.sleep(60_000, signal)
        }
      }
    }
  }
}

/**
 * Destroys the inbox keys of days that are older than the retention, once a day: raw updates of those days can never be
 * opened again. `evict` is told each key's name, so that nobody keeps it in memory. Never throws; ends with the signal.
 */
export async function keepRetention(options: {
  readonly vault: Vault
  readonly clock: Clock
  readonly logger: Logger
  readonly retentionMs: number
  readonly evict: (keyName: string) => void
  readonly signal: AbortSignal
}): Promise<void> {
  const { vault, clock, logger, retentionMs, evict, signal } = options
  while (!signal.aborted) {
    try {
      const destroyed = await vault.destroyInboxKeysBefore(clock.now() - retentionMs)
      for (const name of destroyed) evict(name)
      if (destroyed.length > 0) logger.info({ keys: destroyed }, 'destroyed inbox keys past their retention')
      await clock.sleep(dayMs, signal)
    } catch (error) {
      logger.warn(
        { error },
        'inbox keys past their retention could not be destroyed; trying again in an hour'
      )
      await clock.sleep(hourMs, signal)
    }
  }
}
