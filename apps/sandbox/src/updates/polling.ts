import { conflict } from '../api-error.js'
import type { Params } from '../params.js'
import { updateSettings, type World } from '../world/world.js'
import { allowedFrom } from './settings.js'

/** JSON that is written already. */
export class RawJson {
  constructor(readonly text: string) {}
}

const maxTimeoutS = 50
const maxBytes = 4 * 1024 * 1024
const conflictMs = 3000
const otherPoller = 'terminated by other getUpdates request; make sure that only one bot instance is running'
const webhookActive =
  "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

/** getUpdates: one caller at a time; an answer is confirmed by the offset of the next call. */
export class Poller {
  private end: ((reason: string | undefined) => void) | undefined

  constructor(private readonly world: World) {}

  async getUpdates(params: Params, gone: AbortSignal): Promise<RawJson> {
    const { world } = this
    this.end?.(otherPoller)
    if (updateSettings(world).url !== '') return this.refuse(webhookActive)
    const limit = Math.min(Math.max(params.int('limit') ?? 100, 1), 100)
    const timeoutS = Math.min(Math.max(params.int('timeout') ?? 0, 0), maxTimeoutS)
    allowedFrom(world, params)
    this.confirm(params.int('offset') ?? 0)
    const ready = this.take(limit)
    if (ready || timeoutS === 0) return ready ?? new RawJson('[]')
    const ended = await this.wait(timeoutS * 1000, gone)
    if (ended !== undefined) return this.refuse(ended)
    if (!gone.aborted) await this.world.store.committed()
    return (gone.aborted ? undefined : this.take(limit)) ?? new RawJson('[]')
  }

  /** Ends the call that waits, if there is one. */
  terminate(reason: string): void {
    this.end?.(reason)
  }

  stop(): void {
    this.end?.(undefined)
  }

  /** Forgets everything below the offset. One beyond the tail, or from another time, confirms nothing. */
  private confirm(offset: number): void {
    const { updates } = this.world
    if (offset > updates.tail + 10) return
    let left = offset < 0 ? updates.size + offset : Number.POSITIVE_INFINITY
    for (const { id } of updates.pending()) {
      if (left-- <= 0 || (offset >= 0 && id >= offset)) return
      updates.confirm(id)
    }
  }

  private take(limit: number): RawJson | undefined {
    const { updates } = this.world
    const bodies: string[] = []
    let bytes = 0
    for (const pending of updates.pending()) {
      if (updates.expired(pending)) {
        updates.forget(pending.id)
        continue
      }
      const body = updates.body(pending.id)
      bytes += body.length
      if (bodies.length >= limit || (bodies.length > 0 && bytes > maxBytes)) break
      bodies.push(body)
    }
    return bodies.length > 0 ? new RawJson(`[${bodies.join(',')}]`) : undefined
  }

  /** Undefined: there is something now, or the time is over; otherwise why the call must fail. */
  private wait(ms: number, gone: AbortSignal): Promise<string | undefined> {
    return new Promise(resolve => {
      const finish = (reason: string | undefined) => {
        this.end = undefined
        unlisten()
        cancel()
        gone.removeEventListener('abort', left)
        resolve(reason)
      }
      const left = () => finish(undefined)
      const unlisten = this.world.updates.onPush(left)
      const cancel = this.world.timers.after(ms, left)
      gone.addEventListener('abort', left)
      this.end = finish
    })
  }

  private async refuse(reason: string): Promise<never> {
    await this.world.timers.sleep(conflictMs)
    throw conflict(reason)
  }
}
