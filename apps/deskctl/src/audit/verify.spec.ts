import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { zipSync } from 'fflate'
import {
  checkpointText,
  entryOf,
  newSigningPair,
  RunningTree,
  recordOf,
  saltOf,
  signCheckpoint,
  verifierKeysOf,
  vkeyOf
} from '#audit'
import { wholeLog } from '#event-log'
import type { EventId } from '#kernel'
import { appendAfter, latestCheckpoint } from '#processes'
import { AuditKeys, auditKeyPath } from '#stores'
import { checksumOf } from '../../../../libs/event-log/src/sqlite/checksum.js'
import { run, TestDirectory } from '../testing.js'
import { sealingOf } from './testing.js'

interface Row {
  stream: string
  revision: number
  id: EventId
  type: string
  recorded_at: number
  data: string
  meta: string
  personal: string | null
}

const second = fileURLToPath(new URL('../../../../tools/verify_bundle.py', import.meta.url))

/** Of the same length: an archive's places stay. */
const replacedIn = (archive: Buffer, from: string, to: string): Buffer =>
  Buffer.from(archive.toString('latin1').replaceAll(from, to), 'latin1')

describe('deskctl verify, of a log that was sealed', () => {
  const template = new TestDirectory()
  let files: TestDirectory
  let elsewhere: string
  beforeAll(async () => {
    const stores = await template.open()
    const sealing = await sealingOf(stores, template.path)
    await template.write(stores, 'ticket-a', 5, { user: 11, text: 'my phone is broken' })
    await sealing.seal()
    await template.write(stores, 'ticket-b', 4)
    await template.write(stores, 'ticket-c', 3)
    await sealing.seal()
    await template.write(stores, 'ticket-d', 2)
    elsewhere = (await latestCheckpoint(stores.log))?.note ?? ''
    await stores.close()
  })
  beforeEach(() => {
    files = new TestDirectory()
    cpSync(template.path, files.path, { recursive: true })
    writeFileSync(join(files.path, 'elsewhere.txt'), elsewhere)
  })
  afterEach(() => files.remove())
  afterAll(() => template.remove())

  const at = (name: string) => join(files.path, 'sandbox', 'desk', name)
  const verify = (...args: string[]) => run(['verify', '--data-dir', files.path, ...args])
  const withElsewhere = () => verify('--checkpoint', join(files.path, 'elsewhere.txt'))

  /** As who has the database open would do it: places, revisions and checksums are set right. */
  function rewrite(change: (rows: Row[]) => Row[]): void {
    using db = new DatabaseSync(at('log.db'))
    db.enableDefensive(false)
    const rows = db.prepare('SELECT * FROM events ORDER BY position').all() as unknown as Row[]
    const revisions = new Map<string, number>()
    db.exec('DELETE FROM events')
    const insert = db.prepare(
      'INSERT INTO events (position, stream, revision, id, type, recorded_at, checksum, data, meta, personal) VALUES (?,?,?,?,?,?,?,?,?,?)'
    )
    for (const [n, row] of change(rows.map(one => ({ ...one }))).entries()) {
      const { stream, id, type, recorded_at, data, meta, personal } = row
      const revision = (revisions.get(stream) ?? -1) + 1
      revisions.set(stream, revision)
      const encoded = { id, type, recordedAt: recorded_at, data, meta, personal: personal as never }
      const sum = checksumOf(stream, revision, encoded)
      insert.run(n + 1, stream, revision, id, type, recorded_at, sum, data, meta, personal)
    }
  }
  const changed = (n: number, change: (row: Row) => Partial<Row>) => (rows: Row[]) =>
    rows.map((row, place) => (place === n ? { ...row, ...change(row) } : row))
  const without = (gone: (row: Row, place: number) => boolean) => (rows: Row[]) =>
    rows.filter((row, place) => !gone(row, place))

  it('is sound, and says how much is sealed; a forgotten view changes nothing', async () => {
    const { code, out } = await withElsewhere()
    expect([code, out]).toEqual([0, expect.stringContaining('sealed  the first 15 events, 2 checkpoints')])
    rmSync(at('views.db'))
    expect((await verify()).code).toBe(0)
    expect(JSON.parse((await verify('--json')).out)).toMatchObject({ ok: true, sealed: 15, findings: [] })
  })

  it.each<[string, (rows: Row[]) => Row[], string]>([
    ['a byte of data', changed(1, () => ({ data: '{"revision":1,"what":"plaim"}' })), 'ticket-a revision 1'],
    [
      'a byte of meta',
      changed(1, ({ meta }) => ({ meta: meta.replace('"test"', '"tesT"') })),
      'ticket-a revision 1'
    ],
    [
      'a sealed text',
      changed(4, ({ personal }) => ({
        personal: `${personal?.slice(0, -1)}${personal?.endsWith('_') ? 'A' : '_'}`
      })),
      'ticket-a revision 4'
    ],
    ['a time', changed(2, ({ recorded_at }) => ({ recorded_at: recorded_at + 1 })), 'ticket-a revision 2'],
    [
      'two events exchanged',
      rows => rows.with(8, rows[11] as Row).with(11, rows[8] as Row),
      'ticket-c revision 0'
    ],
    ['one in the middle gone', without((_, place) => place === 2), 'ticket-a revision 2'],
    ['a whole ticket gone', without(({ stream }) => stream === 'ticket-b'), 'ticket-c revision 0'],
    [
      'an event added',
      rows => rows.toSpliced(3, 0, { ...(rows[2] as Row), id: 'added' as EventId }),
      'ticket-a revision 3'
    ]
  ])('finds %s, with its stream, revision and event: exit code 1', async (_what, change, where) => {
    rewrite(change)
    const { code, out } = await verify()
    expect([code, out]).toEqual([1, expect.stringContaining(where)])
    expect(out).toMatch(/event [0-9a-z-]+: is not what was sealed/)
    expect(out).not.toContain('nothing yet')
    rmSync(at('views.db'))
    const blind = await verify()
    expect([blind.code, blind.out]).toEqual([
      1,
      expect.stringMatching(/between the checkpoints of \d+ and \d+ entries/)
    ])
  })

  it('trusts no view: one that was made from the tampered log hides nothing', async () => {
    rewrite(changed(1, () => ({ data: '{"revision":1,"what":"plaim"}' })))
    rmSync(at('views.db'))
    const stores = await files.open()
    const sealing = await sealingOf(stores, files.path)
    expect((await sealing.seal()).kind).toBe('stopped')
    await stores.close()
    expect(await verify()).toMatchObject({
      code: 1,
      out: expect.stringContaining('between the checkpoints of 0 and 6 entries')
    })
  })

  it('finds the last events gone, and a log put back from a backup: exit code 3', async () => {
    rewrite(rows => rows.slice(0, 8))
    expect(await verify()).toMatchObject({
      code: 3,
      out: expect.stringContaining('has 15 entries, and there are 8')
    })
    for (const lose of [() => writeFileSync(at('state.db'), 'damaged'), () => rmSync(at('state.db'))]) {
      lose()
      expect(await verify()).toMatchObject({
        code: 0,
        out: expect.stringContaining('not compared: the desk state is not here, give --checkpoint')
      })
      expect(JSON.parse((await verify('--json')).out)).toMatchObject({ state_compared: false })
      expect((await withElsewhere()).code).toBe(3)
    }
  })

  it('finds by a checkpoint from elsewhere what was sealed anew with the stolen keys', async () => {
    rewrite(rows => changed(1, () => ({ data: '{"revision":1,"what":"forged"}' }))(rows.slice(0, 5)))
    for (const name of ['views.db', 'state.db']) rmSync(at(name))
    const forger = new TestDirectory()
    cpSync(files.path, forger.path, { recursive: true })
    const state = join(forger.path, 'sandbox', 'desk')
    cpSync(join(template.path, 'sandbox', 'desk', 'vault.db'), join(state, 'vault.db'))
    const stores = await forger.open()
    const sealing = await sealingOf(stores, forger.path)
    await sealing.seal()
    await forger.write(stores, 'ticket-e', 12)
    await sealing.seal()
    await stores.close()
    const check = (...args: string[]) => run(['verify', '--data-dir', forger.path, ...args])
    expect((await check()).code).toBe(0)
    const told = await check('--checkpoint', join(files.path, 'elsewhere.txt'))
    expect([told.code, told.out]).toEqual([
      1,
      expect.stringContaining('is not what the log was at 15 entries')
    ])
    await forger.remove()
  })

  const withHeads = (rows: Row[]) =>
    rows.map(row =>
      row.stream === 'audit-heads' ? { ...row, data: row.data.replace(/"root":"./, '"root":"_') } : row
    )

  it('finds a rewritten commitment to the heads, and names it', async () => {
    rewrite(withHeads)
    const { code, out } = await verify()
    expect([code, out]).toEqual([1, expect.stringContaining('audit-heads revision 0')])
    expect(out).toContain('the heads that it commits to are not those of the log')
  })

  it('finds wrong heads under a checkpoint that the stolen keys have signed, in the log and in an export', async () => {
    rewrite(rows => withHeads(rows.slice(0, 6)))
    for (const name of ['views.db', 'state.db']) rmSync(at(name))
    const stores = await files.open()
    const { origin, key } = (await stores.vault.auditSalt()) ?? { origin: '', key: Buffer.alloc(0) }
    const tree = new RunningTree()
    for await (const item of wholeLog(stores.rawLog))
      if (item.kind === 'event') tree.add(entryOf(recordOf(item.event, saltOf(key, item.event.id))))
    const text = checkpointText({ origin: `topicdesk/${origin}`, size: tree.size, root: tree.root() })
    const [pair = newSigningPair()] = new AuditKeys(auditKeyPath(null, files.path)).all()
    const note = `${text}\n${signCheckpoint(text, `topicdesk/${origin}`, pair, 0)}`
    const signed = { type: 'CheckpointSigned', data: { note } } as const
    await appendAfter(stores.log, 'audit-checkpoints', undefined, signed, 'test', 0)
    await stores.close()
    const heads = expect.stringContaining('the heads that it commits to are not those of the log')
    expect(await verify()).toMatchObject({ code: 1, out: heads })
    const vkey = (await run(['audit', 'key', '--data-dir', files.path])).out.split('\n')[0] ?? ''
    const out = join(files.path, 'export')
    expect((await run(['audit', 'export', '--data-dir', files.path, '--out', out])).code).toBe(0)
    expect(await verify('--export', out, '--key', vkey)).toMatchObject({ code: 1, out: heads })
  })

  it('finds a checkpoint that its keys have not signed', async () => {
    rewrite(rows =>
      rows.map(row =>
        row.type === 'CheckpointSigned' ? { ...row, data: row.data.replace(/\\n(\d+)\\n/, '\\n1\\n') } : row
      )
    )
    expect(await verify()).toMatchObject({ code: 1, out: expect.stringContaining('does not hold') })
  })

  it('does without the vault only where nothing was sealed: exit code 3', async () => {
    rmSync(at('vault.db'))
    const lost = { code: 3, out: expect.stringContaining('the salt key is missing') }
    expect(await verify()).toMatchObject(lost)
    cpSync(join(template.path, 'sandbox', 'desk', 'vault.db'), at('vault.db'))
    writeFileSync(at('master.key'), Buffer.alloc(32, 9).toString('base64'))
    expect(await verify()).toMatchObject(lost)
    rmSync(at('log.db'))
    expect(await verify()).toMatchObject({ code: 2, err: expect.stringContaining('there is no event log') })
  })

  it('exports the whole log, which is checked by the key alone', async () => {
    const out = join(files.path, 'export')
    expect((await run(['audit', 'export', '--data-dir', files.path, '--out', out])).code).toBe(0)
    const keys = (await run(['audit', 'key', '--data-dir', files.path])).out.trimEnd().split('\n')
    expect(keys).toHaveLength(2)
    for (const key of keys) {
      const { code, out: told } = await run(['verify', '--export', out, '--key', key])
      expect([code, told]).toEqual([0, expect.stringContaining('18 records, 2 checkpoints')])
    }
    const [key = ''] = keys
    const records = join(out, 'records.ndjson')
    const text = readFileSync(records, 'utf8')
    for (const [changedText, code] of [
      [text.replace('"plain"', '"forged"'), 1],
      [text.slice(0, text.indexOf('\n', text.length / 2) + 1), 3]
    ] as const) {
      writeFileSync(records, changedText)
      expect((await run(['verify', '--export', out, '--key', key])).code).toBe(code)
    }
    const [stranger] = verifierKeysOf('topicdesk/another', {
      ed25519: Buffer.alloc(32, 1),
      mlDsa44: Buffer.alloc(32, 1)
    })
    writeFileSync(records, text)
    expect((await run(['verify', '--export', out, '--key', vkeyOf(stranger)])).code).toBe(4)
    const both = await run(['verify', '--export', out, '--key', key, '--key', vkeyOf(stranger)])
    expect([both.code, both.out.split('\n')[1]]).toEqual([
      0,
      expect.stringMatching(/^the key topicdesk\/another\+\S+ has signed nothing of it/)
    ])
  })

  it('finds a copied log sound, with the origin and the roots of the one it was copied from', async () => {
    const target = new TestDirectory()
    const to = (name: string) => join(target.path, name)
    const moved = [
      `sqlite:${at('log.db')}`,
      `sqlite:${to('log.db')}`,
      `sqlite:${at('state.db')}`,
      `sqlite:${to('state.db')}`
    ]
    const names = ['--from', '--to', '--state-from', '--state-to']
    const { code } = await run(['copy', ...names.flatMap((name, n) => [name, moved[n] ?? ''])])
    expect(code).toBe(0)
    cpSync(at('master.key'), to('master.key'))
    cpSync(join(files.path, 'audit.key'), to('audit.key'))
    const args = ['--data-dir', target.path, '--checkpoint', join(files.path, 'elsewhere.txt')]
    const env = { TELEGRAM_BOT_TOKEN: '1:a' }
    const verified = await run(['verify', ...args], { env })
    expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('sealed  the first 15 events')])
    await target.remove()
  })

  it.each<[string, (archive: Buffer) => Buffer]>([
    ['two entries of one name', archive => replacedIn(archive, 'b.txt', 'a.txt')],
    ['a path that climbs', archive => replacedIn(archive, 'b.txt', '../b.')],
    ['an absolute path', archive => replacedIn(archive, 'b.txt', '/etc/')]
  ])(
    'calls a bundle with %s not sound, and unpacks nothing: exit code 1 of both verifiers',
    async (_what, change) => {
      const path = join(files.path, 'bad.zip')
      const both = { 'a.txt': Buffer.from('a'), 'b.txt': Buffer.from('b') }
      writeFileSync(path, change(Buffer.from(zipSync(both, { level: 0 }))))
      const key = (await run(['audit', 'key', '--data-dir', files.path])).out.split('\n')[0] ?? ''
      expect((await verify('--bundle', path, '--key', key)).code).toBe(1)
      expect(spawnSync('python3', [second, path, key]).status).toBe(1)
    }
  )

  it('answers a key file that others may read in one line, and calls nothing sound by it', async () => {
    if (process.platform === 'win32') return
    chmodSync(join(files.path, 'audit.key'), 0o640)
    for (const [args, code] of [
      [['verify'], 2],
      [['audit', 'key'], 1]
    ] as const) {
      const ran = await run([...args, '--data-dir', files.path])
      expect([ran.code, ran.out]).toEqual([code, ''])
      expect(ran.err).toMatch(
        /^deskctl: can't read \S*audit\.key \(others may read it \(mode 640\)\).*0600\n$/
      )
    }
  })

  it('answers what can not be read in one line: exit code 2', async () => {
    writeFileSync(join(files.path, 'cut.zip'), 'PK')
    const key = (await run(['audit', 'key', '--data-dir', files.path])).out.split('\n')[0] ?? ''
    for (const args of [
      ['--bundle', join(files.path, 'cut.zip'), '--key', key],
      ['--bundle', join(files.path, 'nowhere.zip'), '--key', key],
      ['--bundle', join(files.path, 'cut.zip'), '--key', 'no key'],
      ['--bundle', join(files.path, 'cut.zip')],
      ['--export', files.path, '--key', key],
      ['--checkpoint', join(files.path, 'cut.zip')]
    ]) {
      const { code, err } = await verify(...args)
      expect([args, code, err.trimEnd().split('\n').length]).toEqual([args, 2, 1])
    }
  })
})
