import { expect, it } from '@jest/globals'
import type { Write } from '../index.js'
import { Fenced } from '../index.js'
import { at, put, type StoreUnderTest } from './things.js'

export function writingCases(under: () => StoreUnderTest): void {
  it('gives back what was put, with what it reflects', async () => {
    const document = { id: 'a', group: 'g', rank: 1, nested: { list: [1, null, 'ä'], yes: true } }
    await under().shelf.write([put(document, 3)], at(1))
    expect(await under().shelf.get('things', 'a')).toEqual({ document, reflects: 3 })
    expect(await under().shelf.get('things', 'b')).toBeUndefined()
    expect(await under().shelf.getMany('things', ['a', 'b', 'a'])).toEqual([{ document, reflects: 3 }])
  })

  it('keeps no hold on a document it was given or gave', async () => {
    const document = { id: 'a', list: [1] }
    await under().shelf.write([put(document)], at(1))
    document.list.push(2)
    expect((await under().shelf.get('things', 'a'))?.document).toEqual({ id: 'a', list: [1] })
  })

  it.each([
    ['older', 4],
    ['the same', 5]
  ])('ignores a put that reflects something %s', async (_, reflects) => {
    await under().shelf.write([put({ id: 'a', text: 'new' }, 5)], at(1))
    await under().shelf.write([put({ id: 'a', text: 'old' }, reflects)], at(2))
    expect((await under().shelf.get('things', 'a'))?.document['text']).toBe('new')
    expect(await under().shelf.checkpoint()).toEqual(at(2))
  })

  it('compares revisions as numbers and positions as text', async () => {
    await under().shelf.write([put({ id: 'a', text: 'nine' }, 9), put({ id: 'p', text: '09' }, '09')], at(1))
    await under().shelf.write([put({ id: 'a', text: 'ten' }, 10), put({ id: 'p', text: '10' }, '10')], at(2))
    expect((await under().shelf.get('things', 'a'))?.document['text']).toBe('ten')
    expect((await under().shelf.get('things', 'p'))?.document['text']).toBe('10')
  })

  it('deletes by the same guard', async () => {
    const remove = (reflects: number): Write => ({
      kind: 'delete',
      collection: 'things',
      id: 'a',
      reflects
    })
    await under().shelf.write([put({ id: 'a' }, 5)], at(1))
    await under().shelf.write([remove(5)], at(2))
    expect(await under().shelf.get('things', 'a')).toBeDefined()
    await under().shelf.write([remove(6)], at(3))
    expect(await under().shelf.get('things', 'a')).toBeUndefined()
  })

  it('applies the writes of a batch in their order', async () => {
    await under().shelf.write(
      [put({ id: 'a', n: 1 }, 1), put({ id: 'a', n: 2 }, 2), put({ id: 'a', n: 0 }, 1)],
      at(1)
    )
    expect((await under().shelf.get('things', 'a'))?.document['n']).toBe(2)
  })

  it('writes neither documents nor checkpoint when one document of the batch is bad', async () => {
    await under().shelf.write([put({ id: 'a', n: 1 }, 1)], at(1))
    const bad = put({ id: 'b', rank: { no: 'plain value' } })
    await expect(under().shelf.write([put({ id: 'a', n: 2 }, 2), bad], at(2))).rejects.toThrow(TypeError)
    expect((await under().shelf.get('things', 'a'))?.document['n']).toBe(1)
    expect(await under().shelf.checkpoint()).toEqual(at(1))
  })

  it('never takes its checkpoint back, and writes the documents all the same', async () => {
    expect(await under().shelf.checkpoint()).toBeUndefined()
    await under().shelf.write([], at(7))
    await under().shelf.write([put({ id: 'late' })], at(3))
    expect(await under().shelf.checkpoint()).toEqual(at(7))
    expect(await under().shelf.get('things', 'late')).toBeDefined()
  })

  it('refuses whoever comes with a lower fence than the last', async () => {
    await under().shelf.write([put({ id: 'a' })], at(1), 2)
    await under().shelf.write([put({ id: 'b' })], at(2), 2)
    await expect(under().shelf.write([put({ id: 'c' })], at(3), 1)).rejects.toThrow(Fenced)
    expect(await under().shelf.get('things', 'c')).toBeUndefined()
    expect(await under().shelf.checkpoint()).toEqual(at(2))
    await under().shelf.write([put({ id: 'd' })], at(4), 3)
    expect(await under().shelf.checkpoint()).toEqual(at(4))
  })
}
