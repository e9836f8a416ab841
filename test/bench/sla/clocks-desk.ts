import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from '@nestjs/cqrs'
import {
  ActOnTicket,
  ActOnTicketHandler,
  createSettingsReader,
  type Desk,
  RuleBook,
  readsOver,
  StreamRunner
} from '#application'
import { openMemoryDeskState } from '#desk-state/memory'
import { eventTypes, recomputationDecider, recomputationStream, settingStream } from '#domain'
import { type EventLog, withTypes } from '#event-log'
import { openSqliteLog } from '#event-log/sqlite'
import { type Clock, commandIdFor, type JsonObject, recomputationIdFor, systemClock } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { conceal, createSealer } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import {
  createAbsenceTimers,
  createAutoClose,
  createAvailabilityEnd,
  createFormTimeout,
  createRecomputation,
  createRoutingTimers,
  createRuleTimers,
  createSlaTimers,
  createTimers
} from '#processes'
import { openSqliteReadStore } from '#read-store/sqlite'
import { runViews } from '#subscriptions'
import { timersView } from '#views'
import { berlin, type Recorded, stored } from './ticket-life.js'

const slice = 512

/** Calendar, then what was recorded, in the order of time; each ticket's events in theirs. Answers how many. */
export async function writeLog(directory: string, calendar: JsonObject, recorded: readonly Recorded[]) {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const log = await openSqliteLog({ path: join(directory, 'log.db') })
  const published = { kind: 'calendar', id: 'berlin', body: calendar }
  await log.append(
    settingStream('calendar', 'berlin'),
    [stored('SettingPublished', published, recorded[0]?.at ?? 0)],
    'none'
  )
  const revisions = new Map<string, number>()
  for (let from = 0; from < recorded.length; from += slice) {
    const streams = Map.groupBy(recorded.slice(from, from + slice), ({ stream }) => stream)
    await Promise.all(
      [...streams].map(([stream, list]) => {
        const last = revisions.get(stream)
        revisions.set(stream, (last ?? -1) + list.length)
        const events = list.map(({ event, at }) => stored(event.type, event.data, at))
        return log.append(stream, events, last ?? 'none')
      })
    )
  }
  await log.close()
  return recorded.length + 1
}

export { berlin }

/**
 * What records warnings and breaches, on the desk's own stores: log, view, decider, clock process. Without Telegram and
 * what waits for it.
 */
export async function openClocksDesk(directory: string, clock: Clock = systemClock) {
  const read = { events: 0 }
  const log = counting(withTypes(await openSqliteLog({ path: join(directory, 'log.db') }), eventTypes), read)
  const store = await openSqliteReadStore({ path: join(directory, 'views.db') })
  const state = openMemoryDeskState({ clock })
  const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 7), clock })
  const sealer = createSealer(vault, { clock, cacheMs: 0 })
  // More than one round asks for, and small, so that it is full soon: what still grows then is no cache.
  const runner = new StreamRunner(log, sealer, clock, { cachedStreams: 600 })
  const desk: Desk = {
    log,
    runner,
    vault,
    sealer,
    clock,
    settings: createSettingsReader(runner),
    rules: new RuleBook()
  }
  const runtime = { clock: systemClock, logger: silentLogger, metrics: createMetrics(), random: Math.random }
  const views = runViews({ ...runtime, views: [timersView], log, store, state })
  const reads = readsOver({ log, sealer, clock, store })
  const { sla } = reads
  const tickets = new ActOnTicketHandler(desk)
  const commands = {
    async execute<R>(command: Command<R>): Promise<R> {
      if (!(command instanceof ActOnTicket)) throw new Error('the clocks act on tickets only')
      // The handler answers what the command promises.
      return (await tickets.execute(command)) as R
    }
  }
  const shared = { desk, commands, tickets: sla, logger: silentLogger }
  const recomputation = createRecomputation({ ...shared, reads, passed: async () => {}, zoneData: 'bench' })
  const ofClocks = createSlaTimers(shared)
  const timers = createTimers({
    clock,
    log,
    logger: silentLogger,
    settings: desk.settings,
    timers: reads.timers,
    kinds: {
      sla_warning: ofClocks,
      sla_breach: ofClocks,
      sla_retraction: ofClocks,
      auto_close: createAutoClose({ desk, commands }),
      availability_end: createAvailabilityEnd({ desk, commands }),
      absence: createAbsenceTimers({ desk, commands, watched: async () => [] }),
      routing: createRoutingTimers({ desk, commands }),
      rule: createRuleTimers({ desk, commands, sla: reads.sla }),
      form_timeout: createFormTimeout({ desk, commands })
    },
    first: async () => {},
    passed: async head => head === undefined || views.waitFor(timersView.name, head, 2000),
    drained: () => true,
    graceAfterOutageMs: 0,
    telegram: () => ({ kind: 'unknown' })
  })
  return {
    log,
    due: reads.timers,
    timers,
    /** Publishes the calendar anew and applies it to every open ticket; answers how many were changed. */
    async recompute(calendar: JsonObject): Promise<number> {
      const version = 1
      const published = { kind: 'calendar', id: 'berlin', body: calendar }
      const now = clock.now()
      await log.append(settingStream('calendar', 'berlin'), [stored('SettingPublished', published, now)], 0)
      const id = recomputationIdFor(commandIdFor('bench'))
      const reason = conceal({ reason: 'a bench' })
      const about = { kind: 'calendar' as const, settingId: 'berlin', version, reason }
      const request = { type: 'RequestRecomputation' as const, ...about, now }
      const context = {
        commandId: commandIdFor('request'),
        causationId: '',
        correlationId: '',
        actor: 'process:bench' as const,
        subjectId: await vault.newSubject()
      }
      const stream = recomputationStream(id)
      await runner.run(recomputationDecider, stream, request, context)
      for await (const event of log.readStream(stream)) {
        await recomputation.handle(event, { signal: new AbortController().signal, hold: () => () => {} })
        break
      }
      const { state: done } = await runner.load(recomputationDecider, stream)
      return done.exists ? done.changed : 0
    },
    /** Events read from the log since the last look. */
    readSince: () => {
      const { events } = read
      read.events = 0
      return events
    },
    async current() {
      const head = await log.head()
      if (head && !(await views.waitFor(timersView.name, head, 3_600_000)))
        throw new Error('the view is behind')
    },
    async close() {
      await views.stop()
      await store.close()
      await log.close()
    }
  }
}

const counting = (log: EventLog, read: { events: number }): EventLog => ({
  append: (stream, events, expected) => log.append(stream, events, expected),
  async *readStream(stream, from) {
    for await (const event of log.readStream(stream, from)) {
      read.events++
      yield event
    }
  },
  async *subscribe(after, signal) {
    for await (const item of log.subscribe(after, signal)) {
      if (item.kind === 'event') read.events++
      yield item
    }
  },
  head: () => log.head(),
  eventAt: position => log.eventAt(position),
  ping: () => log.ping(),
  close: () => log.close()
})
