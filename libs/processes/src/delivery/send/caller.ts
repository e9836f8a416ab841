import type { CallResult } from '#telegram'
import { type Call, perform } from '../compose/index.js'
import type { DeliveryOptions } from '../options.js'
import type { Connection } from './connection.js'

/** Makes one call, measured; what its answer says of the connection is noted. */
export class Caller {
  constructor(
    private readonly options: Pick<DeliveryOptions, 'client' | 'desk' | 'metrics' | 'canCall'>,
    private readonly connection: Connection,
    /** Aborted when calls under way are given up. */
    private readonly signal: AbortSignal,
    private readonly stopping: AbortSignal
  ) {}

  /** Whether a call that begins now is over while it is still ours to make, and wanted. */
  mayCall(): boolean {
    return !this.signal.aborted && !this.stopping.aborted && this.options.canCall()
  }

  async call(call: Call): Promise<CallResult<unknown>> {
    const { client, desk, metrics } = this.options
    const from = desk.clock.monotonic()
    const result = await perform(client, call, this.signal)
    const took = (desk.clock.monotonic() - from) / 1000
    metrics.telegramCallDuration.observe({ method: call.method, result: result.kind }, took)
    if (result.kind !== 'ok') {
      const code = result.kind === 'error' ? String(result.code) : result.kind
      metrics.telegramFailures.inc({ method: call.method, code })
    }
    this.connection.note(result, this.signal)
    return result
  }
}
