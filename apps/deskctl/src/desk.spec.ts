import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { type Sandbox, startSandbox } from '#sandbox'
import { deskViews } from '#views'
import { Desk } from '../../../test/support/desk.js'
import { untilQuiet } from '../../../test/support/quiet.js'
import { readSettings } from '../../desk/src/start/settings.js'
import { type RunningDesk, startDesk } from '../../desk/src/start/start-desk.js'
import { run, TestDirectory } from './testing.js'

const key = 'a-key-of-operators-with-enough-characters'

const weekLong = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map(day => [day, [['00:00', '24:00']]])
)

describe('deskctl beside a running desk', () => {
  const files = new TestDirectory()
  let sandbox: Sandbox
  let desk: RunningDesk
  let customer: number
  const env = () => ({ DESK_API_KEY: key, DESK_DATA_DIR: files.path })
  /** Every view holds what was recorded: what is simulated and recomputed goes by them. */
  const quiet = () => untilQuiet(new Desk(desk.url, key))
  const ctl = (...args: string[]) => run([...args, '--url', desk.url], { env: env(), cwd: files.path })

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, limits: false })
    const settings = readSettings({
      ...env(),
      PORT: '0',
      TELEGRAM_LIMITS: 'off',
      TELEGRAM_API_ROOT: sandbox.url,
      TELEGRAM_STAFF_GROUP_ID: String(sandbox.staffGroupId)
    })
    const runtime = { clock: systemClock, logger: silentLogger, print: () => undefined }
    desk = await startDesk(settings, sandbox.botToken, runtime)
    customer = sandbox.control.createCustomer({ first_name: 'Dora' }).id
    sandbox.control.customerSays({ user_id: customer, text: 'my phone is broken' })
    await sandbox.until(
      control =>
        control
          .messages({ chat_id: sandbox.staffGroupId })
          .some(({ text }) => text?.includes('my phone is broken')),
      'the message in the topic'
    )
    await quiet()
  }, 120_000)
  afterAll(async () => {
    await desk.stop()
    await sandbox.stop()
    await files.remove()
  })

  it('shows a healthy desk: exit code 0', async () => {
    const { code, out, err } = await ctl('status')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^desk +ok\n/)
    expect(out).toMatch(new RegExp(`bot +@${sandbox.botUsername} \\(${sandbox.botId}\\)`))
    expect(out).toMatch(new RegExp(`staff group +${sandbox.staffGroupId} active, rights missing: none`))
    expect(out).toMatch(/\nintake +live +\d+ +\d+\.\d s +0 +-\n/)
    expect(out).toMatch(/\nticket +\d+ +live +\d+ +0 +-\n/)
    expect(out).toMatch(/\naudit-leaves +1 +(live|catching-up) +\d+ +0 +-\n/)
  })

  it('tells what a draft of a policy would have changed and would change for open tickets, and applies it', async () => {
    const put = async (path: string, body: unknown) => {
      const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
      const { status } = await fetch(`${desk.url}/api/v1/${path}`, {
        method: 'PUT',
        headers,
        body: JSON.stringify(body)
      })
      expect(status).toBe(201)
    }
    await put('calendars/always', { name: 'A', time_zone: 'UTC', weekly: weekLong })
    await quiet()
    const draft = {
      name: 'Draft',
      calendar_id: 'always',
      targets: [{ metric: 'first_reply', target_s: 86_400 }]
    }
    const file = join(files.path, 'draft.json')
    writeFileSync(file, JSON.stringify(draft))
    const period = ['--from', '2020-01-01T00:00:00Z', '--to', '2199-01-01T00:00:00Z']
    const told = await ctl('sla', 'simulate', 'draft', file, ...period)
    expect(told).toMatchObject({ code: 0, err: '' })
    expect(told.out).toBe(
      [
        '1 of 1 ticket would have changed',
        '',
        'METRIC       MET     BREACHED  OPEN',
        'first_reply  0 -> 0  0 -> 0    0 -> 1',
        ''
      ].join('\n')
    )
    writeFileSync(file, JSON.stringify({ ...draft, targets: [] }))
    const refused = await ctl('sla', 'simulate', 'draft', file, ...period)
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toContain('/policy/targets')

    await put('sla-policies/standard', { ...draft, name: 'Standard' })
    await quiet()
    const recompute = (...more: string[]) => ctl('sla', 'recompute', 'standard', '--kind', 'policy', ...more)
    const shown = await recompute()
    expect(shown.code).toBe(0)
    expect(shown.out).toMatch(
      /^version 0: 1 of 1 open ticket to change\n\nTICKET +METRIC +STATE +BREACH\ntkt_\S+ +first_reply +- -> running +- -> 20\S+Z\n$/
    )
    const done = await recompute('--apply', '--reason', 'the first policy')
    expect(done.code).toBe(0)
    expect(done.out).toMatch(/\nrcp_\S+: 1 of 1 ticket changed\n$/)
    await quiet()
    expect((await recompute()).out).toBe('version 0: 0 of 1 open ticket to change\n')
    expect((await recompute('--apply')).code).toBe(2)
    const unknown = await ctl('sla', 'recompute', 'moon')
    expect([unknown.code, unknown.err]).toEqual([1, 'deskctl: /calendar_id is not a calendar\n'])
  })

  it('imports the days off of an iCalendar file', async () => {
    await fetch(`${desk.url}/api/v1/calendars/imported`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${key}` },
      body: JSON.stringify({ name: 'A', time_zone: 'UTC', weekly: weekLong })
    })
    const file = join(files.path, 'holidays.ics')
    const year = new Date().getUTCFullYear() + 1
    writeFileSync(
      file,
      [
        'BEGIN:VCALENDAR',
        'BEGIN:VEVENT',
        `DTSTART;VALUE=DATE:${year}0501`,
        'SUMMARY:Labour Day',
        'END:VEVENT',
        'BEGIN:VEVENT',
        `DTSTART:${year}0502T100000Z`,
        'SUMMARY:A meeting',
        'END:VEVENT',
        'END:VCALENDAR'
      ].join('\r\n')
    )
    const told = await ctl('calendar', 'import', 'imported', file)
    expect(told).toEqual({
      code: 0,
      out: `version 1: 1 day added, 0 known, 1 skipped\n+ ${year}-05-01  Labour Day\n`,
      err: 'skipped: A meeting (not whole day)\n'
    })
    expect((await ctl('calendar', 'import', 'imported', file)).out).toBe(
      'version 1: 0 days added, 1 known, 1 skipped\n'
    )
    const missing = await ctl('calendar', 'import', 'imported', join(files.path, 'nothing.ics'))
    expect([missing.code, missing.out]).toEqual([1, ''])
    writeFileSync(file, 'no calendar')
    const garbage = await ctl('calendar', 'import', 'imported', file)
    expect(garbage).toEqual({ code: 1, out: '', err: 'deskctl: the body is no iCalendar file\n' })
  })

  it('rebuilds one view or all, with progress as plain lines', async () => {
    const one = await ctl('rebuild', 'ticket')
    expect(one.code).toBe(0)
    expect(one.out).toMatch(
      /^ticket: rebuilt, [\d,]+ of [\d,]+ events \(100 %\), [\d,]+ events\/s, [\d.]+ s\n$/
    )
    expect(one.err).toMatch(/^ticket: [^\r]*\n$/)
    const all = await ctl('rebuild', '--all')
    expect(all.out.split('\n').map(line => line.split(':')[0])).toEqual(
      expect.arrayContaining(['ticket', 'thread', 'agent', 'setting', 'delivery', 'audit-leaves'])
    )
    expect(all.out).toMatch(/audit-leaves: rebuilt, (\d+) of [\d,]+ events/)
    // What is proven by it goes on to hold.
    expect((await ctl('seal')).code).toBe(0)
    const named = await fetch(`${desk.url}/api/v1/tickets`, { headers: { Authorization: `Bearer ${key}` } })
    const { data } = (await named.json()) as { data: { code: string }[] }
    const out = join(files.path, 'bundle.zip')
    expect((await ctl('audit', 'bundle', data[0]?.code ?? '', '--out', out)).code).toBe(0)
    const vkey = (await ctl('audit', 'key')).out.split('\n')[0] ?? ''
    expect(await ctl('verify', '--bundle', out, '--key', vkey)).toMatchObject({ code: 0 })
  })

  it('shows the progress of a rebuild in one line on a terminal', async () => {
    const how = { env: env(), stderrIsTty: true }
    const { code, err } = await run(['rebuild', 'thread', '--url', desk.url], how)
    expect(code).toBe(0)
    const lines = err.split('\r\u001b[2K')
    expect(lines[0]).toBe('')
    expect(lines[1]).toMatch(/^thread: /)
    expect(lines.at(-1)).toBe('')
    expect(err).not.toContain('\n')
  })

  it('names the views there are, where it was asked for another', async () => {
    const { code, err } = await ctl('rebuild', 'tickets')
    expect(code).toBe(1)
    const names = [...deskViews.map(({ name }) => name), 'audit-leaves']
    expect(err).toBe(`deskctl: there is no view tickets: ${names.join(', ')}\n`)
  })

  it('shows that nothing waits and nothing is parked', async () => {
    let list = await ctl('deliveries', 'list')
    while (list.out.includes('pending ') || list.out.includes('attempting'))
      list = await ctl('deliveries', 'list')
    expect(list).toEqual({ code: 0, out: 'nothing is pending\n', err: '' })
    expect(await ctl('deliveries', 'list', '--state', 'failed')).toMatchObject({ out: 'none is failed\n' })
    expect(await ctl('parked', 'list')).toEqual({ code: 0, out: 'nothing is parked\n', err: '' })
    expect(await ctl('parked', 'retry', 'intake', 'chat/1')).toMatchObject({
      code: 1,
      err: 'deskctl: nothing is parked there\n'
    })
  })

  it('makes a key that the desk takes from then on, and takes keys from a file or from stdin', async () => {
    const { code, out } = await ctl('api-key', 'new')
    expect(code).toBe(0)
    expect(out).toMatch(/^tdk_[0-9a-f]{8}_[0-9a-f]{64}\n$/)
    writeFileSync(join(files.path, 'key'), out)
    const ask = ['status', '--url', desk.url, '--key-file']
    expect(await run([...ask, 'key'], { cwd: files.path })).toMatchObject({ code: 0 })
    expect(await run([...ask, '-'], { cwd: files.path, stdin: out })).toMatchObject({ code: 0 })
    expect(await run([...ask, '-'], { cwd: files.path, stdin: 'k'.repeat(40) })).toEqual({
      code: 1,
      out: '',
      err: 'deskctl: the desk does not take this key (this key is not known): set DESK_API_KEY or give --key-file\n'
    })
  })

  it('verifies and exports the log that the desk is writing', async () => {
    expect(await ctl('verify')).toMatchObject({ code: 0 })
    const opened = await ctl('export', '--open')
    expect(opened.code).toBe(0)
    expect(opened.out).toContain('my phone is broken')
    expect((await ctl('export')).out).not.toContain('my phone is broken')
  })

  it('refuses to reset a process while the desk runs', async () => {
    const { code, err } = await ctl('processes', 'reset', 'intake')
    expect(code).toBe(1)
    expect(err).toContain('is in use by another process')
  })

  describe('forgetting a customer', () => {
    const args = () => ['forget', '--telegram-user', String(customer), '--url', desk.url]

    it('needs a person at the terminal, or --yes', async () => {
      const { code, err } = await run(args(), { env: env() })
      expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('can not be undone') })
    })

    it('does nothing unless the word is typed', async () => {
      for (const person of ['y', '', null]) {
        const { code, err } = await run(args(), { env: env(), person })
        expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('nothing was done\n') })
      }
      expect((await ctl('export', '--open')).out).toContain('my phone is broken')
    })

    it('closes everything about them for ever', async () => {
      const { code, out } = await run(args(), { env: env(), person: 'forget' })
      expect({ code, out }).toMatchObject({
        code: 0,
        out: expect.stringContaining(`${customer} is forgotten`)
      })
      const opened = await ctl('export', '--open')
      const ofTickets = opened.out.split('\n').filter(line => line.startsWith('{"stream":"ticket-'))
      expect(ofTickets.length).toBeGreaterThan(0)
      expect(ofTickets.join('')).not.toContain('my phone is broken')
      const again = await run([...args(), '--yes'], { env: env() })
      expect({ code: again.code, out: again.out }).toMatchObject({
        code: 0,
        out: expect.stringContaining('nothing to forget')
      })
    })

    it('says when there is no such ticket', async () => {
      for (const ticket of ['tkt_00000000-0000-4000-8000-000000000000', 'zzzz-zzzz']) {
        const { code, err } = await ctl('forget', '--ticket', ticket, '--yes')
        expect([ticket, code, err]).toEqual([ticket, 1, expect.stringContaining('/ticket_id is no ticket')])
      }
    })
  })
})
