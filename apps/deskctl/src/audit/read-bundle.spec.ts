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
    [
      'a size that is too small',
      2,
      () => written(packed(6), packed(6).lastIndexOf('PK\u0001\u0002') + 24, 9, 0)
    ],
    ['1 GiB when unpacked', 1, () => written(packed(6), listed(packed(6)) + 24, 0, 0, 0, 0x40)]
  ])('is not taken for %s: exit code %d of both verifiers', async (_what, code, archive) => {
    expect(await codeOf(archive())).toBe(code)
  })
})
