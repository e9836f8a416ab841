import { expect } from '@jest/globals'
import type { DeskState } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import type { EventLog } from '#event-log'
import { systemClock } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import type { Document, ReadStore, View, ViewEvent } from '#read-store'
import { runViews } from '#subscriptions'
import { deskViews } from '../index.js'
import { eventAt, type Happening } from './histories.js'

/** What the documents must be, by the definition of a view: every event once, in order. */
export class Expected {
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
      const beside = this.view.collections.some(
        ({ name, fedBy }) => name === change.collection && fedBy === 'beside'
      )
      if (beside) expect(id.startsWith(`${event.stream}/`)).toBe(true)
      else expect(named).toContain(`${change.collection}/${id}`)
      if (change.kind === 'put') this.#documents.set(`${change.collection}/${id}`, change.document)
      else this.#documents.delete(`${change.collection}/${id}`)
    }
  }

  dump(): string[] {
    return [...this.#documents].map(([key, document]) => `${key} ${JSON.stringify(document)}`).sort()
  }
}

/** What a store holds: the documents that should be there, and whatever else an index finds. */
export async function dumpOf(store: ReadStore, view: View, expected: readonly string[]): Promise<string[]> {
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

export function never(): never {
  throw new Error('the view was never built')
}

/** The views of the desk over a log, each until it has passed the log's head. */
export function run(
  log: EventLog,
  store: ReadStore,
  state: DeskState = openMemoryDeskState({ clock: systemClock })
) {
  const runtime = { clock: systemClock, logger: silentLogger, metrics: createMetrics(), random: () => 0 }
  const views = runViews({ views: deskViews, log, store, state, ...runtime })
  return {
    async passed() {
      const head = await log.head()
      for (const view of deskViews) if (head) await views.waitFor(view.name, head, 30_000)
    },
    stop: () => views.stop()
  }
}

export const start = Date.UTC(2026, 0, 5, 9)

/** One second later than the one before. */
export async function append(
  log: EventLog,
  revisions: Map<string, number>,
  happening: Happening,
  at: number
) {
  const last = revisions.get(happening.stream)
  const revision = (last ?? -1) + 1
  const { stream, revision: _, ...event } = eventAt(happening, revision, start + at * 1000)
  await log.append(stream, [event], last ?? 'none')
  revisions.set(stream, revision)
}

/** What each view must hold of this log. */
export async function expectedOf(log: EventLog): Promise<{ view: View; documents: Expected }[]> {
  const expected = deskViews.map(view => ({ view, documents: new Expected(view) }))
  const end = new AbortController()
  for await (const item of log.subscribe('start', end.signal)) {
    if (item.kind === 'caughtUp') break
    for (const { documents } of expected) documents.apply(item.event)
  }
  return expected
}
