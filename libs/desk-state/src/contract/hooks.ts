import { expect, it } from '@jest/globals'
import { type DeskState, type Hook, Superseded } from '../index.js'

const hook = (order: number, more: Partial<Hook> = {}): Hook => ({
  endpoint: 'a',
  id: `whd_${order}`,
  order,
  lane: 'ticket-1',
  type: 'ticket.created',
  at: order * 1000,
  subject: 'anna',
  body: `sealed ${order}`,
  state: 'pending',
  dueAt: 0,
  failures: 0,
  attempts: [],
  ...more
})

/** What every desk state keeps of hooks. */
export function describeHooks(open: () => DeskState): void {
  it('keeps the first of an id, and what came of it', async () => {
    const { hooks } = open()
    expect(await hooks.add(hook(1), 1)).toBe(true)
    expect(await hooks.add(hook(1, { body: 'another' }), 2)).toBe(false)
    const done = { state: 'delivered' as const, dueAt: 7, failures: 2, attempts: [{ at: 1, error: null }] }
    await hooks.save({ endpoint: 'a', id: 'whd_1', ...done }, 1)
    await hooks.save({ endpoint: 'a', id: 'whd_none', ...done }, 1)
    expect(await hooks.find('a', 'whd_1')).toEqual(hook(1, done))
    expect(await hooks.find('b', 'whd_1')).toBeUndefined()
    expect(await hooks.find('a', 'whd_none')).toBeUndefined()
  })

  it('is saved by no owner who was overtaken', async () => {
    const { hooks } = open()
    await hooks.add(hook(1), 1)
    await hooks.add(hook(2), 1)
    const [pending, delivered] = ['pending', 'delivered'].map(state => ({ ...hook(1), state }) as Hook)
    if (!pending || !delivered) throw new Error('both are there')
    await hooks.claim('a', 2)
    await expect(hooks.save(delivered, 1)).rejects.toThrow(Superseded)
    await hooks.save(delivered, 2)
    await expect(hooks.save(pending, 1)).rejects.toThrow(Superseded)
    await expect(hooks.claim('a', 1)).rejects.toThrow(Superseded)
    await hooks.claim('a', 2)
    expect((await hooks.list({ endpoint: 'a', limit: 9 })).map(({ state }) => state)).toEqual([
      'delivered',
      'pending'
    ])
  })

  it('is given a body once, by no owner who was overtaken', async () => {
    const { hooks } = open()
    const empty = hook(1, { body: null, state: 'given_up' })
    await hooks.add(empty, 2)
    const first = { endpoint: 'a', id: 'whd_1', subject: 'berta', body: 'sealed' }
    await hooks.claim('a', 2)
    await hooks.save({ ...empty }, 2)
    await expect(hooks.fill(first, 1)).rejects.toThrow(Superseded)
    await hooks.fill(first, 2)
    await hooks.fill({ ...first, subject: 'anna', body: 'another' }, 2)
    await hooks.fill({ ...first, id: 'whd_none' }, 2)
    expect(await hooks.find('a', 'whd_1')).toEqual({ ...empty, subject: 'berta', body: 'sealed' })
  })

  it('lists those of an endpoint in their order or newest first, in pages, of a state', async () => {
    const { hooks } = open()
    for (const order of [3, 1, 12, 2])
      await hooks.add(hook(order, order === 2 ? { state: 'given_up' } : {}), 1)
    await hooks.add(hook(5, { endpoint: 'b' }), 1)
    const orders = async (asked: Omit<Parameters<typeof hooks.list>[0], 'endpoint'>) =>
      (await hooks.list({ endpoint: 'a', ...asked })).map(({ order }) => order)
    expect(await orders({ limit: 10 })).toEqual([1, 2, 3, 12])
    expect(await orders({ limit: 2, after: hook(1) })).toEqual([2, 3])
    expect(await orders({ limit: 2, newestFirst: true })).toEqual([12, 3])
    expect(await orders({ limit: 5, newestFirst: true, after: hook(3) })).toEqual([2, 1])
    expect(await orders({ limit: 5, state: 'pending' })).toEqual([1, 3, 12])
    expect([await hooks.last('a'), await hooks.last('b'), await hooks.last('c')]).toEqual([12, 5, 0])
  })

  it('lists two of one place by their ids, and leaves none out between two pages', async () => {
    const { hooks } = open()
    for (const [order, id] of [
      [1, 'b'],
      [2, 'd'],
      [2, 'c'],
      [2, 'e'],
      [3, 'a']
    ] as const)
      await hooks.add(hook(order, { id }), 1)
    for (const newestFirst of [false, true]) {
      const ids: string[] = []
      for (let after: Hook | undefined; ; ) {
        const [one] = await hooks.list({ endpoint: 'a', newestFirst, limit: 1, ...(after && { after }) })
        if (!one) break
        ids.push(one.id)
        after = one
      }
      expect(ids.join('')).toBe(newestFirst ? 'aedcb' : 'bcdea')
    }
  })

  it('drops the bodies of a person, what is too old, and all of an endpoint', async () => {
    const { hooks } = open()
    await hooks.add(hook(1), 1)
    await hooks.add(hook(2, { state: 'delivered' }), 1)
    await hooks.add(hook(3, { subject: 'berta' }), 1)
    await hooks.add(hook(4, { endpoint: 'b' }), 1)
    // Whoever asks again, after a kill, is told the same.
    for (let time = 0; time < 2; time++) expect(await hooks.forget('anna')).toEqual(['a', 'b'])
    expect(await hooks.forget('nobody')).toEqual([])
    const left = await hooks.list({ endpoint: 'a', limit: 9 })
    expect(left.map(({ body, state }) => [body, state])).toEqual([
      [null, 'given_up'],
      [null, 'delivered'],
      ['sealed 3', 'pending']
    ])
    expect([await hooks.dropBefore(3000, 1), await hooks.dropBefore(3000, 9)]).toEqual([1, 1])
    await hooks.drop('b')
    const all = []
    for await (const one of hooks.all()) all.push(one.id)
    expect(all).toEqual(['whd_3'])
  })
}
