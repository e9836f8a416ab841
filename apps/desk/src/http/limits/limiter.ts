import type { SettingsReader } from '#application'
import { type DeskLimits, deskLimits, type Limit, type LimitGroup } from '#domain'
import { type Clock, within } from '#kernel'
import type { Logger } from '#observability'
import { Gcra, secondsOf } from './gcra.js'
import { type Counted, fieldsOf } from './rate-limit-fields.js'

/** A log that is away holds nobody up for longer. */
const readMs = 250
/** Of keys and addresses, with a policy each. */
const maxKept = 20_000

export interface Verdict {
  /** The policies that are used up, and when one more request passes; undefined: this one passes. */
  readonly refused: { readonly policies: readonly string[]; readonly retryAfterS: number } | undefined
  /** The header fields of the answer; empty where no limit is set. */
  readonly fields: { readonly [name: string]: string }
}

type OfKeys = 'default' | LimitGroup
type Policy = OfKeys | 'failed_credentials'

/**
 * How often who may ask, by `desk/limits`. Kept in this process alone: a desk of several gives each its part. A limit that
 * can't be read goes on as it was known last: a store that is away refuses nobody.
 */
export class Limiter {
  readonly #busyUntil = new Map<string, number>()
  #known: DeskLimits = deskLimits(undefined)

  constructor(
    private readonly options: {
      readonly settings: Pick<SettingsReader, 'limits'>
      readonly clock: Clock
      readonly logger: Logger
      /** How many processes answer for this desk now. */
      readonly processes: () => number
    }
  ) {}

  /** Counts a request of this key; one that is refused counts nowhere. */
  async request(key: string, groups: readonly LimitGroup[]): Promise<Verdict> {
    const { ofKeys } = await this.#limits()
    const names: readonly OfKeys[] = ['default', ...groups]
    return this.#count(
      key,
      names.flatMap(name => (ofKeys[name] ? [[name, ofKeys[name]] as const] : []))
    )
  }

  /** Counts a wrong key from this address. */
  async failed(address: string): Promise<Verdict> {
    const { failedCredentials, areSet } = await this.#limits()
    const verdict = this.#count(address, [['failed_credentials', failedCredentials]])
    return areSet ? verdict : { ...verdict, fields: {} }
  }

  async #limits(): Promise<DeskLimits> {
    const { settings, logger } = this.options
    try {
      this.#known = await within(readMs, settings.limits())
    } catch (error) {
      logger.warn({ error }, 'the limits could not be read: those known last hold')
    }
    return this.#known
  }

  #count(who: string, limits: readonly (readonly [Policy, Limit])[]): Verdict {
    const now = this.options.clock.monotonic()
    const share = Math.max(1, this.options.processes())
    const policies = limits.map(([name, limit]) => ({
      name,
      limit,
      gcra: new Gcra(limit, share),
      kept: `${name} ${who}`
    }))
    const standing = () =>
      policies.map(({ name, limit, gcra, kept }): Counted => {
        return { name, limit, standing: gcra.at(this.#busyUntil.get(kept), now) }
      })
    const before = standing()
    const used = before.filter(one => !one.standing.allowed)
    if (used.length > 0) {
      const waitMs = Math.max(...used.map(one => one.standing.waitMs))
      return {
        refused: {
          policies: used.map(({ name }) => name),
          retryAfterS: Math.max(1, secondsOf(waitMs))
        },
        fields: fieldsOf(before)
      }
    }
    for (const { gcra, kept } of policies) this.#keep(kept, gcra.taken(this.#busyUntil.get(kept), now), now)
    return { refused: undefined, fields: fieldsOf(standing()) }
  }

  /** Who has asked nothing for a window is as good as unknown. */
  #keep(kept: string, busyUntil: number, now: number): void {
    if (this.#busyUntil.size >= maxKept && !this.#busyUntil.has(kept)) {
      for (const [name, until] of this.#busyUntil) if (until <= now) this.#busyUntil.delete(name)
      // Still too many: whoever was met first is let off.
      for (const name of this.#busyUntil.keys()) {
        if (this.#busyUntil.size < maxKept) break
        this.#busyUntil.delete(name)
      }
    }
    this.#busyUntil.set(kept, busyUntil)
  }
}
