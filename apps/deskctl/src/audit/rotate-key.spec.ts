import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { parseNote, parseVkey, signersOf, vkeyOf } from '#audit'
import { auditStreams } from '#domain'
import { FakeClock, type JsonObject } from '#kernel'
import { latestCheckpoint, originOf, type Sealing, tellKeyChanges } from '#processes'
import { AuditKeys, auditKeyPath, type Stores } from '#stores'
import { auditPort } from '../../../desk/src/workers/audit-port.js'
import { run, TestDirectory } from '../testing.js'
import { sealingOf, someReason } from './testing.js'

const day = 86_400_000

describe('the signing keys of a desk', () => {
  let files: TestDirectory
  let stores: Stores
  let fake: FakeClock
  let sealing: Sealing
  let keys: AuditKeys
  beforeEach(async () => {
    files = new TestDirectory()
    fake = new FakeClock(Date.UTC(2026, 0, 5, 9))
    stores = await files.open()
    keys = new AuditKeys(auditKeyPath(null, files.path))
    await begin()
    await sealed('ticket-a')
  })
  afterEach(() => files.remove())

  /** As after a restart. */
  async function begin() {
    sealing = await sealingOf(stores, files.path, fake)
  }
  const port = () => auditPort({ ...stores, keys, clock: fake, isShared: false }, () => sealing)
  async function sealed(stream: string): Promise<string> {
    await files.write(stores, stream, 2)
    const outcome = await sealing.seal()
    if (outcome.kind === 'stopped') throw new Error(outcome.why)
    return outcome.checkpoint.note
  }
  async function rotated(): Promise<string[]> {
    const done = await port().rotateKeys('key:key_admin')
    if (!done.ok) throw new Error('not rotated')
    return done.value.keys.map(vkeyOf)
  }
  const vkeys = async (args: string[] = []) =>
    (await run(['audit', 'key', '--data-dir', files.path, ...args])).out.trimEnd().split('\n')
  const changes = async () => {
    const found: JsonObject[] = []
    for await (const { data } of stores.rawLog.readStream(auditStreams.keys)) found.push(data)
    return found
  }
  const verify = async (key: string) => {
    const out = join(files.path, `export-${Math.random()}`)
    await run(['audit', 'export', '--data-dir', files.path, '--out', out])
    const note = join(files.path, 'note')
    writeFileSync(note, (await latestCheckpoint(stores.log))?.note ?? '')
    return Promise.all([
      run(['verify', '--data-dir', files.path, '--key', key]),
      run(['verify', '--data-dir', files.path, '--key', key, '--checkpoint', note]),
      run(['verify', '--export', out, '--key', key])
    ]).then(all => all.map(({ code }) => code))
  }

  it('sign by both pairs for 30 days after a rotation, which is in the log; each holder of one key goes on to trust what it signs', async () => {
    const old = await vkeys()
    const begun = await rotated()
    expect(await vkeys()).toEqual([...begun, ...old])
    expect(await changes()).toEqual([{ from: old, to: begun }])
    const both = await sealed('ticket-b')
    expect(parseNote(both).signatures).toHaveLength(4)
    for (const key of [...old, ...begun]) {
      expect(signersOf(parseNote(both), [parseVkey(key)]).kind).toBe('signed')
      expect(await verify(key)).toEqual([0, 0, 0])
    }
    await fake.advance(30 * day)
    const after = await sealed('ticket-c')
    expect(parseNote(after).signatures).toHaveLength(2)
    for (const key of begun) expect(await verify(key)).toEqual([0, 0, 0])
    for (const key of old) expect(await verify(key)).toEqual([4, 4, 4])
    // By its own file, the log holds from the first checkpoint on.
    expect((await run(['verify', '--data-dir', files.path])).code).toBe(0)
  })

  it('sign no more lines than verifiers read, however often they are rotated', async () => {
    for (let n = 0; n < 9; n++) await rotated()
    expect(parseNote(await sealed('ticket-b')).signatures).toHaveLength(16)
    expect(await changes()).toHaveLength(9)
  })

  it('tell the log at the next start of a rotation that was killed before it did, once', async () => {
    const [old, begun] = [await vkeys(), keys.rotate(fake.now())]
    expect(await changes()).toEqual([])
    const origin = await originOf(stores.rawLog, stores.logId ?? '')
    for (let start = 0; start < 2; start++)
      await tellKeyChanges(stores, origin, keys.all(), 'process:sealer', fake.now())
    expect(await changes()).toEqual([{ from: old, to: (await vkeys()).slice(0, 2) }])
    expect(keys.all()[0]?.ed25519).toEqual(begun.to.ed25519)
  })

  it('sign nothing from a file that is missing, damaged, another one or an older one, until it is put back', async () => {
    const older = keys.all()
    await rotated()
    await sealed('ticket-b')
    const good = readFileSync(keys.path)
    const put = (bytes: string | Buffer) => writeFileSync(keys.path, bytes, { mode: 0o600 })
    const fileOf = (pairs: typeof older) =>
      JSON.stringify({
        v: 1,
        pairs: pairs.map(({ ed25519, mlDsa44 }) => ({
          ed25519: ed25519.toString('base64'),
          ml_dsa_44: mlDsa44.toString('base64'),
          until: null
        }))
      })
    const why = async (change: () => void) => {
      change()
      await files.write(stores, `ticket-${Math.random()}`, 1)
      const outcome = await sealing.seal()
      const standing = await sealing.standing()
      put(good)
      await fake.advance(60_000)
      await sealing.round()
      return [outcome.kind, standing.differs, (await sealing.standing()).differs]
    }
    const cases: [() => void, string][] = [
      [() => rmSync(keys.path), "can't read"],
      [() => put('{}'), 'holds no signing keys'],
      [() => put(fileOf(older)), 'lacks the pair that the log says was begun last'],
      [
        () => {
          rmSync(keys.path)
          keys.make()
        },
        'is not the one that has signed the last checkpoint'
      ]
    ]
    for (const [change, words] of cases)
      expect(await why(change)).toEqual(['stopped', expect.stringContaining(words), null])
  })

  it('that are lost end their origin: with new ones a new one is begun', async () => {
    rmSync(keys.path)
    await begin()
    expect((await sealing.seal()).kind).toBe('stopped')
    const { to } = await sealing.newOrigin(someReason, 'key:key_admin')
    expect((await latestCheckpoint(stores.log))?.origin).toBe(to)
    expect((await run(['verify', '--data-dir', files.path, '--key', (await vkeys())[0] ?? ''])).code).toBe(0)
  })
})
