import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type TicketId, ticketCodeFor } from '#kernel'
import { LogFiles } from '../../../libs/event-log/src/sqlite/testing.js'
import { run, TestDirectory } from './testing.js'

const ticket = '0b7d1ba4-6d40-5a57-9f0e-1d2f3a4b5c6d' as TicketId
const other = '11111111-6d40-5a57-9f0e-1d2f3a4b5c6e' as TicketId

const parsed = (out: string) =>
  out
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))

describe('deskctl on the files of a desk', () => {
  let files: TestDirectory
  const inDirectory = (...args: string[]) => run([...args, '--data-dir', files.path])
  const template = new TestDirectory()
  beforeAll(async () => {
    const stores = await template.open()
    await template.write(stores, `ticket-${ticket}`, 3, { user: 11, text: 'my phone is broken' })
    await template.write(stores, `ticket-${other}`, 2)
    await stores.close()
  })
  beforeEach(() => {
    files = new TestDirectory()
    cpSync(template.path, files.path, { recursive: true })
  })
  afterAll(() => template.remove())
  afterEach(() => files.remove())

  const tamper = (sql: string) => {
    const log = new LogFiles()
    Object.assign(log, { path: join(files.path, 'sandbox', 'desk', 'log.db') })
    log.tamper(sql)
    return log.remove()
  }

  it('verifies a sound log: exit code 0', async () => {
    const { code, out, err } = await inDirectory('verify')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`log     ${join(files.path, 'sandbox', 'desk', 'log.db')}\n`)
    expect(out).toContain('events  5, the last at position 0000000000000005')
    expect(out).toContain('sound: every checksum')
  })

  it('verifies and exports beside a running desk', async () => {
    await files.open()
    expect(await inDirectory('verify')).toMatchObject({ code: 0 })
    expect(parsed((await inDirectory('export')).out)).toHaveLength(5)
  })

  it('finds the log with and without the bot token, and in the directory itself', async () => {
    const env = { DESK_DATA_DIR: files.path, TELEGRAM_BOT_TOKEN: '1:a' }
    expect(await run(['verify'], { env })).toMatchObject({ code: 0 })
    expect(await run(['verify', '--data-dir', join(files.path, 'sandbox', 'desk')])).toMatchObject({
      code: 0
    })
    const live = await files.open({ TELEGRAM_BOT_TOKEN: '1:a' })
    await files.write(live, `ticket-${ticket}`, 1)
    expect(parsed((await run(['export'], { env })).out)).toHaveLength(1)
    expect(parsed((await inDirectory('export')).out)).toHaveLength(5)
  })

  it('names every problem with stream, revision and position: exit code 1', async () => {
    await tamper(`UPDATE events SET data = '{}' WHERE position = 2; DELETE FROM events WHERE position = 4`)
    const { code, out } = await inDirectory('verify')
    expect(code).toBe(1)
    expect(out).toMatch(new RegExp(`0000000000000002 +ticket-${ticket} +1 +its checksum does not match`))
    expect(out).toMatch(/0000000000000004 +- +- +missing/)
    expect(out).toMatch(/\d problems: restore a backup/)
  })

  it('gives the verdict as JSON', async () => {
    const sound = await inDirectory('verify', '--json')
    expect(JSON.parse(sound.out)).toMatchObject({
      ok: true,
      events: 5,
      head: '0000000000000005',
      problems: []
    })
    await tamper(`UPDATE events SET data = '{}' WHERE position = 2`)
    const damaged = await inDirectory('verify', '--json')
    expect(damaged.code).toBe(1)
    const where = { position: '0000000000000002', stream: `ticket-${ticket}`, revision: 1 }
    expect(JSON.parse(damaged.out)).toMatchObject({ ok: false, problems: [where, {}] })
  })

  it('exports every event as recorded, in order, what is personal still sealed', async () => {
    const { code, out, err } = await inDirectory('export')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const events = parsed(out)
    expect(events.map(({ position }) => Number(position))).toEqual([1, 2, 3, 4, 5])
    expect(events[0]).toEqual({
      stream: `ticket-${ticket}`,
      revision: 0,
      position: '0000000000000001',
      id: expect.any(String),
      type: 'SomethingHappened',
      recorded_at: '2026-01-05T09:00:00.000Z',
      data: { revision: 0, what: 'plain' },
      personal: null,
      meta: expect.objectContaining({ actor: 'test', schema: 1 })
    })
    expect(events[2].personal).toMatch(/^[\w-]{40,}$/)
    expect(out).not.toContain('phone')
  })

  it('opens personal data when asked, and null once the person is forgotten', async () => {
    const opened = parsed((await inDirectory('export', '--open')).out)
    expect(opened[2].personal).toEqual({ text: 'my phone is broken' })
    const { vault, close } = await files.open()
    const subject = await vault.findSubject(11)
    if (subject) await vault.forget(subject)
    await close()
    const later = await inDirectory('export', '--open')
    expect(later.code).toBe(0)
    expect(parsed(later.out)[2].personal).toBeNull()
  })

  it.each([
    ['its id', `tkt_${ticket}`],
    ['its code', ticketCodeFor(ticket)],
    ['its code as people type it', ticketCodeFor(ticket).replace('-', '').toLowerCase()]
  ])('exports one ticket by %s', async (_how, name) => {
    const events = parsed((await inDirectory('export', '--ticket', name)).out)
    expect(events.map(({ stream, revision }) => [stream, revision])).toEqual(
      [0, 1, 2].map(revision => [`ticket-${ticket}`, revision])
    )
  })

  it('says that there is no such ticket, and leaves no file', async () => {
    const out = join(files.path, 'none.ndjson')
    const { code, err } = await inDirectory('export', '--ticket', 'ZZZZ-ZZZZ', '--out', out)
    expect({ code, err }).toEqual({ code: 1, err: 'deskctl: no event of ticket ZZZZ-ZZZZ is in this log\n' })
    expect(existsSync(out)).toBe(false)
    expect(await inDirectory('export', '--ticket', 'tkt_1')).toMatchObject({ code: 2 })
  })

  it('writes a new file for its owner alone, and replaces none', async () => {
    const path = join(files.path, 'events.ndjson')
    const first = await inDirectory('export', '--out', path)
    expect(first).toEqual({ code: 0, out: '', err: `5 events written to ${path}\n` })
    expect(readFileSync(path, 'utf8')).toBe((await inDirectory('export')).out)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const again = await inDirectory('export', '--out', path)
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('exists already') })
    expect(parsed(readFileSync(path, 'utf8'))).toHaveLength(5)
  })

  it('exports what is readable of a damaged log, and names the rest: exit code 1', async () => {
    await tamper(`UPDATE events SET meta = '{' WHERE position = 2; DELETE FROM events WHERE position = 4`)
    const { code, out, err } = await inDirectory('export')
    expect(code).toBe(1)
    expect(parsed(out).map(({ position }) => Number(position))).toEqual([1, 3, 5])
    expect(err.split('\n')).toEqual([
      `deskctl: unreadable: positions 0000000000000002 to 0000000000000002 (stream ticket-${ticket}, revision 1): its checksum does not match`,
      'deskctl: unreadable: positions 0000000000000004 to 0000000000000004: missing',
      ''
    ])
  })

  it('lets a process go on from the end of the log while the desk is stopped', async () => {
    const before = await files.open()
    const [eventId, position] = ['an event of another log', '0000000000000099']
    await before.state.saveCheckpoint('intake', { eventId, position }, 1)
    const running = await inDirectory('processes', 'reset', 'intake')
    expect(running).toMatchObject({ code: 1, err: expect.stringContaining('is in use by another process') })
    await before.close()
    const reset = ['processes', 'reset', 'intake']
    expect(await inDirectory(...reset)).toMatchObject({ code: 2, err: expect.stringContaining('give --yes') })
    const untouched = await files.open()
    expect(await untouched.state.checkpoint('intake')).toMatchObject({ position })
    await untouched.close()
    expect(await inDirectory(...reset, '--yes')).toMatchObject({
      code: 0,
      out: 'intake goes on after position 0000000000000005 (was 0000000000000099)\n'
    })
    const after = await files.open()
    expect(await after.state.checkpoint('intake')).toMatchObject({ position: '0000000000000005' })
  })

  it('resets no process that it does not know', async () => {
    const { code, err } = await inDirectory('processes', 'reset', 'intakes')
    expect(code).toBe(1)
    expect(err).toContain('no process intakes has a checkpoint')
  })

  it('opens nothing with another master key', async () => {
    writeFileSync(
      join(files.path, 'sandbox', 'desk', 'master.key'),
      `${Buffer.alloc(32).toString('base64')}\n`
    )
    const { code, out, err } = await inDirectory('export', '--open')
    expect({ code, out, err }).toEqual({
      code: 1,
      out: '',
      err: 'deskctl: this vault has another master key\n'
    })
  })
})
