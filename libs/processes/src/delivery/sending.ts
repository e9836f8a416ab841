import type { DeliveryId } from '#kernel'
import { type Chat, createBudgets } from '#telegram'
import { Dispatcher, type FencedNotes, RetryAfter } from '../dispatch/index.js'
import { createSources } from './compose/index.js'
import type { DeliveryOptions } from './options.js'
import type { Lane, Outbox, Overtaken, Step, Task } from './outbox/index.js'
import { Consequences, Recorder, Settlement } from './report/index.js'
import { Caller, Connection, chatOf, createIconStickers, FollowUp, Sender, Wishes } from './send/index.js'

const callsAtOnce = 64

export interface Sending {
  readonly dispatcher: Dispatcher<Lane, Step, Chat>
  readonly connection: Connection
  readonly consequences: Consequences
  /** On stable storage by the last process: read before anything is begun. */
  readonly retryAfter: RetryAfter
  overtaken(task: Task, by: Overtaken): void
  /** The task does what that one was for. */
  supersede(id: DeliveryId, by: Task): Promise<void>
}

/** What calls Telegram, put together: the dispatcher says when, the sender what, and who records it. */
export function createSending(
  name: string,
  options: DeliveryOptions,
  notes: FencedNotes,
  process: {
    readonly outbox: Outbox
    /** Aborted by `stop`: nothing new. */
    readonly stopping: AbortSignal
    /** Aborted when what is under way is given up. */
    readonly givenUp: AbortSignal
    isSending(): boolean
    /** Something under way has ended. */
    ended(): void
  }
): Sending {
  const { client, desk, directories, commands, limits, fence, metrics } = options
  const { outbox, stopping, givenUp: signal } = process
  const logger = options.logger.with({ process: 'delivery' })
  const { clock, log } = desk
  const connection = new Connection(client, clock, logger, () => dispatcher.wake())
  const icons = createIconStickers(client, clock)
  const sources = createSources({ ...desk, directories, outbox, icons, uploads: options.state.uploads })
  const recorder = new Recorder({ commands, log, clock }, outbox, signal)
  const consequences = new Consequences(options, signal)
  const caller = new Caller(options, connection, signal, stopping)
  const followUp = new FollowUp(outbox, consequences)
  const sender = new Sender(options, {
    outbox,
    sources,
    recorder,
    caller,
    followUp,
    settlement: new Settlement(options, { outbox, sources, recorder, logger, signal }),
    wishes: new Wishes({ outbox, sources, caller, followUp, consequences, clock })
  })
  const retryAfter = new RetryAfter(notes, `${name}-retry-after`, clock)
  const budgets = createBudgets({ clock, limits, takenOver: fence > 1 })
  const dispatcher: Sending['dispatcher'] = new Dispatcher(
    { clock, budgets, retryAfter, atOnce: callsAtOnce },
    {
      placeOf: lane => chatOf(lane, directories),
      take: (lane, step) => sender.take(lane, step),
      emptied: lane => outbox.lanes.delete(lane.key),
      mayBegin: () => process.isSending() && connection.state === 'up' && !stopping.aborted,
      failed(error, lane) {
        if (signal.aborted) return
        if (lane) logger.error({ lane: lane.key, error }, 'a step of the delivery failed, it is tried again')
        else logger.warn({ error }, 'the end of a delivery was not recorded')
      },
      held: seconds => metrics.telegramRetryAfter.inc(seconds),
      ended: () => process.ended()
    }
  )
  const overtaken = (task: Task, by: Overtaken) => dispatcher.tell(() => recorder.overtaken(task, by))
  const supersede = (id: DeliveryId, by: Task) => recorder.supersede(id, by)
  return { dispatcher, connection, consequences, retryAfter, overtaken, supersede }
}
