import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { latestCheckpoint } from '#processes'
import { type StandIn, startStandIn } from '../../../../test/stand-in/index.js'
import { run, TestDirectory } from '../testing.js'
import { sealingOf } from './testing.js'

interface Row {
  stream: string
  id: string
  type: string
  data: string
  metadata: string
}

/** Who controls the server has its files open: here those of the stand-in. A real one is not ours to open. */
const withStandIn = process.env['EVENTSTORE_TEST_URL'] ? describe.skip : describe

withStandIn('deskctl, of a sealed log on an EventStoreDB', () => {
  const template = new TestDirectory()
  const kept = mkdtempSync(join(tmpdir(), 'sealed-server-'))
  let files: TestDirectory
  let server: string
  let standIn: StandIn | undefined
  let elsewhere: string

  const envOf = (dir: string) => ({
    DESK_EVENT_LOG_URL: standIn?.url,
    DESK_STATE_URL: 'sqlite:',
    DESK_DATA_DIR: dir
  })
  beforeAll(async () => {
    standIn = await startStandIn({ dir: kept, port: 0 })
    const stores = await template.open(envOf(template.path))
    const sealing = await sealingOf(stores, template.path)
    await template.write(stores, 'ticket-a', 5, { user: 11, text: 'my phone is broken' })
    await sealing.seal()
    await template.write(stores, 'ticket-b', 4)
    await template.write(stores, 'ticket-c', 3)
    await sealing.seal()
    await template.write(stores, 'ticket-d', 2)
    elsewhere = (await latestCheckpoint(stores.log))?.note ?? ''
    await stores.close()
    await standIn.stop()
  })
  beforeEach(() => {
    files = new TestDirectory()
    cpSync(template.path, files.path, { recursive: true })
    server = mkdtempSync(join(tmpdir(), 'sealed-server-'))
    cpSync(kept, server, { recursive: true })
    writeFileSync(at('elsewhere.txt'), elsewhere)
  })
  afterEach(async () => {
    await standIn?.kill()
    await files.remove()
    rmSync(server, { recursive: true })
  })
  afterAll(async () => {
    await template.remove()
    rmSync(kept, { recursive: true })
  })

  const at = (name: string) => join(files.path, name)
  const ofDesk = (name: string) => join(files.path, 'sandbox', 'desk', name)
  async function deskctl(...args: string[]) {
    standIn = await startStandIn({ dir: server, port: 0 })
    const ran = await run(args, { env: envOf(files.path) })
    await standIn.stop()
    return ran
  }
  const verify = (...args: string[]) => deskctl('verify', ...args)

  /** Places and revisions are set right. */
  function rewrite(change: (rows: Row[]) => Row[]): void {
    using db = new DatabaseSync(join(server, 'stand-in.db'))
    const ours = "stream LIKE 'sandbox.%' AND stream NOT LIKE 'sandbox.desklog-%'"
    const rows = db.prepare(`SELECT * FROM events WHERE ${ours} ORDER BY position`).all()
    const places = rows.map(({ position, next }) => ({ position: Number(position), next: Number(next) }))
    const text = (bytes: unknown) => (bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : '')
    const changed = change(
      rows.map(({ stream, id, type, data, metadata }) => ({
        stream: String(stream).slice('sandbox.'.length),
        id: String(id),
        type: String(type),
        data: text(data),
        metadata: text(metadata)
      }))
    )
    db.exec(`DELETE FROM events WHERE ${ours}`)
    const insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    const revisions = new Map<string, number>()
    for (const [n, { stream, id, type, data, metadata }] of changed.entries()) {
      const revision = (revisions.get(stream) ?? -1) + 1
      revisions.set(stream, revision)
      const end = Number(db.prepare('SELECT max(next) AS "end" FROM events').get()?.['end'])
      const { position, next } = places[n] ?? { position: end, next: end + 500 }
      const bytes = [data, metadata].map(part => Buffer.from(part))
      insert.run(position, `sandbox.${stream}`, revision, id, type, 'application/json', 0, ...bytes, next)
    }
  }
  const changed = (n: number, change: (row: Row) => Partial<Row>) => (rows: Row[]) =>
    rows.map((row, place) => (place === n ? { ...row, ...change(row) } : row))
  const without = (gone: (row: Row, place: number) => boolean) => (rows: Row[]) =>
    rows.filter((row, place) => !gone(row, place))
  const exchanged = (from: string, to: string) => (row: Row) => ({ metadata: row.metadata.replace(from, to) })

  it('is sound, and says how much is sealed; without the view, too', async () => {
    const { code, out } = await verify('--checkpoint', at('elsewhere.txt'))
    expect([code, out]).toEqual([0, expect.stringContaining('sealed  the first 15 events, 2 checkpoints')])
    rmSync(ofDesk('views.db'))
    expect(JSON.parse((await verify('--json')).out)).toMatchObject({ ok: true, events: 18, sealed: 15 })
  })

  it.each<[string, (rows: Row[]) => Row[], string]>([
    ['a byte of data', changed(1, () => ({ data: '{"revision":1,"what":"plaim"}' })), 'ticket-a revision 1'],
    ['a byte of meta', changed(1, exchanged('"test"', '"tesT"')), 'ticket-a revision 1'],
    [
      'a sealed text',
      // Not its last sign: that may stand for fewer bits than it has.
      changed(4, ({ metadata }) => ({
        metadata: metadata.replace(/(.)(.{8}"}})$/, (_, one, rest) => `${one === 'A' ? 'B' : 'A'}${rest}`)
      })),
      'ticket-a revision 4'
    ],
    [
      'a time',
      changed(2, ({ metadata }) => ({ metadata: metadata.replace('"recordedAt":1', '"recordedAt":2') })),
      'ticket-a revision 2'
    ],
    [
      'two events exchanged',
      rows => rows.with(8, rows[11] as Row).with(11, rows[8] as Row),
      'ticket-c revision 0'
    ],
    ['one in the middle gone', without((_, place) => place === 2), 'ticket-a revision 2'],
    ['a whole ticket gone', without(({ stream }) => stream === 'ticket-b'), 'ticket-c revision 0'],
    [
      'an event added',
      rows => rows.toSpliced(3, 0, { ...(rows[2] as Row), id: crypto.randomUUID() }),
      'ticket-a revision 3'
    ]
  ])('finds %s, with its stream, revision and event: exit code 1', async (_what, change, where) => {
    rewrite(change)
    const { code, out } = await verify()
    expect([code, out]).toEqual([1, expect.stringContaining(where)])
    expect(out).toMatch(/event [0-9a-f-]{36}: is not what was sealed/)
    rmSync(ofDesk('views.db'))
    expect(await verify()).toMatchObject({
      code: 1,
      out: expect.stringMatching(/between the checkpoints of \d+ and \d+ entries/)
    })
  })

  it('finds the last events gone, and a log put back from a backup: exit code 3', async () => {
    rewrite(rows => rows.slice(0, 8))
    expect(await verify()).toMatchObject({
      code: 3,
      out: expect.stringContaining('has 15 entries, and there are 8')
    })
    rmSync(ofDesk('state.db'))
    expect((await verify()).code).toBe(0)
    expect((await verify('--checkpoint', at('elsewhere.txt'))).code).toBe(3)
  })

  it('finds a rewritten commitment to the heads, and a rewritten checkpoint: exit code 1', async () => {
    rewrite(rows =>
      rows.map(row =>
        row.type === 'HeadsCommitted' ? { ...row, data: row.data.replace(/"root":"./, '"root":"g') } : row
      )
    )
    expect(await verify()).toMatchObject({ code: 1, out: expect.stringContaining('audit-heads revision 0') })
    rewrite(rows =>
      rows.map(row =>
        row.type === 'CheckpointSigned' ? { ...row, data: row.data.replace(/\\n(\d+)\\n/, '\\n1\\n') } : row
      )
    )
    expect((await verify()).code).toBe(1)
  })

  it('reports an event that is none any more, and goes on behind it', async () => {
    rewrite(changed(1, () => ({ metadata: '{}' })))
    const { code, out } = await verify()
    expect([code, out]).toEqual([1, expect.stringContaining('meta is not JSON of the right form')])
    expect(out).toContain('events  17')
  })

  const filesIn = (dir: string) =>
    readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map(path => [relative(dir, path), readFileSync(path, 'utf8')])

  it('exports the whole log, with the same bytes as a copy in files, which is checked by the key alone; there is nothing to say of a log that is not there', async () => {
    const key = (await deskctl('audit', 'key')).out.split('\n')[0] ?? ''
    expect((await deskctl('audit', 'export', '--out', at('out'))).code).toBe(0)
    expect(await verify('--export', at('out'), '--key', key)).toMatchObject({
      code: 0,
      out: expect.stringContaining('18 records, 2 checkpoints')
    })
    expect(readFileSync(join(at('out'), 'checkpoint'), 'utf8')).toBe(elsewhere)
    const copy = new TestDirectory()
    standIn = await startStandIn({ dir: server, port: 0 })
    const { code: copied } = await run([
      ...[
        'copy',
        '--from',
        `${standIn.url}&namespace=sandbox`,
        '--to',
        `sqlite:${join(copy.path, 'log.db')}`
      ],
      ...['--state-from', `sqlite:${ofDesk('state.db')}`],
      ...['--state-to', `sqlite:${join(copy.path, 'state.db')}`]
    ])
    expect(copied).toBe(0)
    await standIn.stop()
    cpSync(ofDesk('master.key'), join(copy.path, 'master.key'))
    const inFiles = ['audit', 'export', '--data-dir', copy.path, '--out', at('in-files')]
    expect((await run(inFiles, { env: { TELEGRAM_BOT_TOKEN: '1:a' } })).code).toBe(0)
    expect(filesIn(at('in-files'))).toEqual(filesIn(at('out')))
    await copy.remove()
    rmSync(server, { recursive: true })
    const { code, err } = await verify()
    expect([code, err]).toEqual([2, expect.stringContaining('there is no event log')])
  })
})
