import { expect, it } from '@jest/globals'
import { Fenced } from '../index.js'
import { at, put, type StoreUnderTest, things, view } from './things.js'

export function buildCases(under: () => StoreUnderTest): void {
  const next = { ...view, version: 2 }

  it('stand beside each other, with documents and checkpoints of their own', async () => {
    const other = await under().store.open({ ...view, build: 1 }, [things])
    await under().shelf.write([put({ id: 'a' })], at(5))
    expect(await other.get('things', 'a')).toBeUndefined()
    expect(await other.checkpoint()).toBeUndefined()
    await under().store.open(next, [things])
    expect(await under().store.builds('shelf')).toEqual([view, { ...view, build: 1 }, next])
    expect(await under().store.builds('table')).toEqual([])
  })

  it('are opened again with what they hold', async () => {
    await under().shelf.write([put({ id: 'a' })], at(5))
    const again = await under().store.open(view, [things])
    expect(await again.checkpoint()).toEqual(at(5))
    expect(await again.get('things', 'a')).toBeDefined()
  })

  it('can be opened under other indexes only with another version', async () => {
    const changed = { name: 'things', indexes: [] }
    await expect(under().store.open(view, [changed])).rejects.toThrow('raise its version')
    await under().store.open(next, [changed])
  })

  it('are current only when switched to', async () => {
    expect(await under().store.current('shelf')).toBeUndefined()
    await under().store.switchTo(view)
    expect(await under().store.current('shelf')).toEqual(view)
    await under().store.open(next, [things])
    await under().store.switchTo(next)
    expect(await under().store.current('shelf')).toEqual(next)
  })

  it('are gone when dropped, with the switch that points to them', async () => {
    await under().store.switchTo(view)
    await under().shelf.write([put({ id: 'a' })], at(5))
    await under().store.drop(view)
    await under().store.drop(view)
    expect(await under().store.builds('shelf')).toEqual([])
    expect(await under().store.current('shelf')).toBeUndefined()
    await expect(under().shelf.write([put({ id: 'b' })], at(6))).rejects.toThrow(Fenced)
    const fresh = await under().store.open(view, [things])
    expect(await fresh.checkpoint()).toBeUndefined()
    expect(await fresh.get('things', 'a')).toBeUndefined()
  })
}
