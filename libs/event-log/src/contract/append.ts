import { expect, it } from '@jest/globals'
import { Conflict, InvalidAppend, Unavailable } from '../errors.js'
import { maxEventBytes, type NewEvent } from '../port.js'
import { asAppended, readAll, readToHead, sealedText, someEvent, someEvents } from './events.js'
import type { LogUnderTest } from './log-under-test.js'

export function appendCases(under: () => LogUnderTest): void {
  it('gives back what was appended, whole and in order', async () => {
    const { log } = under()
    const events = [
      { ...someEvent('a'), personal: sealedText('a name') },
      someEvent('b', {
        text: 'line\nbreak "quoted" \u0000 \ud800 ü 🙂',
        list: [1, -5, 2 ** 53 - 1, null, true, {}],
        deep: { a: [[]] }
      }),
      { ...someEvent('c', {}), recordedAt: 0 }
    ]
    const { revision } = await log.append('ticket-1', events, 'none')
    const read = await readAll(log, 'ticket-1')
    expect(read.map(asAppended)).toEqual(events)
    expect(read.map(event => [event.stream, event.revision])).toEqual([0, 1, 2].map(r => ['ticket-1', r]))
    expect(revision).toBe(2)
  })

  it('does not see what the caller changes afterwards', async () => {
    const { log } = under()
    const data = { list: [1] }
    const appending = log.append('ticket-1', [someEvent('a', data)], 'none')
    data.list.push(2)
    await appending
    data.list.push(3)
    expect((await readAll(log, 'ticket-1')).map(event => event.data)).toEqual([{ list: [1] }])
  })

  it('answers revision and position of the last event', async () => {
    const { log } = under()
    const first = await log.append('ticket-1', someEvents('a', 3), 'none')
    const second = await log.append('ticket-1', someEvents('b', 2), 2)
    expect([first.revision, second.revision]).toEqual([2, 4])
    expect(await log.head()).toBe(second.position)
    expect((await readAll(log, 'ticket-1')).map(event => event.position)).toContain(first.position)
    expect(first.position < second.position).toBe(true)
    expect(first.position).toHaveLength(second.position.length)
  })

  it('refuses `none` on a stream that exists', async () => {
    const { log } = under()
    await log.append('ticket-1', someEvents('a', 2), 'none')
    await expectConflict(log.append('ticket-1', [someEvent('b')], 'none'), 'none', 1)
  })

  it('refuses a stale revision and reports the actual one', async () => {
    const { log } = under()
    await log.append('ticket-1', someEvents('a', 3), 'none')
    await expectConflict(log.append('ticket-1', [someEvent('b')], 1), 1, 2)
    expect(await readAll(log, 'ticket-1')).toHaveLength(3)
  })

  it('refuses a future revision and reports the actual one', async () => {
    const { log } = under()
    await log.append('ticket-1', someEvents('a', 3), 'none')
    await expectConflict(log.append('ticket-1', [someEvent('b')], 3), 3, 2)
    await expectConflict(log.append('ticket-2', [someEvent('b')], 0), 0, 'none')
    expect(await readAll(log, 'ticket-2')).toEqual([])
  })

  it('answers an identical retry with the first answer at once, after later events and after reopening', async () => {
    const { log, reopen } = under()
    await log.append('ticket-1', [someEvent('zero')], 'none')
    const events = someEvents('a', 3)
    const first = await log.append('ticket-1', events, 0)
    expect(await log.append('ticket-1', events, 0)).toEqual(first)
    await log.append('ticket-1', someEvents('b', 2), 3)
    await log.append('ticket-2', someEvents('c', 1), 'none')
    expect(await log.append('ticket-1', events, 0)).toEqual(first)
    const reopened = await reopen()
    expect(await reopened.append('ticket-1', events, 0)).toEqual(first)
    expect(await readAll(reopened, 'ticket-1')).toHaveLength(6)
    expect(await readToHead(reopened)).toHaveLength(7)
  })

  it('answers two identical appends under way together with the same answer', async () => {
    const { log } = under()
    const events = someEvents('a', 2)
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => log.append('ticket-1', events, 'none'))
    )
    expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1)
    expect(await readToHead(log)).toHaveLength(2)
  })

  it('answers the retry of a first part, as the stream holds exactly these ids there', async () => {
    const { log } = under()
    const events = someEvents('a', 3)
    await log.append('ticket-1', events, 'none')
    const [first] = await readAll(log, 'ticket-1')
    expect(await log.append('ticket-1', events.slice(0, 1), 'none')).toEqual({
      revision: 0,
      position: first?.position
    })
  })

  it('compares ids only: another content under the same id is not written', async () => {
    const { log } = under()
    const first = await log.append('ticket-1', [someEvent('a', { n: 1 })], 'none')
    expect(await log.append('ticket-1', [someEvent('a', { n: 2 })], 'none')).toEqual(first)
    expect((await readAll(log, 'ticket-1')).map(event => event.data)).toEqual([{ n: 1 }])
  })

  it('refuses a retry with one id changed', async () => {
    const { log } = under()
    const [a, b, c] = [someEvent('a'), someEvent('b'), someEvent('c')]
    await log.append('ticket-1', [a, b, c], 'none')
    await expectConflict(log.append('ticket-1', [a, someEvent('x'), c], 'none'), 'none', 2)
    await expectConflict(log.append('ticket-1', [someEvent('x'), b, c], 'none'), 'none', 2)
    await expectConflict(log.append('ticket-1', [b, a, c], 'none'), 'none', 2)
  })

  it('refuses a partly equal retry and writes none of it', async () => {
    const { log } = under()
    const events = someEvents('a', 2)
    await log.append('ticket-1', events, 'none')
    await expectConflict(log.append('ticket-1', [...events, someEvent('b')], 'none'), 'none', 1)
    await expectConflict(log.append('ticket-1', [...events.slice(1), someEvent('b')], 0), 0, 1)
    expect(await readAll(log, 'ticket-1')).toHaveLength(2)
  })

  it('writes the same id again at another revision or in another stream, as EventStoreDB does', async () => {
    const { log } = under()
    await log.append('ticket-1', [someEvent('a')], 'none')
    await log.append('ticket-1', [someEvent('a')], 0)
    await log.append('ticket-2', [someEvent('a')], 'none')
    expect(await readToHead(log)).toHaveLength(3)
  })

  it('lets exactly one of many writers have a revision, and the others are told where the stream is', async () => {
    const { log } = under()
    await log.append('ticket-1', [someEvent('zero')], 'none')
    const attempts = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) => log.append('ticket-1', [someEvent(`writer ${i}`)], 0))
    )
    const refused = attempts.flatMap(attempt => (attempt.status === 'rejected' ? [attempt.reason] : []))
    expect(refused).toHaveLength(19)
    expect(refused.every(reason => reason instanceof Conflict && reason.actual === 1)).toBe(true)
    expect(await readAll(log, 'ticket-1')).toHaveLength(2)
  })

  it('refuses to append nothing', async () => {
    const { log } = under()
    await expect(log.append('ticket-1', [], 'none')).rejects.toBeInstanceOf(InvalidAppend)
    expect(await log.head()).toBeUndefined()
  })

  it('accepts an event of exactly 256 KiB and refuses one byte more, with the whole append', async () => {
    const { log } = under()
    expect(maxEventBytes).toBe(256 * 1024)
    const largest = { ...eventOfBytes('ascii', maxEventBytes, 'x'), personal: sealedText('') }
    const umlauts = eventOfBytes('umlauts', maxEventBytes, 'ü')
    await log.append('ticket-1', [largest, umlauts], 'none')
    expect((await readAll(log, 'ticket-1')).map(asAppended)).toEqual([largest, umlauts])
    for (const filler of ['x', 'ü']) {
      const tooLarge = eventOfBytes('more', maxEventBytes + 1, filler)
      const refused = log.append('ticket-2', [someEvent('small'), tooLarge], 'none')
      await expect(refused).rejects.toBeInstanceOf(InvalidAppend)
      await expect(refused).rejects.toThrow(/262145 bytes, the limit is 262144/)
    }
    expect(await readAll(log, 'ticket-2')).toEqual([])
  })

  it.each(['', '$streams', '-ticket', '1-ticket', 'ticket 1', 'ticket/1', 'tïcket', 'tooLong'])(
    'refuses the stream name %j, and reading it finds nothing',
    async given => {
      const name = given === 'tooLong' ? 't'.repeat(201) : given
      const { log } = under()
      await expect(log.append(name, [someEvent('a')], 'none')).rejects.toBeInstanceOf(InvalidAppend)
      expect(await readAll(log, name)).toEqual([])
    }
  )

  it.each(['inbox-4839574812-99', 'topic--100123-7', 'setting-sla-policies-a_b', 'a.b:C', 'longest'])(
    'accepts the stream name %j',
    async given => {
      const name = given === 'longest' ? 't'.repeat(200) : given
      const { log } = under()
      await log.append(name, [someEvent('a')], 'none')
      expect(await readAll(log, name)).toHaveLength(1)
    }
  )

  it.each([
    ['no id', { id: '' }],
    ['an id that is not Unicode', { id: '\ud800' }],
    ['no type', { type: '' }],
    ['a type reserved for the log itself', { type: '$metadata' }],
    ['a time that is not whole milliseconds', { recordedAt: 0.5 }],
    ['data that are a list', { data: [] }],
    ['personal that is not Unicode', { personal: '\udfff' }],
    ['no version', { meta: { ...someEvent('a').meta, schema: Number.NaN } }]
  ])('refuses an event with %s, as it could not be read again', async (_what, wrong) => {
    const { log } = under()
    const event = { ...someEvent('a'), ...wrong } as NewEvent
    await expect(log.append('ticket-1', [event], 'none')).rejects.toBeInstanceOf(InvalidAppend)
    expect(await log.head()).toBeUndefined()
  })

  it.each([0.5, 2 ** 53, -1e21])(
    'takes no %d in data or meta, however deep: proofs hash whole numbers alone',
    async number => {
      const { log } = under()
      const deep = someEvent('a', { list: [{ number }] })
      const inMeta = { ...someEvent('a'), meta: { ...someEvent('a').meta, schema: number } }
      for (const event of [deep, inMeta])
        await expect(log.append('ticket-1', [event], 'none')).rejects.toBeInstanceOf(InvalidAppend)
      expect(await log.head()).toBeUndefined()
    }
  )

  it.each([-1, 0.5, Number.NaN])('refuses %d as an expected revision', async expected => {
    const { log } = under()
    await expect(log.append('ticket-1', [someEvent('a')], expected)).rejects.toBeInstanceOf(InvalidAppend)
  })

  it('finishes the appends under way when it is closed, and takes no more', async () => {
    const { log, reopen } = under()
    const appending = Promise.all(
      ['a', 'b', 'c'].map(seed => log.append(`ticket-${seed}`, [someEvent(seed)], 'none'))
    )
    await log.close()
    await log.close()
    expect(await appending).toHaveLength(3)
    await expect(log.append('ticket-d', [someEvent('d')], 'none')).rejects.toBeInstanceOf(Unavailable)
    await expect(readAll(log, 'ticket-a')).rejects.toBeInstanceOf(Unavailable)
    await expect(log.head()).rejects.toBeInstanceOf(Unavailable)
    expect(await readToHead(await reopen())).toHaveLength(3)
  })
}

async function expectConflict(append: Promise<unknown>, expected: number | 'none', actual: number | 'none') {
  const refused = expect(append).rejects
  await refused.toBeInstanceOf(Conflict)
  await expect(append).rejects.toMatchObject({ expected, actual })
}

/** `data`, `personal` and `meta` together have exactly this many bytes of UTF-8 JSON. */
function eventOfBytes(seed: string, bytes: number, filler: string) {
  const bare = someEvent(seed, { text: '' })
  const room =
    bytes - Buffer.byteLength(JSON.stringify(bare.data)) - Buffer.byteLength(JSON.stringify(bare.meta))
  const width = Buffer.byteLength(filler)
  return someEvent(seed, { text: filler.repeat(Math.floor(room / width)) + 'x'.repeat(room % width) })
}
