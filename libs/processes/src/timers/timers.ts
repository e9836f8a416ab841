import type { CommandContext } from '#application'
import { idOf } from '#domain'
import { commandIdFor, type Instant } from '#kernel'
import { apart, atOnce } from '../in-slices.js'
import type { Due } from './due.js'
import { type DueEntries, Entries } from './entries.js'
import type { TimersOptions } from './options.js'

/** How often is looked for what is due. */
const everyMs = 250
/** What was accepted before an instant may take this long to be recorded: a timer waits for it. */
const settleMs = 250
const againAfterMs = 1000

export interface Timers {
  /** Until the signal is aborted. Never throws: what fails is tried again in the next round. */
  run(signal: AbortSignal): Promise<void>
  /** One look: whether there may be more that is due. */
  round(): Promise<boolean>
}

/**
 * Fires everything that is due later, when its time has come, in the order of instants. What is due stands in the view,
 * so a start needs no look through the log; what was recorded by a round that did not end is known to its stream, so
 * nothing happens twice. A stream that has changed since it was decided is left for the next round.
 */
export function createTimers(options: TimersOptions): Timers {
  const { clock, log, logger, kinds } = options
  const entries = new Entries(options)
  let notBefore = clock.monotonic() + options.graceAfterOutageMs

  const waitAnew = () => {
    notBefore = Math.max(notBefore, clock.monotonic() + options.graceAfterOutageMs)
  }

  async function round(): Promise<boolean> {
    const reach = options.telegram()
    if (reach.kind === 'unreachable') waitAnew()
    await options.first(reach)
    // Read before the head: what was recorded before this instant lies at or before the head.
    const now = clock.now()
    const head = await log.head()
    if (!options.drained()) return false
    if (!(await options.passed(head)) || clock.monotonic() < notBefore) return false
    const until = now - settleMs
    const found = await entries.dueBefore(until)
    const due = await decided(found, now, until)
    await fire(due)
    if (due.length > 0) entries.begin()
    return found.more
  }

  async function decided({ streams, horizon }: DueEntries, now: Instant, until: Instant) {
    const asked = new Map([...new Set(Object.values(kinds))].map(kind => [kind, new Set<string>()]))
    for (const [kind, list] of streams) for (const stream of list) asked.get(kinds[kind])?.add(stream)
    const all: Due[] = []
    for (const [kind, list] of asked) {
      if (list.size > 0) all.push(...(await kind.decide([...list], now, until)))
    }
    return all.filter(({ at }) => at <= horizon).sort((a, b) => a.at - b.at)
  }

  /** In this order; a few at once, never two of one stream. */
  async function fire(due: readonly Due[]): Promise<void> {
    /** Undefined: it has changed meanwhile. */
    const revisions = new Map<string, number | undefined>(
      due.map(({ stream, revision }) => [stream, revision])
    )
    for (const wave of apart(due, ({ stream }) => stream, atOnce)) {
      await Promise.all(
        wave.map(async one => {
          const revision = revisions.get(one.stream)
          if (revision !== undefined) revisions.set(one.stream, await act(one, revision))
        })
      )
    }
  }

  /** The stream's revision after it; undefined when it has changed meanwhile. */
  async function act({ stream, word, fire }: Due, revision: number): Promise<number | undefined> {
    const id = idOf(stream)
    const context: CommandContext = {
      commandId: commandIdFor(id, `${word}:${revision}`),
      causationId: `timers ${word}`,
      correlationId: id,
      actor: 'process:timers',
      ifRevision: revision
    }
    const outcome = await fire(context)
    if (outcome.ok) return outcome.value.revision
    if (outcome.reason !== 'precondition_failed') {
      logger.warn({ stream, word, reason: outcome.reason }, 'what was due was refused')
    }
    return undefined
  }

  return {
    round,
    async run(signal) {
      while (!signal.aborted) {
        const pauseMs = await round().then(
          more => (more ? 1 : everyMs),
          error => {
            logger.warn({ process: 'timers', error }, 'a look at the timers failed, it is tried again')
            waitAnew()
            return againAfterMs
          }
        )
        await clock.sleep(pauseMs, signal)
      }
    }
  }
}
