import { join } from 'node:path'
import { entryOf, LogCheck, newSigningPair, recordOf, saltOf } from '#audit'
import { openMemoryDeskState } from '#desk-state/memory'
import { deskAudit } from '#domain'
import type { EventLog, NewEvent } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { commandIdFor, eventIdFor, systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { Proofs, Sealing } from '#processes'
import { openSqliteReadStore } from '#read-store/sqlite'
import type { Figure, Row } from '../figure.js'

const perTicket = 20
const saltKey = Buffer.alloc(32, 1)
const salt = { key: saltKey, origin: 'bench' }

/** Events as large as the desk's are, in a log in memory; the view in a file. */
export const audit: Figure = {
  name: 'audit',
  async run({ quick, directory, say }) {
    const count = quick ? 50_000 : 1_000_000
    const log = openMemoryLog()
    await fill(log, 0, count)
    say(`${count} events are there`)
    const store = await openSqliteReadStore({ path: join(directory, 'audit-views.db') })
    const state = openMemoryDeskState({ clock: systemClock })
    const pair = newSigningPair()
    const sealing = new Sealing({
      log,
      rawLog: log,
      store,
      state,
      salt,
      keys: { signing: () => [pair], all: () => [pair] },
      settings: async () => deskAudit(undefined),
      clock: systemClock,
      logger: silentLogger,
      fence: 1
    })
    const first = await measured(() => sealing.seal())
    await fill(log, count / perTicket, 1000)
    const next = await measured(() => sealing.seal())
    const proofs = new Proofs({ log, store, state, salt: async () => salt })
    const latest = await proofs.latest()
    if (!latest) throw new Error('nothing was sealed')
    const stream = streamOf(Math.floor(count / perTicket / 2))
    const bundle = await measured(async () => {
      const events = []
      for (let n = 0; n < 10; n++)
        for await (const event of log.readStream(streamOf(Math.floor(count / perTicket / 2) + n)))
          events.push(event)
      await proofs.records(events)
      const places = await proofs.places(events, latest.size)
      await proofs.inclusions([...places.values()], latest)
      await proofs.head(stream, latest)
      return events.length
    })
    const verify = await measured(async () => {
      const check = new LogCheck(undefined)
      for await (const item of log.subscribe('start', new AbortController().signal)) {
        if (item.kind === 'caughtUp') break
        check.add(item.event, entryOf(recordOf(item.event, saltOf(saltKey, item.event.id))))
      }
      if (check.finish().length > 0) throw new Error('the log is not sound')
    })
    await store.close()
    await log.close()
    const of = { events: count }
    const atMost = (limit: number) => ({ of: 'value' as const, bound: 'at_most' as const, limit })
    const rows: Row[] = [
      {
        figure: 'audit, processor time of a leaf',
        value: round((first.cpuMs * 1000) / count),
        unit: 'µs',
        details: of
      },
      { figure: 'audit, first seal of all', value: round(first.ms / 1000), unit: 's', details: of },
      {
        figure: 'audit, seal of 1,000 new events',
        value: round(next.ms),
        unit: 'ms',
        aim: atMost(150),
        details: of
      },
      {
        figure: `audit, proofs of ${bundle.value} events`,
        value: round(bundle.ms),
        unit: 'ms',
        aim: atMost(300),
        details: of
      },
      {
        figure: 'audit, log hashed anew',
        value: round(verify.ms / 1000),
        unit: 's',
        aim: atMost(20),
        details: of
      }
    ]
    return rows
  }
}

const streamOf = (n: number) => `ticket-${n}`

async function fill(log: EventLog, firstTicket: number, count: number): Promise<void> {
  for (let n = 0; n < count; n += perTicket) {
    const ticket = firstTicket + n / perTicket
    const events = Array.from({ length: perTicket }, (_, i): NewEvent => {
      const commandId = commandIdFor(`bench ${ticket}`, i)
      return {
        id: eventIdFor(commandId, 0),
        type: 'CustomerMessageReceived',
        recordedAt: Date.UTC(2026, 0, 5) + n,
        data: {
          messageId: commandId,
          telegramMessageId: n + i,
          kind: 'text',
          sentAt: n,
          digest: commandId,
          late: false
        },
        meta: { commandId, $causationId: commandId, $correlationId: commandId, actor: 'customer', schema: 1 }
      }
    })
    await log.append(streamOf(ticket), events, 'none')
  }
}

async function measured<T>(work: () => Promise<T>) {
  const cpu = process.cpuUsage()
  const began = performance.now()
  const value = await work()
  const { user, system } = process.cpuUsage(cpu)
  return { value, ms: performance.now() - began, cpuMs: (user + system) / 1000 }
}

const round = (value: number): number => Number(value.toPrecision(3))
