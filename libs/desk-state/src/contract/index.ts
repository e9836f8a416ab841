import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { FakeClock } from '#kernel'
import { type DeskState, type Parked, type Remembered, Superseded } from '../index.js'

/** What every desk state promises. `open` gives an empty one that reads the time from this clock. */
import { describeHooks } from './hooks.js'
import { describeUploads } from './uploads.js'

export function describeDeskState(name: string, open: (clock: FakeClock) => Promise<DeskState>): void {
  describe(`the desk state ${name}`, () => {
    let clock: FakeClock
    let state: DeskState
    beforeEach(async () => {
      clock = new FakeClock()
      state = await open(clock)
    })
    afterEach(() => state.close())

    describe('a hook', () => describeHooks(() => state))

    describe('a file to be sent', () => describeUploads(() => state))

    describe('a checkpoint', () => {
      it('is what was saved last, with its note', async () => {
        expect(await state.checkpoint('intake')).toBeUndefined()
        await state.saveCheckpoint(
          'intake',
          { position: '01', eventId: 'e1', note: { open: ['x', null] } },
          1
        )
        expect(await state.checkpoint('intake')).toEqual({
          position: '01',
          eventId: 'e1',
          note: { open: ['x', null] }
        })
        await state.saveCheckpoint('intake', { position: '02', eventId: 'e2' }, 1)
        expect(await state.checkpoint('intake')).toEqual({ position: '02', eventId: 'e2' })
        expect(await state.checkpoint('delivery')).toBeUndefined()
      })

      it('is not written by an owner that was superseded', async () => {
        await state.saveCheckpoint('intake', { position: '05', eventId: 'e5' }, 2)
        const late = state.saveCheckpoint('intake', { position: '09', eventId: 'e9' }, 1)
        await expect(late).rejects.toThrow(Superseded)
        expect(await state.checkpoint('intake')).toEqual({ position: '05', eventId: 'e5' })
        await state.saveCheckpoint('intake', { position: '06', eventId: 'e6' }, 3)
      })
    })

    it('lists the checkpoints of all processes by name', async () => {
      expect(await state.checkpoints()).toEqual([])
      const noted = { position: '02', eventId: 'e2', note: { next: 7 } }
      await state.saveCheckpoint('sla', { position: '01', eventId: 'e1' }, 3)
      await state.saveCheckpoint('intake', noted, 1)
      expect(await state.checkpoints()).toEqual([
        { process: 'intake', ...noted },
        { process: 'sla', position: '01', eventId: 'e1' }
      ])
    })

    describe('a note', () => {
      it('is what was saved last, and no checkpoint', async () => {
        expect(await state.note('delivery-1-open')).toBeUndefined()
        await state.saveNote('delivery-1-open', { open: ['x', null] }, 1)
        await state.saveNote('delivery-1-open', { open: [] }, 1)
        await state.saveNote('a-pause', { until: 7 }, 4)
        expect(await state.note('delivery-1-open')).toEqual({ open: [] })
        expect(await state.notes()).toEqual([
          { name: 'a-pause', value: { until: 7 } },
          { name: 'delivery-1-open', value: { open: [] } }
        ])
        expect(await state.checkpoints()).toEqual([])
        expect(await state.checkpoint('a-pause')).toBeUndefined()
      })

      it('is not written by an owner that was superseded', async () => {
        await state.saveNote('delivery-1-open', { of: 'the second' }, 2)
        const late = state.saveNote('delivery-1-open', { of: 'the first' }, 1)
        await expect(late).rejects.toThrow(Superseded)
        expect(await state.note('delivery-1-open')).toEqual({ of: 'the second' })
        await state.saveNote('delivery-1-open', { of: 'the third' }, 3)
      })
    })

    describe('a parked event', () => {
      const event = (n: number, more: Partial<Parked> = {}): Parked => ({
        process: 'intake',
        sequence: 'chat-1',
        position: `0${n}`,
        eventId: `e${n}`,
        stream: 'inbox-1',
        revision: n,
        attempts: 0,
        parkedAt: 1000 + n,
        ...more
      })

      it('is listed oldest first, per process or for all', async () => {
        const failed = event(1, { error: 'no such queue', attempts: 4 })
        const other = event(2, { process: 'sla', sequence: 'ticket-1' })
        for (const one of [event(3), failed, other]) await state.park(one)
        expect(await state.parked('intake')).toEqual([failed, event(3)])
        expect(await state.parked()).toEqual([failed, other, event(3)])
        expect(await state.parkedSequences('intake')).toEqual(new Set(['chat-1']))
        expect(await state.parkedSequences('delivery')).toEqual(new Set())
      })

      it('is parked once, with the last error and the time of the first', async () => {
        await state.park(event(1, { error: 'first', attempts: 4 }))
        await state.park(event(1, { error: 'second', attempts: 8, parkedAt: 9000 }))
        expect(await state.parked()).toEqual([event(1, { error: 'second', attempts: 8 })])
      })

      it('can be parked again under another sequence', async () => {
        await state.park(event(1))
        await state.park(event(1, { sequence: 'chat-one' }))
        expect(await state.parked()).toEqual([event(1, { sequence: 'chat-one' })])
        expect(await state.parkedSequences('intake')).toEqual(new Set(['chat-one']))
      })

      it('is gone once it is unparked', async () => {
        await state.park(event(1))
        await state.park(event(2))
        await state.unpark('intake', '01')
        await state.unpark('intake', '01')
        expect(await state.parked('intake')).toEqual([event(2)])
        await state.unpark('intake', '02')
        expect(await state.parkedSequences('intake')).toEqual(new Set())
      })
    })

    describe('a lease', () => {
      it('goes to one owner, who renews it under the same fence', async () => {
        const first = await state.acquireLease('intake', 'a', 1000)
        expect(first).toEqual({ name: 'intake', owner: 'a', fence: 1, until: clock.now() + 1000 })
        expect(await state.acquireLease('intake', 'b', 1000)).toBeUndefined()
        await clock.advance(600)
        expect(await state.acquireLease('intake', 'a', 1000)).toEqual({ ...first, until: clock.now() + 1000 })
        await clock.advance(600)
        expect(await state.acquireLease('intake', 'b', 1000)).toBeUndefined()
      })

      it('goes to another owner when it has run out, under a higher fence', async () => {
        await state.acquireLease('intake', 'a', 1000)
        await clock.advance(1000)
        expect(await state.leases()).toEqual([])
        expect((await state.acquireLease('intake', 'b', 1000))?.fence).toBe(2)
        expect(await state.acquireLease('intake', 'a', 1000)).toBeUndefined()
      })

      it('can be given back at once, by its owner only', async () => {
        await state.acquireLease('intake', 'a', 1000)
        await state.releaseLease('intake', 'b')
        expect(await state.acquireLease('intake', 'b', 1000)).toBeUndefined()
        await state.releaseLease('intake', 'a')
        expect((await state.acquireLease('intake', 'b', 1000))?.fence).toBe(2)
      })

      it('is granted to one of many who ask at once', async () => {
        const owners = Array.from({ length: 20 }, (_, i) => `owner-${i}`)
        const answers = await Promise.all(owners.map(owner => state.acquireLease('intake', owner, 1000)))
        expect(answers.filter(Boolean)).toHaveLength(1)
        expect(await state.leases()).toEqual(answers.filter(Boolean))
      })
    })

    describe('an answer to a key', () => {
      const answer = { status: 201, headers: { etag: 'r1' }, body: { id: 'x' } }

      it('is remembered for the first who came', async () => {
        expect(await state.remember('k', 'print', 1)).toEqual({ fingerprint: 'print', at: 1 })
        expect(await state.remember('k', 'other', 2)).toEqual({ fingerprint: 'print', at: 1 })
        await state.answered('k', answer)
        await state.answered('k', { ...answer, status: 500 })
        expect(await state.remember('k', 'print', 3)).toEqual({ fingerprint: 'print', at: 1, answer })
      })

      it('is listed with all the others, page after page', async () => {
        const keys = Array.from({ length: 450 }, (_, i) => `k${String(i).padStart(3, '0')}`)
        await Promise.all(keys.map((key, i) => state.remember(key, 'print', i)))
        await state.answered('k007', answer)
        const listed: (Remembered & { key: string })[] = []
        for await (const one of state.answers()) listed.push(one)
        expect(listed.map(({ key }) => key)).toEqual(keys)
        expect(listed[7]).toEqual({ key: 'k007', fingerprint: 'print', at: 7, answer })
        expect(listed[8]).toEqual({ key: 'k008', fingerprint: 'print', at: 8 })
      })

      it('is forgotten when it is older than asked', async () => {
        await state.remember('old', 'p', 1)
        await state.remember('new', 'p', 2)
        expect(await state.forgetAnswers(2, 100)).toBe(1)
        expect(await state.remember('old', 'again', 3)).toEqual({ fingerprint: 'again', at: 3 })
        expect(await state.remember('new', 'again', 3)).toEqual({ fingerprint: 'p', at: 2 })
      })
    })

    it('forgets the answers that name an id, and no others', async () => {
      const naming = (id: string) => ({ status: 200, headers: {}, body: { ticket: { customer: { id } } } })
      for (const [key, id] of [
        ['one', 'cus_1-a'],
        ['two', 'cus_1-a'],
        ['other', 'cus_1xa']
      ] as const) {
        await state.remember(key, 'p', 1)
        await state.answered(key, naming(id))
      }
      await state.remember('at work', 'p', 1)
      expect(await state.forgetAnswersNaming('cus_1-a')).toBe(2)
      expect(await state.forgetAnswersNaming('cus_1.a')).toBe(0)
      const left: string[] = []
      for await (const { key } of state.answers()) left.push(key)
      expect(left).toEqual(['at work', 'other'])
    })

    it('forgets old answers the oldest first, never more at once than asked', async () => {
      for (const n of [5, 3, 1, 2, 4]) await state.remember(`k${n}`, 'p', n)
      expect(await state.forgetAnswers(5, 3)).toBe(3)
      const left: string[] = []
      for await (const { key } of state.answers()) left.push(key)
      expect(left).toEqual(['k4', 'k5'])
      expect([await state.forgetAnswers(5, 3), await state.forgetAnswers(5, 3)]).toEqual([1, 0])
    })

    it('holds the highest schema of events that anybody brought, whoever comes at once', async () => {
      expect(await state.eventSchema()).toBe(0)
      const brought = await Promise.all([3, 9, 1, 7, 9].map(schema => state.raiseEventSchema(schema)))
      expect(Math.max(...brought)).toBe(9)
      expect(await state.raiseEventSchema(2)).toBe(9)
      expect(await state.eventSchema()).toBe(9)
      expect(await state.raiseEventSchema(10)).toBe(10)
    })

    it('keeps facts', async () => {
      expect(await state.fact('log')).toBeUndefined()
      expect(await state.setFactOnce('log', { id: 'one' })).toEqual({ id: 'one' })
      expect(await state.setFactOnce('log', { id: 'two' })).toEqual({ id: 'one' })
      await state.setFact('log', { id: 'three' })
      expect(await state.fact('log')).toEqual({ id: 'three' })
      await state.setFact('api-key', { sha256: 'x' })
      expect(await state.facts()).toEqual([
        { name: 'api-key', value: { sha256: 'x' } },
        { name: 'log', value: { id: 'three' } }
      ])
    })

    it('finds facts by how their names begin, and drops one', async () => {
      for (const name of ['job', 'job:1', 'job:2', 'jobs', 'l', 'JOB:3']) await state.setFact(name, { name })
      const namesOf = async (prefix?: string) => (await state.facts(prefix)).map(({ name }) => name)
      expect(await namesOf('job:')).toEqual(['job:1', 'job:2'])
      await state.dropFact('job:1')
      await state.dropFact('none')
      expect(await namesOf('job:')).toEqual(['job:2'])
      expect(await state.fact('job:1')).toBeUndefined()
      expect(await namesOf()).toHaveLength(5)
    })

    it('answers a ping', () => expect(state.ping()).resolves.toBeUndefined())
  })
}

/** What a durable desk state does with the notes of a desk that kept them as checkpoints without a place. */
export function describeOldNotes(name: string, open: () => Promise<DeskState>): void {
  describe(`an old note, kept as a checkpoint without a place, ${name}`, () => {
    const old = (value: string) => ({ position: '', eventId: '', note: { value } })
    let state: DeskState
    beforeEach(async () => {
      state = await open()
    })
    afterEach(() => state.close())

    it('is taken over, and is no checkpoint any more', async () => {
      await state.saveCheckpoint('intake', { position: '1', eventId: 'e1' }, 3)
      await state.saveCheckpoint('delivery-1-open', old('carried'), 3)
      expect((await state.checkpoints()).map(({ process }) => process)).toEqual(['intake'])
      expect(await state.note('delivery-1-open')).toEqual({ value: 'carried' })
      expect(await state.checkpoint('delivery-1-open')).toBeUndefined()
      expect(await state.notes()).toEqual([{ name: 'delivery-1-open', value: { value: 'carried' } }])
      await expect(state.saveNote('delivery-1-open', { value: 'late' }, 2)).rejects.toThrow(Superseded)
    })

    it('gives way to a note under a higher fence, and wins over one under a lower', async () => {
      await state.saveNote('a', { value: 'new' }, 4)
      await state.saveNote('b', { value: 'new' }, 4)
      await state.saveCheckpoint('a', old('old'), 3)
      await state.saveCheckpoint('b', old('later'), 5)
      expect(await state.note('a')).toEqual({ value: 'new' })
      expect(await state.note('b')).toEqual({ value: 'later' })
    })
  })
}
