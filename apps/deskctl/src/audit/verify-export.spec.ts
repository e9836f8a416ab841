import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { parseCheckpoint, parseNote } from '#audit'
import { commandIdFor, eventIdFor } from '#kernel'
import { run, TestDirectory } from '../testing.js'
import { sealingOf } from './testing.js'

describe('deskctl verify, of an export', () => {
  const files = new TestDirectory()
  const whole = join(files.path, 'whole')
  const tried = join(files.path, 'tried')
  let key: string
  beforeAll(async () => {
    const stores = await files.open()
    const sealing = await sealingOf(stores, files.path)
    await files.write(stores, 'ticket-a', 300)
    const commandId = commandIdFor('two lines')
    const event = {
      id: eventIdFor(commandId, 0),
      type: 'SomethingHappened',
      recordedAt: Date.UTC(2026, 0, 5, 9),
      data: { what: 'two\u2028lines' },
      meta: { $causationId: 'test', $correlationId: 'test', actor: 'test', schema: 1, commandId }
    }
    await stores.log.append('ticket-b', [event], 'none')
    await sealing.seal()
    await files.write(stores, 'ticket-c', 2)
    await stores.close()
    expect((await run(['audit', 'export', '--data-dir', files.path, '--out', whole])).code).toBe(0)
    key = (await run(['audit', 'key', '--data-dir', files.path])).out.split('\n')[0] ?? ''
  })
  beforeEach(() => {
    rmSync(tried, { recursive: true, force: true })
    cpSync(whole, tried, { recursive: true })
  })
  afterAll(() => files.remove())

  const at = (name: string) => join(tried, name)
  const verify = () => run(['verify', '--export', tried, '--key', key])
  const changed = (name: string, change: (bytes: Buffer) => Buffer | string) =>
    writeFileSync(at(name), change(readFileSync(at(name))))

  it('is sound, also with a line separator in what was recorded', async () => {
    expect(await verify()).toMatchObject({ code: 0, out: expect.stringContaining('305 records') })
  })

  it('holds the tiles of the tree of its checkpoint', () => {
    const { size } = parseCheckpoint(parseNote(readFileSync(at('checkpoint'), 'utf8')).text)
    for (const name of [
      'entries/000',
      '0/000',
      '1/000.p/1',
      `entries/001.p/${size - 256}`,
      `0/001.p/${size - 256}`
    ])
      expect([name, existsSync(at(`tile/${name}`))]).toEqual([name, true])
  })

  const flipped = (bytes: Buffer) => Buffer.from(bytes.map((byte, n) => (n === 40 ? byte ^ 1 : byte)))
  it.each<[string, number, string, () => void]>([
    ['a tile changed', 1, 'tile/0/000 is not', () => changed('tile/0/000', flipped)],
    ['a bundle of entries changed', 1, 'tile/entries/000 is not', () => changed('tile/entries/000', flipped)],
    ['a tile gone', 3, 'tile/1/000.p/1 is missing', () => rmSync(at('tile/1/000.p/1'))],
    ['all checkpoints gone', 3, 'is missing', () => rmSync(at('checkpoints'), { recursive: true })],
    ['its records gone', 3, 'records.ndjson is missing', () => rmSync(at('records.ndjson'))],
    ['its checkpoint gone', 3, 'its checkpoint is missing', () => rmSync(at('checkpoint'))],
    ['a checkpoint that is none', 1, 'its checkpoint is none', () => writeFileSync(at('checkpoint'), 'x')],
    [
      'CRLF',
      1,
      'differs',
      () => changed('records.ndjson', bytes => bytes.toString().replaceAll('\n', '\r\n'))
    ],
    [
      'a cut in its last line',
      3,
      'ends in the middle of a line',
      () => changed('records.ndjson', bytes => bytes.subarray(0, -20))
    ]
  ])('with %s: exit code %d', async (_what, code, words, change) => {
    change()
    expect(await verify()).toMatchObject({ code, out: expect.stringContaining(words) })
  })

  it('that can not be read is none that differs: one line, exit code 2', async () => {
    rmSync(at('records.ndjson'))
    mkdirSync(at('records.ndjson'))
    const { code, out, err } = await verify()
    expect([code, out, err.trimEnd().split('\n').length]).toEqual([2, '', 1])
  })

  it('names the stream, revision and event before which one was left out: exit code 3', async () => {
    changed('records.ndjson', bytes => {
      const lines = bytes.toString().split('\n')
      return lines.toSpliced(100, 1).join('\n')
    })
    expect(await verify()).toMatchObject({
      out: expect.stringMatching(/missing: ticket-a, revision 101, event \S+: revision 100 should stand here/)
    })
  })
})
