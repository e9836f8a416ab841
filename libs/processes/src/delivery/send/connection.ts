import type { Clock, Instant } from '#kernel'
import type { Logger } from '#observability'
import type { CallResult, TelegramClient } from '#telegram'
import { commonLanguage, setupProblemText, unreachableText } from '../../words/index.js'

export type ConnectionState = 'up' | 'paused' | 'unauthorized'

const mostInARow = 5
const longestProbeMs = 30_000
const notAccepted = setupProblemText(commonLanguage, { kind: 'unauthorized' })

/**
 * Whether Telegram answers. After five failed calls in a row nothing is sent; `getMe` is asked, less and less often,
 * until there is an answer. The same after one call whose token was not accepted: it can come back, and a wrong address too.
 */
export class Connection {
  #state: ConnectionState = 'up'
  #since: Instant
  #inARow = 0
  #why: string | undefined

  constructor(
    private readonly client: Pick<TelegramClient, 'call'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
    /** Called with every change. */
    private readonly changed: () => void
  ) {
    this.#since = clock.now()
  }

  get state(): ConnectionState {
    return this.#state
  }

  get status() {
    return { state: this.#state, since: this.#since, failedInARow: this.#inARow, why: this.#why }
  }

  note(result: CallResult<unknown>, signal: AbortSignal): void {
    switch (result.kind) {
      case 'ok':
        this.#answered()
        return
      case 'error':
        this.#answered()
        if (result.classified.kind === 'unauthorized') this.#stop('unauthorized', notAccepted, signal)
        return
      case 'lost':
      case 'not_sent':
        this.#inARow++
        if (this.#state === 'up') this.#why = unreachableText(result.why)
        if (this.#inARow >= mostInARow) this.#stop('paused', this.#why, signal)
    }
  }

  #answered(): void {
    this.#inARow = 0
    if (this.#state === 'up') this.#why = undefined
  }

  /** Calls that were under way when it stopped say nothing new. */
  #stop(state: 'paused' | 'unauthorized', why: string | undefined, signal: AbortSignal): void {
    if (this.#state !== 'up') return
    this.#enter(state, why)
    void this.#probe(signal)
  }

  async #probe(signal: AbortSignal): Promise<void> {
    for (let pause = 1000; this.#state !== 'up'; pause = Math.min(2 * pause, longestProbeMs)) {
      await this.clock.sleep(pause, signal)
      if (signal.aborted) return
      const result = await this.client.call('getMe', {}, signal)
      const isAnswer = result.kind === 'ok' || result.kind === 'error'
      if (result.kind === 'error' && result.classified.kind === 'unauthorized') {
        this.#enter('unauthorized', notAccepted)
      } else if (isAnswer) {
        this.#inARow = 0
        this.#enter('up', undefined)
      } else if (this.#state === 'paused') {
        this.#why = unreachableText(result.why)
      }
    }
  }

  #enter(state: ConnectionState, why: string | undefined): void {
    if (this.#state === state) return
    this.#state = state
    this.#since = this.clock.now()
    this.#why = why
    if (state === 'up') this.logger.info({}, 'Telegram answers again, sending goes on')
    else this.logger.warn({ state, why }, 'sending to Telegram has stopped')
    this.changed()
  }
}
