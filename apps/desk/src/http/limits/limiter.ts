import type { SettingsReader } from '#application'
import { type DeskLimits, deskLimits, type Limit, type LimitGroup } from '#domain'
import { type Clock, within } from '#kernel'
import type { Logger } from '#observability'
import { Gcra, secondsOf } from './gcra.js'
import { type Counted, fieldsOf } from './rate-limit-fields.js'

/** A log that is away holds nobody up for longer. */
const readMs = 250
/** Of keys with a policy each, and of addresses as many. */
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
  readonly #keys = new Map<string, number>()
  /** Apart: there is no end of addresses, and what is kept of keys must not make room for them. */
  readonly #addresses = new Map<string, number>()
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
      this.#keys,
      key,
      names.flatMap(name => (ofKeys[name] ? [[name, ofKeys[name]] as const] : []))
    )
  }

  /** Counts a wrong key from this address. */
  async failed(address: string): Promise<Verdict> {
    const { failedCredentials, areSet } = await this.#limits()
    const verdict = this.#count(this.#addresses, address, [['failed_credentials', failedCredentials]])
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

  #count(
    busyUntil: Map<string, number>,
    who: string,
    limits: readonly (readonly [Policy, Limit])[]
  ): Verdict {
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
        return { name, limit, standing: gcra.at(busyUntil.get(kept), now) }
      })
    const before = standing()
    const used = before.filter(one => !one.standing.allowed)
    if (used.length > 0) {
      for (const { kept } of policies) {
        const until = busyUntil.get(kept)
        if (until !== undefined) keep(busyUntil, kept, until)
      }
      const waitMs = Math.max(...used.map(one => one.standing.waitMs))
      return {
        refused: {
          policies: used.map(({ name }) => name),
          retryAfterS: Math.max(1, secondsOf(waitMs))
        },
        fields: fieldsOf(before)
      }
    }
    for (const { gcra, kept } of policies) keep(busyUntil, kept, gcra.taken(busyUntil.get(kept), now))
    return { refused: undefined, fields: fieldsOf(standing()) }
  }
}

/** Where there are too many, whoever has not asked for longest is let off. */
function keep(busyUntil: Map<string, number>, kept: string, until: number): void {
  busyUntil.delete(kept)
  for (const name of busyUntil.keys()) {
    if (busyUntil.size < maxKept) break
    busyUntil.delete(name)
  }
  busyUntil.set(kept, until)
}
