import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { eventTypes, streamCategories } from '#domain'
import { withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import type { Document, ViewEvent } from '#read-store'
import { openMemoryReadStore } from '#read-store/memory'
import { anyTicketLife } from '../../domain/src/testing/arbitrary-ticket.js'
import { deskViews, viewSpecs } from './index.js'
import { eventAt, historiesOf } from './testing/histories.js'
import { append, dumpOf, Expected, expectedOf, never, run, start } from './testing/running.js'

const anyHistory = historiesOf(anyTicketLife)

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

          const expected = await expectedOf(log)
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
      if (!view.collections.some(({ fedBy }) => fedBy === 'whole-stream')) continue
      const streams = streamCategories
        .map(category => `${category}-x`)
        .filter(stream => view.concerns?.(stream))
      expect(streams).not.toEqual([])
      for (const stream of streams) {
        const event = { stream, type: 'WhateverComes', data: {} } as unknown as ViewEvent
        expect(view.handles(event)).toBe(true)
      }
    }
  })

  it('are all in the registry, each under a name of its own', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter(
      entry => entry.isDirectory() && existsSync(join(import.meta.dirname, entry.name, 'fold.ts'))
    )
    expect(deskViews.map(({ name }) => name).sort()).toEqual(folders.map(({ name }) => name).sort())
    const names = viewSpecs.flatMap(({ reads }) => Object.keys(reads))
    expect(new Set(names).size).toBe(names.length)
  })
})
