import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from '@jest/globals'
import { zipSync } from 'fflate'
import { newSigningPair, verifierKeysOf, vkeyOf } from '#audit'
import { run } from '../testing.js'
import { readBundle } from './read-bundle.js'

const second = fileURLToPath(new URL('../../../../tools/verify_bundle.py', import.meta.url))
const [key] = verifierKeysOf('topicdesk/log-1', newSigningPair())
const files = { 'a.txt': Buffer.from('first of two'), 'b.txt': Buffer.from('second '.repeat(50)) }
const packed = (level: 0 | 6) => Buffer.from(zipSync(files, { level }))
const written = (archive: Buffer, at: number, ...bytes: number[]) => {
  const copy = Buffer.from(archive)
  for (const [n, byte] of bytes.entries()) copy[at + n] = byte
  return copy
}

/** The first entry's sizes are in the extra field of its line in the directory. */
function ofGibibytes(gib: number): Buffer {
  const archive = packed(6)
  const at = archive.indexOf('PK\u0001\u0002')
  const line = Buffer.from(archive.subarray(at, at + 46 + 5))
  const extra = Buffer.alloc(20)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(16, 2)
  for (const place of [4, 12]) extra.writeBigUInt64LE(BigInt(gib) * 2n ** 30n, place)
  line.fill(0xff, 20, 28)
  line.writeUInt16LE(extra.length, 30)
  const rest = Buffer.from(archive.subarray(at + line.length))
  const end = rest.indexOf('PK\u0005\u0006')
  rest.writeUInt32LE(rest.readUInt32LE(end + 12) + extra.length, end + 12)
  return Buffer.concat([archive.subarray(0, at), line, extra, rest])
}

describe('the archive of a bundle', () => {
  const directory = mkdtempSync(join(tmpdir(), 'archive-'))
  afterAll(() => rmSync(directory, { recursive: true }))

  /** Both verifiers: they must agree, and say why in one line each. */
  const codeOf = async (archive: Buffer): Promise<number> => {
    const path = join(directory, 'bundle.zip')
    writeFileSync(path, archive)
    const { code, err } = await run(['verify', '--bundle', path, '--key', vkeyOf(key)])
    const python = spawnSync('python3', [second, path, vkeyOf(key)], { encoding: 'utf8' })
    if (code === 2)
      expect([err, python.stderr].map(text => text.trimEnd().split('\n').length)).toEqual([1, 1])
    expect(python.status).toBe(code)
    return code
  }

  it.each([0, 6] as const)('gives its files back, packed at level %d, also behind other bytes', level => {
    for (const archive of [packed(level), Buffer.concat([Buffer.from('#!'), packed(level)])])
      expect(readBundle(archive)).toEqual({ files: new Map(Object.entries(files)), findings: [] })
  })

  const listed = (archive: Buffer) => archive.indexOf('PK\u0001\u0002')
  it.each<[string, number, () => Buffer]>([
    ['no archive', 2, () => Buffer.from('PK')],
    ['one cut short', 2, () => packed(6).subarray(0, -30)],
    ['a byte changed in what is packed', 2, () => written(packed(0), packed(0).indexOf('first'), 0x46)],
    ['another name before the content', 2, () => written(packed(0), packed(0).indexOf('a.txt'), 0x63)],
    ['an encrypted entry', 2, () => written(packed(0), listed(packed(0)) + 8, 1)],
    ['a way of packing that nobody knows', 2, () => written(packed(0), listed(packed(0)) + 10, 99)],
    ['a newer archive than there is', 2, () => written(packed(0), listed(packed(0)) + 6, 110)],
    ['a patch of another file', 2, () => written(packed(0), listed(packed(0)) + 8, 0x20)],
    ...([28, 30, 32] as const).map((field): [string, number, () => Buffer] => [
      `a length at ${field} that leads out of the directory`,
      2,
      () => written(packed(0), packed(0).lastIndexOf('PK\u0001\u0002') + field, 200)
    ]),
    ['a length that leads into the next line', 2, () => written(packed(0), listed(packed(0)) + 30, 40)],
    [
      'a size that is too small',
      2,
      () => written(packed(6), packed(6).lastIndexOf('PK\u0001\u0002') + 24, 9, 0)
    ],
    ['4 GiB when unpacked, as zip64 says', 1, () => ofGibibytes(4)],
    ['16 EiB when unpacked, as zip64 says', 1, () => ofGibibytes(2 ** 34 - 1)],
    ['1 GiB when unpacked', 1, () => written(packed(6), listed(packed(6)) + 24, 0, 0, 0, 0x40)]
  ])('is not taken for %s: exit code %d of both verifiers', async (_what, code, archive) => {
    expect(await codeOf(archive())).toBe(code)
  })
})
