import { type Params, Refused, type Update } from './types.js'

export interface Posted {
  readonly status: number
  readonly retryAfter: string | null
}

const postAgainAfterMs = 150

/** How updates reach the bot: kept until a later offset confirms them, or until the webhook answers 2xx. */
export class UpdateDelivery {
  #waiting: Update[] = []
  #webhook: { url: string; secret: string } | null = null
  #wake: () => void = () => {}
  #posting = false
  #isHeldBack = (_update: Update): boolean => false
  #stopped = false
  #retry: NodeJS.Timeout | undefined
  /** What is told of the last failure of the webhook. */
  lastError: { readonly last_error_date: number; readonly last_error_message: string } | undefined
  /** The allowed_updates of the last call that named them. */
  allowed: unknown

  get webhook(): { url: string; secret: string } | null {
    return this.#webhook
  }

  get waiting(): readonly Update[] {
    return this.#waiting
  }

  push(update: Update): void {
    this.#waiting.push(update)
    this.#wake()
    void this.#pump()
  }

  /**
   * By webhook, what `is` names waits as after failures, and what comes later overtakes it; until the function that it
   * answers is called.
   */
  holdBack(is: (update: Update) => boolean): () => void {
    this.#isHeldBack = is
    return () => {
      this.#isHeldBack = () => false
      void this.#pump()
    }
  }

  setWebhook(params: Params): true {
    const { url, secret_token: secret, drop_pending_updates: drop } = params
    if (drop) this.#waiting = []
    this.allowed = params['allowed_updates'] ?? this.allowed
    this.#webhook = typeof url === 'string' && url !== '' ? { url, secret: String(secret ?? '') } : null
    this.#wake()
    void this.#pump()
    return true
  }

  info(): object {
    return {
      url: this.#webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: this.#waiting.length,
      ...this.lastError
    }
  }

  async getUpdates(params: Params): Promise<Update[]> {
    const conflict =
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    if (this.#webhook) throw new Refused(409, conflict)
    const { offset, timeout, limit } = params
    this.allowed = params['allowed_updates'] ?? this.allowed
    if (typeof offset === 'number') this.#waiting = this.#waiting.filter(each => each.update_id >= offset)
    if (this.#waiting.length === 0) await this.#news(Number(timeout ?? 0) * 1000)
    if (this.#webhook) throw new Refused(409, 'Conflict: terminated by setWebhook request')
    return this.#waiting.slice(0, Number(limit ?? 100))
  }

  /** One try with the webhook's secret, whatever waits. */
  async post(update: Update): Promise<Posted> {
    if (!this.#webhook) throw new Error('there is no webhook')
    const { url, secret } = this.#webhook
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
      body: JSON.stringify(update)
    })
    await response.arrayBuffer()
    return { status: response.status, retryAfter: response.headers.get('retry-after') }
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#retry)
    this.#wake()
  }

  #news(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, this.#stopped ? 0 : ms)
      const before = this.#wake
      this.#wake = () => {
        clearTimeout(timer)
        before()
        resolve()
      }
    })
  }

  /** One after the other; what is not taken comes again before everything later. */
  async #pump(): Promise<void> {
    if (this.#posting) return
    this.#posting = true
    const next = () => this.#waiting.find(update => !this.#isHeldBack(update))
    for (let first = next(); first && this.#webhook && !this.#stopped; first = next()) {
      const update = first
      const posted = await this.post(update).catch(() => undefined)
      if (posted && posted.status < 300) this.#waiting = this.#waiting.filter(each => each !== update)
      else {
        await new Promise(resolve => {
          this.#retry = setTimeout(resolve, postAgainAfterMs)
        })
      }
    }
    this.#posting = false
  }
}
