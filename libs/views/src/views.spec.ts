import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { openMemoryDeskState } from '#desk-state/memory'
import { eventTypes } from '#domain'
import { type EventLog, withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { systemClock } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import type { Document, ReadStore, View, ViewEvent } from '#read-store'
import { openMemoryReadStore } from '#read-store/memory'
import { runViews } from '#subscriptions'
import { anyTicketLife } from '../../domain/src/testing/arbitrary-ticket.js'
import { deskViews, slaView } from './index.js'
import { eventAt, type Happening, historiesOf } from './testing/histories.js'

const anyHistory = historiesOf(anyTicketLife)

/** What the documents must be, by the definition of a view: every event once, in order. */
class Expected {
  readonly #documents = new Map<string, Document>()

  constructor(private readonly view: View) {}

  apply(event: ViewEvent): void {
    if (!this.view.handles(event)) return
    const named = new Set(this.view.keys(event).map(({ collection, id }) => `${collection}/${id}`))
    const documents = {
      get: (collection: string, id: string) => {
        expect(named).toContain(`${collection}/${id}`)
        return this.#documents.get(`${collection}/${id}`)
      }
    }
    for (const change of this.view.fold(event, documents)) {
      const id = change.kind === 'put' ? change.document.id : change.id
      expect(named).toContain(`${change.collection}/${id}`)
      if (change.kind === 'put') this.#documents.set(`${change.collection}/${id}`, change.document)
      else this.#documents.delete(`${change.collection}/${id}`)
    }
  }

  dump(): string[] {
    return [...this.#documents].map(([key, document]) => `${key} ${JSON.stringify(document)}`).sort()
  }
}

/** What a store holds: the documents that should be there, and whatever else an index finds. */
async function dumpOf(store: ReadStore, view: View, expected: readonly string[]): Promise<string[]> {
  const build = await store.open((await store.current(view.name)) ?? never(), view.collections)
  const found = view.collections.map(async ({ name, indexes: [index] }) => {
    const known = expected.flatMap(line =>
      line.startsWith(`${name}/`) ? [line.slice(name.length + 1, line.indexOf(' '))] : []
    )
    const all = index ? await build.find(name, { index: index.name, where: {}, limit: 1000 }) : []
    const stored = [...all, ...(await build.getMany(name, known))]
    return stored.map(({ document }) => `${name}/${document.id} ${JSON.stringify(document)}`)
  })
  return [...new Set((await Promise.all(found)).flat())].sort()
}

function never(): never {
  throw new Error('the view was never built')
}

function run(log: EventLog, store: ReadStore) {
  const state = openMemoryDeskState({ clock: systemClock })
  const runtime = { clock: systemClock, logger: silentLogger, metrics: createMetrics(), random: () => 0 }
  const views = runViews({ views: deskViews, log, store, state, ...runtime })
  return {
    async passed() {
      const head = await log.head()
      for (const view of deskViews) if (head) await views.waitFor(view.name, head, 10_000)
    },
    stop: () => views.stop()
  }
}

const start = Date.UTC(2026, 0, 5, 9)

async function append(log: EventLog, revisions: Map<string, number>, happening: Happening, at: number) {
  const last = revisions.get(happening.stream)
  const revision = (last ?? -1) + 1
  const { stream, revision: _, ...event } = eventAt(happening, revision, start + at * 1000)
  await log.append(stream, [event], last ?? 'none')
  revisions.set(stream, revision)
}

describe('The views of the desk', () => {
  it('hold what their folds say, live over restarts and rebuilt alike, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyHistory,
        fc.array(fc.nat({ max: 60 }), { maxLength: 3 }),
        async (history, restarts) => {
          const log = withTypes(openMemoryLog(), eventTypes)
          const store = openMemoryReadStore()
          const revisions = new Map<string, number>()
          let live = run(log, store)
          for (const [index, happening] of history.entries()) {
            await append(log, revisions, happening, index)
            if (!restarts.includes(index)) continue
            await live.stop()
            live = run(log, store)
          }
          await live.passed()
          await live.stop()

          const expected = deskViews.map(view => ({ view, documents: new Expected(view) }))
          const end = new AbortController()
          for await (const item of log.subscribe('start', end.signal)) {
            if (item.kind === 'caughtUp') break
            for (const { documents } of expected) documents.apply(item.event)
          }
          const fresh = openMemoryReadStore()
          const rebuilt = run(log, fresh)
          await rebuilt.passed()
          await rebuilt.stop()
          for (const { view, documents } of expected) {
            const wanted = documents.dump()
            expect(await dumpOf(store, view, wanted)).toEqual(wanted)
            expect(await dumpOf(fresh, view, wanted)).toEqual(wanted)
          }
        }
      ),
      { numRuns: 60 }
    )
  })

  it('have in every document all fields that it is filed under', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async history => {
        for (const view of deskViews) {
          const documents = new Expected(view)
          const revisions = new Map<string, number>()
          for (const [index, happening] of history.entries()) {
            const revision = revisions.get(happening.stream) ?? 0
            revisions.set(happening.stream, revision + 1)
            documents.apply({ ...eventAt(happening, revision, start), position: String(index) })
          }
          for (const line of documents.dump()) {
            const document: Document = JSON.parse(line.slice(line.indexOf(' ') + 1))
            const { indexes } = view.collections.find(({ name }) => line.startsWith(`${name}/`)) ?? never()
            for (const { equal, order } of indexes)
              for (const field of [...equal, order]) expect(document).toHaveProperty(field)
          }
        }
      }),
      { numRuns: 20 }
    )
  })

  it('take every event of the streams that feed a whole document', () => {
    for (const view of deskViews) {
      for (const { fedBy } of view.collections) {
        if (fedBy !== 'whole-stream') continue
        const category = view === slaView ? 'ticket' : view.name
        const event = { stream: `${category}-x`, type: 'WhateverComes', data: {} } as unknown as ViewEvent
        expect(view.handles(event)).toBe(true)
      }
    }
  })
})
