import { beforeEach, describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Uploads } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { FakeClock } from '#kernel'
import { dropUpload, isKept, pieceBytes, readUpload, UploadWriter } from './upload.js'

describe('a file that is to be sent', () => {
  let uploads: Uploads
  const secret = 'secret of a test'
  beforeEach(() => {
    uploads = openMemoryDeskState({ clock: new FakeClock() }).uploads
  })
  const read = async (size: number) => {
    const parts: Buffer[] = []
    for await (const part of readUpload(uploads, secret, size)) parts.push(part)
    return Buffer.concat(parts)
  }

  it('comes back as it was given, however it came and whatever its size', async () => {
    const size = fc.oneof(
      fc.integer({ min: 1, max: 3 * pieceBytes }),
      fc.constantFrom(pieceBytes - 1, pieceBytes, pieceBytes + 1, 2 * pieceBytes)
    )
    const run = async (whole: number, chunk: number) => {
      uploads = openMemoryDeskState({ clock: new FakeClock() }).uploads
      const bytes = Buffer.alloc(whole, 'what was given ')
      const writer = new UploadWriter(uploads, secret, 1)
      for (let at = 0; at < whole; at += chunk) await writer.write(bytes.subarray(at, at + chunk))
      await writer.end()
      expect(writer.size).toBe(whole)
      expect(await isKept(uploads, secret, whole)).toBe(true)
      expect((await read(whole)).equals(bytes)).toBe(true)
    }
    const chunks = fc.integer({ min: 5000, max: 2 * pieceBytes })
    await fc.assert(fc.asyncProperty(size, chunks, run), { numRuns: 20 })
  })

  it('lies sealed, and is not there any more once it was dropped', async () => {
    const writer = new UploadWriter(uploads, secret, 1)
    await writer.write(Buffer.from('nobody reads this'))
    await writer.end()
    for await (const { upload, bytes } of uploads.all()) {
      expect(Buffer.from(bytes).toString('latin1')).not.toContain('nobody')
      expect(upload).not.toContain(secret)
    }
    await dropUpload(uploads, secret)
    expect(await isKept(uploads, secret, 17)).toBe(false)
    await expect(read(17)).rejects.toThrow('not kept')
  })
})
