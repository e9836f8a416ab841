import { expect, it } from '@jest/globals'
import type { DeskState } from '../index.js'

const bytesOf = (text: string) => Uint8Array.from(Buffer.from(text))
const said = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString()

/** What every desk state keeps of files that are to be sent. */
export function describeUploads(open: () => DeskState): void {
  it('has pieces that are read as they were given; the first of a place stays', async () => {
    const { uploads } = open()
    for (const [index, text] of ['one', 'two', ''].entries())
      await uploads.add({ upload: 'a', index, at: 1000, bytes: bytesOf(text) })
    await uploads.add({ upload: 'a', index: 0, at: 2000, bytes: bytesOf('another') })
    await uploads.add({ upload: 'b', index: 0, at: 1000, bytes: bytesOf('of b') })
    const read = await Promise.all([0, 1, 2, 3].map(index => uploads.read('a', index)))
    expect(read.map(said)).toEqual(['one', 'two', '', undefined])
    expect(said(await uploads.read('b', 0))).toBe('of b')
  })

  it('of a mebibyte or two is kept whole', async () => {
    const { uploads } = open()
    const bytes = Uint8Array.from({ length: 2 ** 21 }, (_, at) => at * 31)
    await uploads.add({ upload: 'a', index: 0, at: 1, bytes })
    expect(Buffer.compare(Buffer.from((await uploads.read('a', 0)) ?? []), Buffer.from(bytes))).toBe(0)
  })

  it('is dropped as a whole, or by age, the oldest first', async () => {
    const { uploads } = open()
    for (let index = 0; index < 12; index++)
      await uploads.add({ upload: 'a', index, at: 1000 + index, bytes: bytesOf(`a ${index}`) })
    await uploads.add({ upload: 'b', index: 0, at: 3000, bytes: bytesOf('of b') })
    expect(await uploads.dropBefore(1011, 2)).toBe(2)
    const all = []
    for await (const { upload, index, at, bytes } of uploads.all())
      all.push(`${upload} ${index} ${at} ${said(bytes)}`)
    const left = Array.from({ length: 10 }, (_, n) => `a ${n + 2} ${1002 + n} a ${n + 2}`)
    expect(all).toEqual([...left, 'b 0 3000 of b'])
    expect(await uploads.dropBefore(1011, 20)).toBe(9)
    await uploads.drop('a')
    await uploads.drop('none')
    expect([await uploads.read('a', 11), said(await uploads.read('b', 0))]).toEqual([undefined, 'of b'])
  })
}
