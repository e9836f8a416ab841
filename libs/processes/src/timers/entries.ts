import type { DeskSettings } from '#domain'
import type { Instant } from '#kernel'
import { type TimerDocument, type TimerKind, type TimerSetting, timerSettings } from '#views'
import type { TimersOptions } from './options.js'

export const mostInARound = 512

export interface DueEntries {
  readonly streams: ReadonlyMap<TimerKind, ReadonlySet<string>>
  /** Nothing that is not among them is due before this. */
  readonly horizon: Instant
  /** There may be more. */
  readonly more: boolean
}

interface Place {
  readonly order: Instant
  readonly id: string
}

/** Looks the view through for what is due. */
export class Entries {
  /** Where the next look begins, in the lists of which the last look has come to nothing. */
  readonly #places = new Map<TimerSetting | null, Place>()

  constructor(private readonly options: Pick<TimersOptions, 'timers' | 'settings'>) {}

  async dueBefore(until: Instant): Promise<DueEntries> {
    const desk = await this.options.settings.desk()
    const streams = new Map<TimerKind, Set<string>>()
    let horizon = until
    let more = false
    for (const after of [null, ...timerSettings]) {
      const waitS = after === null ? 0 : secondsOf(after, desk)
      if (waitS === null) continue
      const found = await this.#find(after, until - waitS * 1000)
      for (const { kind, stream } of found) {
        const ofKind = streams.get(kind) ?? new Set()
        streams.set(kind, ofKind.add(stream))
      }
      const last = found.at(-1)
      if (!last || found.length < mostInARound) {
        this.#places.delete(after)
        continue
      }
      // What lies behind the last one is for the next round: others come before it.
      horizon = Math.min(horizon, last.at + waitS * 1000)
      more = true
      this.#places.set(after, { order: last.at, id: last.id })
    }
    return { streams, horizon, more }
  }

  /** Something has come of the last look: the next one begins with what is due first. */
  begin(): void {
    this.#places.clear()
  }

  #find(after: TimerSetting | null, to: Instant): Promise<TimerDocument[]> {
    const place = this.#places.get(after)
    const from = place ? { after: place } : {}
    return this.options.timers.find({ index: 'due', where: { after }, to, ...from, limit: mostInARound })
  }
}

/** Null: never. */
function secondsOf(setting: TimerSetting, { autoCloseAfterS }: DeskSettings): number | null {
  switch (setting) {
    case 'auto_close_after_s':
      return autoCloseAfterS
  }
}
