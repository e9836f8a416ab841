import type { Command } from '@nestjs/cqrs'
import { RecordAlert } from '#application'
import type { DeskState } from '#desk-state'
import type { AlertCommand } from '#domain'
import { type Clock, commandIdFor, type JsonObject } from '#kernel'
import type { Logger } from '#observability'
import type { AlertDirectory, LastingAlert } from '../directories/index.js'
import { alertWords, commonLanguage } from '../words/index.js'
import type { DeskFacts } from './facts.js'
import { begunBefore, look, type Standing } from './standing.js'

const lookEveryMs = 5000
/** Where the lasting alerts stand for processes that do not watch. */
export const alertsFact = 'alerts'

export interface AlertWatchOptions {
  /** Never throws, and hangs on nothing. */
  readonly facts: () => Promise<DeskFacts>
  readonly alerts: AlertDirectory
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
  readonly state: Pick<DeskState, 'setFact'>
  readonly clock: Clock
  readonly logger: Logger
}

export interface AlertWatch {
  /** Those that last, with their present details. */
  lasting(): readonly LastingAlert[]
  /** Until the signal is aborted; never throws. */
  run(signal: AbortSignal): Promise<void>
}

/**
 * Looks at the desk every five seconds and says what begins and what is over: in the output at once, in the log as soon
 * as it takes it. It goes on from what the log says has begun, so a restart repeats nothing.
 */
export function createAlertWatch(options: AlertWatchOptions): AlertWatch {
  const { clock, logger, commands, state } = options
  let standing: ReadonlyMap<string, Standing> = new Map()
  /** Not in the log yet, in order. */
  const unrecorded: AlertCommand[] = []
  const record = oneAtATime(recordAll)
  const publish = oneAtATime(publishAll)
  let published = ''

  function lasting(): readonly LastingAlert[] {
    return [...standing].flatMap(([name, { since, details, begun }]) =>
      begun ? [{ name, since, details }] : []
    )
  }

  async function lookOnce(): Promise<void> {
    const facts = await options.facts()
    const looked = look(standing, facts, clock.monotonic())
    for (const name of looked.begun) {
      const { since: at, details } = looked.standing.get(name) ?? { since: facts.now, details: {} }
      const { detail, remedy } = alertWords(commonLanguage, name, details)
      logger.warn({ alert: name, remedy }, `alert: ${detail}`)
      unrecorded.push({ type: 'BeginAlert', name, at, details })
    }
    for (const name of looked.ended) {
      logger.info({ alert: name }, `over: ${alertWords(commonLanguage, name, {}).title}`)
      unrecorded.push({ type: 'EndAlert', name, at: facts.now })
    }
    standing = looked.standing
    record()
    publish()
  }

  async function recordAll(): Promise<void> {
    for (let command = unrecorded[0]; command; command = unrecorded[0]) {
      const commandId = commandIdFor(`${command.type}:${command.name}`, command.at)
      await commands.execute(
        new RecordAlert(command, {
          commandId,
          causationId: commandId,
          correlationId: command.name,
          actor: 'process:alerts'
        })
      )
      unrecorded.shift()
    }
  }

  async function publishAll(): Promise<void> {
    const alerts = lasting().map(({ name, since, details }): JsonObject => ({ name, since, details }))
    const text = JSON.stringify(alerts)
    if (text === published) return
    await state.setFact(alertsFact, { alerts })
    published = text
  }

  /** A store that hangs must not keep the next look from happening; what failed is tried with it. */
  function oneAtATime(work: () => Promise<void>): () => void {
    let isAtWork = false
    return () => {
      if (isAtWork) return
      isAtWork = true
      work()
        .catch(error => logger.debug({ error }, 'alerts could not be stored, it is tried again'))
        .finally(() => {
          isAtWork = false
        })
    }
  }

  return {
    lasting,
    async run(signal) {
      standing = new Map(
        options.alerts
          .lasting()
          .map(({ name, since, details }) => [name, begunBefore(since, details, clock.monotonic())])
      )
      while (!signal.aborted) {
        await lookOnce().catch(error =>
          logger.error({ error }, 'a look at the desk failed, it is tried again')
        )
        await clock.sleep(lookEveryMs, signal)
      }
    }
  }
}

/** What `alertsFact` holds, in whatever version it was written. */
export function lastingIn(fact: JsonObject | undefined): readonly LastingAlert[] {
  const alerts = Array.isArray(fact?.['alerts']) ? fact['alerts'] : []
  return alerts.filter(isLasting)
}

const isLasting = (value: unknown): value is LastingAlert =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'since' in value &&
  typeof value.since === 'number' &&
  'details' in value &&
  typeof value.details === 'object' &&
  value.details !== null
