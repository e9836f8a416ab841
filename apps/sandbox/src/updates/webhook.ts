import { updateSettings, type World } from '../world/world.js'
import type { Pending } from './update-queue.js'
import { WebhookClient } from './webhook-client.js'
import type { Reply } from './webhook-reply.js'

interface Lane {
  ids: number[]
  /** Cancels the wait before the next attempt. */
  cancel: (() => void) | undefined
}

const firstRetryMs = 2000
const capMs = [60_000, 120_000] as const
const goneHours = 23

/**
 * Delivers updates to the webhook: one at a time per queue, queues in parallel, at most `max_connections` at once.
 * What is not accepted with 2xx is sent again: at once, then after 2, 4, 8 s … up to a random 60-120 s, or when
 * `Retry-After` says so, until the update expires.
 */
export class WebhookSender {
  private readonly lanes = new Map<string, Lane>()
  private readonly ready = new Set<string>()
  private readonly client = new WebhookClient()
  private inFlight = 0
  private goneSince: number | undefined
  private stopped = false

  constructor(
    private readonly world: World,
    private readonly reachable: () => boolean,
    private readonly removeWebhook: () => void,
    /** Runs the method that the webhook's answer named. */
    private readonly run: (reply: Reply) => void
  ) {
    world.updates.onPush(pending => {
      if (updateSettings(world).url === '') return
      this.add(pending)
      this.pump()
    })
    this.restart()
  }

  /** After every change of the webhook: everything pending is due at once. */
  restart(): void {
    for (const lane of this.lanes.values()) lane.cancel?.()
    this.lanes.clear()
    this.ready.clear()
    this.goneSince = undefined
    if (updateSettings(this.world).url === '') return
    for (const pending of this.world.updates.pending()) this.add(pending)
    this.pump()
  }

  pump(): void {
    if (this.stopped || !this.reachable()) return
    const { max_connections: most, url } = updateSettings(this.world)
    if (url === '') return
    for (const key of this.ready) {
      if (this.inFlight >= most) return
      this.ready.delete(key)
      const lane = this.lanes.get(key)
      if (lane) void this.deliver(key, lane)
    }
  }

  stop(): void {
    this.stopped = true
    for (const lane of this.lanes.values()) lane.cancel?.()
    this.client.stop()
  }

  private add(pending: Pending): void {
    const lane = this.lanes.get(pending.queue)
    if (lane) {
      lane.ids.push(pending.id)
      return
    }
    this.lanes.set(pending.queue, { ids: [pending.id], cancel: undefined })
    this.ready.add(pending.queue)
  }

  private async deliver(key: string, lane: Lane): Promise<void> {
    const id = lane.ids[0]
    const pending = id === undefined ? undefined : this.world.updates.get(id)
    if (!pending || this.world.updates.expired(pending)) {
      if (pending) this.world.updates.forget(pending.id)
      this.next(key, lane)
      return
    }
    this.inFlight += 1
    await this.world.store.committed()
    if (this.lanes.get(key) !== lane) {
      this.inFlight -= 1
      this.pump()
      return
    }
    const { url, secret_token } = updateSettings(this.world)
    const answer = await this.client.post(url, secret_token, this.world.updates.body(pending.id))
    this.inFlight -= 1
    if (this.stopped) return
    if (answer.ok) {
      this.world.updates.confirm(pending.id)
      this.world.changes.tell({ type: 'updates' })
      if (answer.reply) this.run(answer.reply)
    }
    if (this.lanes.get(key) !== lane) {
      this.pump()
      return
    }
    this.noteGone(answer.status === 410)
    // The webhook may have been removed by that, and its queues with it.
    if (this.lanes.get(key) !== lane) return
    if (answer.ok) {
      if (this.world.updates.get(pending.id)) this.ready.add(key)
      else this.next(key, lane)
    } else {
      this.failed(answer.error)
      this.retry(key, lane, pending, answer.retryAfterS)
    }
    this.pump()
  }

  private next(key: string, lane: Lane): void {
    lane.ids.shift()
    if (lane.ids.length > 0) this.ready.add(key)
    else this.lanes.delete(key)
    setImmediate(() => this.pump())
  }

  private retry(key: string, lane: Lane, pending: Pending, retryAfterS: number | undefined): void {
    pending.failures += 1
    const [low, high] = capMs
    const cap = low + Math.random() * (high - low)
    const backoff = pending.failures === 1 ? 0 : Math.min(firstRetryMs * 2 ** (pending.failures - 2), cap)
    const waitMs = retryAfterS === undefined ? backoff : retryAfterS * 1000
    lane.cancel = this.world.timers.after(waitMs, () => {
      lane.cancel = undefined
      this.ready.add(key)
      this.pump()
    })
    this.world.changes.tell({ type: 'updates' })
  }

  private failed(error: string): void {
    this.world.settings.set('updates', {
      ...updateSettings(this.world),
      last_error_date: this.world.clock.seconds(),
      last_error_message: error
    })
  }

  private noteGone(gone: boolean): void {
    const now = this.world.clock.monotonic()
    if (!gone) this.goneSince = undefined
    else this.goneSince ??= now
    if (this.goneSince !== undefined && now - this.goneSince > goneHours * 3600_000) this.removeWebhook()
  }
}
