import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from '@jest/globals'
import { type DeskState, Superseded } from '#desk-state'
import { openMongoDeskState } from '#desk-state/mongodb'
import { InfrastructureFault, systemClock } from '#kernel'
import { openMongoVault } from '#privacy/mongodb'
import type { Write } from '#read-store'
import { openMongoReadStore } from '#read-store/mongodb'
import { describeWithMongo } from './for-tests.js'

const things = { name: 'things', indexes: [{ name: 'all', equal: [], order: 'n' }] }
const view = { name: 'shelf', version: 1, build: 0 }

/** As every caller does: the same again, until the store is back. */
async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof InfrastructureFault)) throw error
      await sleep(20)
    }
  }
}

await describeWithMongo('three members', mongo => {
  const { killPrimary } = mongo
  if (!killPrimary)
    return it.skip('loses nothing while primaries are killed: this server is not ours', () => {})
  it('loses and doubles nothing while primaries are killed', async () => {
    const { url } = mongo
    const [views, states] = [mongo.newDatabase(), mongo.newDatabase()]
    const store = await openMongoReadStore({ url, database: views })
    const state = await openMongoDeskState({ url, database: states })
    const vault = await openMongoVault({
      url,
      database: states,
      masterKey: Buffer.alloc(32, 1),
      clock: systemClock
    })
    let over = false

    /** Counts in documents what it reads from them: a lost or doubled write, or one read too old, would show. */
    const counting = async () => {
      const shelf = await store.open(view, [things])
      let n = 0
      for (; !over; n++) {
        const ids = [`d${n % 7}`, `d${(n + 1) % 7}`]
        const before = await persistently(() => shelf.getMany('things', ids))
        const writes = ids.map((id): Write => {
          const count = before.find(one => one.document.id === id)?.document['n'] ?? 0
          return { kind: 'put', collection: 'things', document: { id, n: Number(count) + 1 }, reflects: n }
        })
        const checkpoint = { position: String(n).padStart(8, '0'), eventId: `e${n}` }
        await persistently(() => shelf.write(writes, checkpoint, 1))
      }
      const found = await shelf.find('things', { index: 'all', where: {}, limit: 10 })
      expect(found.reduce((sum, one) => sum + Number(one.document['n']), 0)).toBe(2 * n)
      expect((await shelf.checkpoint())?.position).toBe(String(n - 1).padStart(8, '0'))
      return n
    }

    /** Every fact that was kept is there in the end. */
    const remembering = async (who: number) => {
      let n = 0
      for (; !over; n++) {
        const value = { n }
        await persistently(() => state.setFact(`${who}-${n}`, value))
      }
      for (let at = 0; at < n; at++) expect(await state.fact(`${who}-${at}`)).toEqual({ n: at })
      return n
    }

    /** Two owners and one lease, given back or left to run out: no fence is ever granted to both. */
    const owning = async (owner: string, granted: Map<number, string>) => {
      const mine: DeskState = await openMongoDeskState({ url, database: states })
      while (!over) {
        const lease = await persistently(() => mine.acquireLease('intake', owner, 500))
        if (lease) {
          expect(granted.get(lease.fence) ?? owner).toBe(owner)
          granted.set(lease.fence, owner)
          const at = { position: String(lease.fence), eventId: owner }
          await persistently(() => mine.saveCheckpoint('intake', at, lease.fence)).catch(error => {
            if (!(error instanceof Superseded)) throw error
          })
          if (lease.fence % 3 !== 0) await persistently(() => mine.releaseLease('intake', owner))
        }
        await sleep(5)
      }
      await mine.close()
    }

    /** The same person is the same subject for everybody. */
    const meeting = async () => {
      let user = 0
      for (; !over; user++) {
        const met = await Promise.all([1, 2, 3].map(() => persistently(() => vault.subjectFor(user))))
        const [subject, ...others] = new Set(met)
        if (!subject) throw new Error('nobody was met')
        expect(others).toEqual([])
        expect(await persistently(() => vault.keyOf(subject))).toHaveLength(32)
      }
      return user
    }

    const granted = new Map<number, string>()
    const work = Promise.all([
      counting(),
      ...[0, 1, 2].map(remembering),
      meeting(),
      owning('a', granted),
      owning('b', granted)
    ])
    const faults = async () => {
      for (let round = 0; round < 2; round++) {
        await sleep(1000)
        const startAgain = await killPrimary()
        // Until the others have elected one, and it takes writes.
        await persistently(() => state.setFact(`elected-${round}`, {}))
        await sleep(1000)
        await startAgain()
      }
    }
    await Promise.all([
      work,
      faults().finally(() => {
        over = true
      })
    ])
    const counts = await work
    for (const count of counts.slice(0, 5)) expect(count).toBeGreaterThan(10)
    expect(new Set(granted.values())).toEqual(new Set(['a', 'b']))
    for (const one of [store, state, vault]) await one.close()
  }, 60_000)
})
