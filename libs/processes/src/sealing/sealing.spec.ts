import { hash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  inclusionProof,
  leafHash,
  parseNote,
  RunningTree,
  rootFromInclusion,
  rootFromSiblings,
  saltOf,
  signersOf,
  verifierKeysOf
} from '#audit'
import type { EventLog } from '#event-log'
import { openMemoryReadStore } from '#read-store/memory'
import { askForSeal, checkpointsFrom, headSiblings, LeavesReads, Proofs, type SealOutcome } from './index.js'
import { entriesOf, headsRootOf, pair, SealedDesk, saltKey } from './testing/sealed-desk.js'

const keys = verifierKeysOf('topicdesk/log-1', pair)

function checkpointOf(outcome: SealOutcome) {
  if (outcome.kind === 'stopped') throw new Error(outcome.why)
  return outcome.checkpoint
}

async function checkpoints(log: EventLog) {
  const all = []
  for await (const checkpoint of checkpointsFrom(log)) all.push(checkpoint)
  return all
}

const rootAt = (entries: readonly Buffer[], size: number): Buffer => {
  const tree = new RunningTree()
  for (const entry of entries.slice(0, size)) tree.add(entry)
  return tree.root()
}

/** Everything the view holds, in its order. */
async function bytesOf(desk: SealedDesk): Promise<string> {
  const reads = await LeavesReads.of(desk.store)
  if (!reads) throw new Error('there is no view')
  const state = await reads.state()
  const size = state?.size ?? 0
  const tiles = Array.from({ length: Math.ceil(size / 256) }, (_, n) => reads.entries(n))
  const nodes = Array.from({ length: Math.ceil(size / 65536) }, (_, n) => reads.tile(1, n))
  const heads = await reads.store.getMany('heads', [
    'top',
    ...Array.from({ length: 4096 }, (_, n) => `bucket/${n}`)
  ])
  const sorted = heads.map(({ document }) => JSON.stringify(document)).sort()
  return hash('sha256', JSON.stringify([state, await Promise.all(tiles), await Promise.all(nodes), sorted]))
}

describe('sealing', () => {
  it('commits the heads of all streams, then signs a tree whose last entry is that', async () => {
    const desk = new SealedDesk()
    await desk.happen('ticket-a', 3)
    await desk.happen('inbox-1-1')
    const before = await desk.events()
    const { size, root, note, origin } = checkpointOf(await desk.sealing().seal())
    const events = await desk.events()
    expect(events.map(({ stream }) => stream).slice(-2)).toEqual(['audit-heads', 'audit-checkpoints'])
    expect(size).toBe(5)
    expect(origin).toBe('topicdesk/log-1')
    expect(root).toEqual(rootAt(entriesOf(events), 5))
    expect(events[4]?.data).toEqual({ size: 4, root: headsRootOf(before) })
    expect(signersOf(parseNote(note), keys)).toEqual({ kind: 'signed', by: keys })
  })

  it('signs nothing where nothing but itself came since', async () => {
    const desk = new SealedDesk()
    await desk.happen('ticket-a')
    const sealing = desk.sealing()
    const first = await sealing.seal()
    expect(await sealing.seal()).toEqual({ ...first, kind: 'unchanged' })
    expect(await desk.sealing().seal()).toEqual({ ...first, kind: 'unchanged' })
    await desk.happen('ticket-a')
    expect((await sealing.seal()).kind).toBe('sealed')
  })

  it('seals after so many events, or so long after the oldest of them', async () => {
    const desk = new SealedDesk()
    const sealing = desk.sealing()
    await desk.happen('ticket-a', 999)
    await sealing.round()
    expect(await checkpoints(desk.log)).toHaveLength(0)
    await desk.happen('ticket-a')
    await sealing.round()
    expect(await checkpoints(desk.log)).toHaveLength(1)
    await desk.happen('ticket-b')
    await desk.clock.advance(599_000)
    await desk.sealing().round()
    expect(await checkpoints(desk.log)).toHaveLength(1)
    await desk.clock.advance(1000)
    await desk.sealing().round()
    expect(await checkpoints(desk.log)).toHaveLength(2)
  })

  it('seals within a round what another process asks for, and tells it that this was looked after', async () => {
    const desk = new SealedDesk()
    const sealing = desk.sealing()
    await desk.happen('ticket-a')
    await sealing.round()
    expect(await checkpoints(desk.log)).toHaveLength(0)
    const number = await askForSeal(desk.state)
    await sealing.round()
    expect(await checkpoints(desk.log)).toHaveLength(1)
    expect((await sealing.standing()).answered).toBe(number)
    await sealing.round()
    expect(await checkpoints(desk.log)).toHaveLength(1)
  })

  it('proves each entry, and the head of each stream, from the view', async () => {
    const desk = new SealedDesk()
    for (let n = 0; n < 400; n++) await desk.happen(`ticket-${n % 150}`)
    await desk.sealing().seal()
    for (let n = 0; n < 300; n++) await desk.happen(`ticket-${n % 170}`)
    const { size, root } = checkpointOf(await desk.sealing().seal())
    const reads = await LeavesReads.of(desk.store)
    if (!reads) throw new Error('there is no view')
    const events = await desk.events()
    const entries = entriesOf(events)
    for (const index of [0, 1, 255, 256, 400, size - 1]) {
      const leaf = leafHash(entries[index] ?? Buffer.alloc(0))
      expect(rootFromInclusion(leaf, index, size, await inclusionProof(reads.nodes(), index, size))).toEqual(
        root
      )
    }
    const commit = events[size - 1]
    for (const stream of ['ticket-3', 'ticket-160', 'audit-heads']) {
      const covered = events.slice(0, size - 1).filter(event => event.stream === stream)
      const last = covered.at(-1)
      const [entry] = last ? entriesOf([last]) : []
      const siblings = await headSiblings(reads.store, stream)
      const head = { stream, revision: last?.revision ?? -1, leaf: leafHash(entry ?? Buffer.alloc(0)) }
      expect(rootFromSiblings(head, siblings ?? [])?.toString('hex')).toBe(commit?.data['root'])
    }
    expect(await headSiblings(reads.store, 'ticket-never')).toBeUndefined()
    const wanted = events[300]
    const salt = saltOf(saltKey, wanted?.id ?? '')
    const found: number[] = []
    for await (const { index } of reads.marked([salt], size)) found.push(index)
    expect(found).toEqual([300])
  })

  it('rebuilds the same bytes from the log as have grown with it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 }),
        async parts => {
          const desk = new SealedDesk()
          for (const [n, part] of parts.entries()) {
            for (let i = 0; i < part; i++) await desk.happen(`ticket-${(i * 7 + n) % 40}`)
            await desk.sealing().seal()
          }
          // Takes its own checkpoint in too.
          await desk.sealing().seal()
          const grown = await bytesOf(desk)
          const before = await desk.events()
          desk.store = openMemoryReadStore()
          expect((await desk.sealing().seal()).kind).toBe('unchanged')
          expect(await bytesOf(desk)).toBe(grown)
          expect(await desk.events()).toEqual(before)
        }
      ),
      { numRuns: 8 }
    )
  })

  it('is rebuilt when asked, beside what is read, with the same bytes, also where is sealed meanwhile', async () => {
    const desk = new SealedDesk()
    const sealing = desk.sealing()
    for (let n = 0; n < 300; n++) await desk.happen(`ticket-${n % 40}`)
    await sealing.seal()
    await desk.happen('ticket-1')
    await sealing.seal()
    const before = await desk.store.current('audit-leaves')
    const rebuilding = sealing.view.rebuild(['audit-leaves'], ({ done }) => void seen.push(done))
    const seen: number[] = []
    await desk.happen('ticket-2')
    await Promise.all([rebuilding, sealing.seal()])
    await desk.happen('ticket-3')
    const { size } = checkpointOf(await sealing.seal())
    expect(seen.at(-1)).toBeGreaterThan(300)
    const after = await desk.store.current('audit-leaves')
    expect((after?.build ?? 0) > (before?.build ?? 0)).toBe(true)
    expect(await desk.store.builds('audit-leaves')).toEqual([after])
    const latest = (await checkpoints(desk.log)).at(-1)
    if (!latest) throw new Error('there is no checkpoint')
    const proofs = new Proofs({ ...desk, salt: async () => ({ key: saltKey, origin: 'log-1' }) })
    expect((await proofs.head('ticket-2', latest))?.covered).toBe(size - 1)
    await sealing.seal()
    const grown = await bytesOf(desk)
    await sealing.view.rebuild(['audit-leaves'], () => {})
    expect(await bytesOf(desk)).toBe(grown)
  })

  it('that is rebuilt while is sealed has the heads of the last seal', async () => {
    const desk = new SealedDesk()
    let gate: (() => Promise<unknown>) | undefined
    const sealing = desk.sealing({
      ...over(desk.log),
      async *subscribe(...given) {
        let meanwhile = gate
        gate = undefined
        for await (const item of desk.log.subscribe(...given)) {
          if (item.kind === 'caughtUp' && meanwhile) {
            await meanwhile()
            meanwhile = undefined
          } else yield item
        }
      }
    })
    await desk.happen('ticket-1', 5)
    await sealing.seal()
    await desk.happen('ticket-2')
    gate = () => sealing.seal()
    await sealing.view.rebuild(['audit-leaves'], () => {})
    await sealing.seal()
    const latest = (await checkpoints(desk.log)).at(-1)
    const proofs = new Proofs({ ...desk, salt: async () => ({ key: saltKey, origin: 'log-1' }) })
    expect(latest && (await proofs.head('ticket-2', latest))?.siblings).toBeDefined()
  })

  it('never signs two checkpoints that contradict each other, whatever is killed and whoever seals beside', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 3 }), fc.boolean()), {
          minLength: 2,
          maxLength: 8
        }),
        async steps => {
          const desk = new SealedDesk()
          for (const [events, killAt, two] of steps) {
            await desk.happen('ticket-a', events)
            await Promise.allSettled([
              desk.sealing(killedAt(desk.log, killAt)).seal(),
              ...(two ? [desk.sealing().seal()] : [])
            ])
            if (two) desk.store = openMemoryReadStore()
          }
          const entries = entriesOf(await desk.events())
          for (const { size, root } of await checkpoints(desk.log))
            expect(root).toEqual(rootAt(entries, size))
          const { signed } = await desk.sealing().standing()
          expect((await desk.sealing().seal()).kind).not.toBe('stopped')
          expect(typeof signed === 'string' || signed === null).toBe(true)
        }
      ),
      { numRuns: 30 }
    )
  })
})

/** Fails all appends from the nth on, as a kill does. */
function killedAt(log: EventLog, n: number): EventLog {
  let left = n
  return {
    ...over(log),
    append: (...given) => (left-- > 0 ? log.append(...given) : Promise.reject(new Error('killed')))
  }
}

const over = (log: EventLog): EventLog => ({
  append: (...given) => log.append(...given),
  readStream: (...given) => log.readStream(...given),
  subscribe: (...given) => log.subscribe(...given),
  head: () => log.head(),
  eventAt: position => log.eventAt(position),
  ping: () => log.ping(),
  close: () => log.close()
})
