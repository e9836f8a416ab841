import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Hook } from '#desk-state'
import type { RecordedEvent } from '#event-log'
import { openSqliteLog } from '#event-log/sqlite'
import { systemClock } from '#kernel'
import type { VaultEntry } from '#privacy'
import { openStores, type Stores } from '#stores'
import { readSettings } from '../../desk/src/start/settings.js'
import { canonicalEvent, eventsUpTo } from './copy/events.js'
import { run, TestDirectory } from './testing.js'

const digestIn = (out: string) => /sha256:[0-9a-f]{64}/.exec(out)?.[0]

describe('deskctl copy, from files to files', () => {
  let source: TestDirectory
  let target: string
  const files = () => join(source.path, 'sandbox', 'desk')
  const copy = (...more: string[]) =>
    run(['copy', '--from', `sqlite:${files()}/log.db`, '--to', `sqlite:${target}/log.db`, ...more])
  const withState = () =>
    copy('--state-from', `sqlite:${files()}/state.db`, '--state-to', `sqlite:${target}/state.db`)
  const eventsIn = async (path: string): Promise<RecordedEvent[]> => {
    const log = await openSqliteLog({ path, readOnly: true })
    const head = await log.head()
    const events: RecordedEvent[] = []
    if (head) for await (const event of eventsUpTo(log, 'start', head)) events.push(event)
    await log.close()
    return events
  }
  /** The desk's stores over the copied files, as a desk would open them. */
  const openCopy = (masterKey: Buffer): Promise<Stores> =>
    openStores(
      readSettings({
        DESK_EVENT_LOG_URL: `sqlite:${target}/log.db`,
        DESK_STATE_URL: `sqlite:${target}/state.db`,
        DESK_DATA_DIR: target,
        DESK_MASTER_KEY: masterKey.toString('base64'),
        TELEGRAM_BOT_TOKEN: '1:a'
      }),
      systemClock
    )

  beforeEach(() => {
    source = new TestDirectory()
    target = mkdtempSync(join(tmpdir(), 'topicdesk-copy-'))
  })
  afterEach(async () => {
    await source.remove()
    rmSync(target, { recursive: true })
  })

  it('copies every event with id, revision and time, in the order of the log; again there is nothing to do', async () => {
    const stores = await source.open()
    for (const n of [1, 2, 3]) await source.write(stores, `ticket-${n}`, n, { user: n, text: 'my phone' })
    await stores.close()
    const first = await copy()
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('6, 6 of them copied now') })
    const originals = await eventsIn(`${files()}/log.db`)
    expect((await eventsIn(`${target}/log.db`)).map(canonicalEvent)).toEqual(originals.map(canonicalEvent))
    const again = await copy()
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining('6, 0 of them copied now') })
    expect(digestIn(first.out)).toBeDefined()
    expect(digestIn(again.out)).toBe(digestIn(first.out))
  })

  it('copies the log beside a running desk, and what came later in another run', async () => {
    const running = await source.open()
    await source.write(running, 'ticket-1', 3)
    expect(await copy()).toMatchObject({ code: 0, out: expect.stringContaining('3, 3 of them') })
    await source.write(running, 'ticket-2', 2)
    expect(await copy()).toMatchObject({ code: 0, out: expect.stringContaining('5, 2 of them') })
  })

  it('copies no state beside a running desk, and says what to do', async () => {
    const running = await source.open()
    await source.write(running, 'ticket-1', 1)
    const { code, err } = await withState()
    expect(code).toBe(1)
    expect(err).toMatch(/^deskctl: .*log\.db is in use by another process.*stop the other desk.*\n$/)
    expect(existsSync(`${target}/state.db`)).toBe(false)
  })

  const hook: Hook = {
    endpoint: 'a',
    id: 'whd_1',
    order: 1,
    lane: 'ticket-1',
    type: 'ticket.created',
    at: 5,
    subject: 'anna',
    body: 'sealed',
    state: 'given_up',
    dueAt: 7,
    failures: 3,
    attempts: [{ at: 6, status: 400 }]
  }

  it('copies state and vault, each position as that of the same event, leases aside', async () => {
    const before = await source.open()
    await source.write(before, 'ticket-1', 3, { user: 11, text: 'hello' })
    await source.write(before, 'ticket-2', 1)
    const [, second, , fourth] = await eventsIn(`${files()}/log.db`)
    if (!second || !fourth) throw new Error('events are missing')
    const at = (event: RecordedEvent) => ({ position: event.position, eventId: event.id })
    const { state, vault, masterKey } = before
    const noted = { ...at(fourth), note: { bot: '1', next: 5, open: [] } }
    await state.saveCheckpoint('intake', noted, 7)
    const open = { requests: [{ id: 'd', stream: 'ticket-1', revision: 2 }] }
    await state.saveNote('delivery-1-open', open, 7)
    const old = { position: '', eventId: '', note: { chats: [['of a desk before notes', 5]] } }
    await state.saveCheckpoint('retry-after-1', old, 7)
    await state.raiseEventSchema(410)
    const parked = {
      process: 'intake',
      sequence: 'chat',
      stream: 'ticket-1',
      revision: 1,
      attempts: 2,
      parkedAt: 9
    }
    await state.park({ ...parked, ...at(second), error: 'no' })
    await state.setFact('api-key', { sha256: 'abc' })
    await state.setFact('retry-after-1', { chats: [['group', 'g', 99]] })
    await state.setFact('directory-agents', { ...at(second), streams: ['agent-1'] })
    await state.setFact('log', { id: 'of the source alone' })
    await state.remember('key', 'print', 5)
    const answer = { status: 201, headers: { 'X-Position': fourth.position }, body: { events: [at(fourth)] } }
    await state.answered('key', answer)
    await state.acquireLease('intake', 'gone', 1)
    await state.hooks.add(hook, 1)
    await state.uploads.add({ upload: 'u', index: 0, at: 5, bytes: Uint8Array.of(1, 2) })
    await vault.inboxKey('inbox-77-2026-11-21')
    const entries: VaultEntry[] = []
    for await (const entry of vault.entries()) entries.push(entry)
    await before.close()

    const done = await withState()
    expect(done.code).toBe(0)
    expect(done.out).toContain('1 checkpoints, 3 facts, 1 parked events, 1 remembered answers')
    const after = await openCopy(masterKey)
    expect(await after.state.checkpoint('intake')).toEqual(noted)
    expect(await after.state.note('delivery-1-open')).toEqual(open)
    expect(await after.state.note('retry-after-1')).toEqual(old.note)
    expect(await after.state.eventSchema()).toBe(410)
    expect(await after.state.parked()).toEqual([{ ...parked, ...at(second), error: 'no' }])
    expect(await after.state.fact('log')).toBeUndefined()
    expect(await after.state.fact('api-key')).toEqual({ sha256: 'abc' })
    expect(await after.state.fact('retry-after-1')).toEqual({ chats: [['group', 'g', 99]] })
    expect(await after.state.fact('directory-agents')).toEqual({ ...at(second), streams: ['agent-1'] })
    expect(await after.state.remember('key', 'print', 6)).toEqual({ fingerprint: 'print', at: 5, answer })
    expect(await after.state.leases()).toEqual([])
    expect(await after.state.hooks.find('a', 'whd_1')).toEqual(hook)
    expect(await after.state.uploads.read('u', 0)).toEqual(Uint8Array.of(1, 2))
    const copied: VaultEntry[] = []
    for await (const entry of after.vault.entries()) copied.push(entry)
    expect(copied).toEqual(entries)
    await after.close()
  })

  it('carries over what changed since: parked no more, forgotten, further on', async () => {
    const before = await source.open()
    await source.write(before, 'ticket-1', 2, { user: 11, text: 'hello' })
    const [first, second] = await eventsIn(`${files()}/log.db`)
    if (!first || !second) throw new Error('events are missing')
    const at = (event: RecordedEvent) => ({ position: event.position, eventId: event.id })
    await before.state.saveCheckpoint('intake', at(first), 1)
    const parked = {
      process: 'intake',
      sequence: 'c',
      stream: 'ticket-1',
      revision: 0,
      attempts: 1,
      parkedAt: 9
    }
    await before.state.park({ ...parked, ...at(first) })
    await before.close()
    expect(await withState()).toMatchObject({ code: 0 })

    const later = await source.open()
    await later.state.unpark('intake', first.position)
    await later.state.saveCheckpoint('intake', at(second), 1)
    const subject = await later.vault.findSubject(11)
    if (!subject) throw new Error('nobody there')
    await later.vault.forget(subject)
    const { masterKey } = later
    await later.close()
    expect(await withState()).toMatchObject({ code: 0 })
    const copied = await openCopy(masterKey)
    expect(await copied.state.parked()).toEqual([])
    expect(await copied.state.checkpoint('intake')).toEqual(at(second))
    expect(await copied.vault.keyOf(subject)).toBeUndefined()
    expect(await copied.vault.findSubject(11)).toBeUndefined()
    await copied.close()
  })

  it('refuses a log that is no copy of this one, and leaves it as it is', async () => {
    const stores = await source.open()
    await source.write(stores, 'ticket-1', 2)
    const other = new TestDirectory()
    const theirs = await other.open({ TELEGRAM_BOT_TOKEN: '1:a' })
    await other.write(theirs, 'ticket-9', 1)
    await theirs.close()
    target = join(other.path)
    const { code, err } = await copy()
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no copy of the source.*empty target\n$/)
    })
    expect(await eventsIn(`${target}/log.db`)).toHaveLength(1)
    target = mkdtempSync(join(tmpdir(), 'topicdesk-copy-'))
    await other.remove()
  })

  it('refuses a copy on which a desk has gone on', async () => {
    const stores = await source.open()
    await source.write(stores, 'ticket-1', 1)
    const { masterKey } = stores
    await stores.close()
    expect(await withState()).toMatchObject({ code: 0 })
    const copied = await openCopy(masterKey)
    await source.write(copied, 'ticket-2', 1)
    await copied.close()
    const { code, err } = await copy()
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('is not in the source') })
  })

  it('refuses the state of another desk at the target, and a state that is not of this log', async () => {
    const stores = await source.open()
    await source.write(stores, 'ticket-1', 1)
    const { masterKey } = stores
    await stores.close()
    const theirs = await openCopy(masterKey)
    await theirs.state.setFact('api-key', { sha256: 'theirs' })
    await theirs.close()
    expect(await withState()).toMatchObject({ code: 1, err: expect.stringContaining('that of another desk') })

    const again = await source.open()
    await again.state.saveCheckpoint('intake', { position: '0000000000000001', eventId: 'another' }, 1)
    await again.close()
    expect(await withState()).toMatchObject({ code: 1, err: expect.stringContaining('does not hold') })
  })

  it.each([
    ['no place to copy to', ['--from', 'sqlite:/a/log.db'], 'required option'],
    ['a place that is no log', ['--from', 'sqlite:/a/log.db', '--to', 'mongodb://h/d'], '--to must be'],
    ['the same place twice', ['--from', 'sqlite:/a/log.db', '--to', 'sqlite:/a/log.db'], 'the same log'],
    [
      'one half of the state',
      ['--from', 'sqlite:/a', '--to', 'sqlite:/b', '--state-to', 'sqlite:/c'],
      'together'
    ]
  ])('says in one line what is wrong: %s', async (_what, args, said) => {
    const { code, out, err } = await run(['copy', ...args])
    expect({ code, out, lines: err.split('\n').length }).toEqual({ code: 2, out: '', lines: 2 })
    expect(err).toContain(said)
  })

  it('makes nothing where there is no source', async () => {
    const { code, err } = await copy()
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('there is no event log') })
    expect(existsSync(`${target}/log.db`)).toBe(false)
  })
})
