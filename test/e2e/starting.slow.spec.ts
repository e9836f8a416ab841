import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from '@jest/globals'
import { freePort } from '../servers/ports.js'
import { DeskProcess } from '../support/desk-process.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { healthOf, untilQuiet } from '../support/quiet.js'
import { BotApi, Colleague, Customer, saidIn } from './bot-api/index.js'
import { Play } from './play.js'

const opened = openedByEachTest()

/** A start that is to fail: its exit code and what it said. */
async function failing(dataDir: string, env: Record<string, string> = {}) {
  const desk = opened.add(new DeskProcess({ dataDir, env }))
  const { code } = await desk.exited
  return { code, output: desk.output }
}

/** A desk that has worked: its data, and where its Bot API is. */
async function usedDesk() {
  const play = await Play.start(opened)
  const customer = new Customer(play.api)
  await play.openedBy(customer, 'Help')
  await untilQuiet(play.desk)
  return { play, customer }
}

describe('Starting and stopping', () => {
  it('with a settings file that is wrong anywhere says all of it, and makes nothing', async () => {
    const file = join(opened.directory(), 'settings.yaml')
    const policy = "{ name: '', calendar_id: nowhere, targets: [{ metric: first_reply, target_s: 60 }] }"
    writeFileSync(file, `queues:\n  sales: { name: 7 }\nsla_policies:\n  one: ${policy}\n`)
    const dataDir = opened.directory()
    for (const TELEGRAM_BOT_TOKEN of ['', '123:token']) {
      const { code, output } = await failing(dataDir, { DESK_SETTINGS_FILE: file, TELEGRAM_BOT_TOKEN })
      expect(code).toBe(2)
      expect(output).toContain('queue sales: /name')
      expect(output).toMatch(/sla_policy one: \/name.*; \/calendar_id is not a calendar/)
      expect(readdirSync(dataDir)).toEqual([])
    }
  })

  it('with a misspelt setting ends with 2, and with one that nobody knows says so', async () => {
    const wrong = await failing(opened.directory(), { DESK_ROLE: 'api' })
    expect([wrong.code, wrong.output]).toEqual([2, expect.stringContaining('DESK_ROLES is meant')])
    const desk = opened.add(
      new DeskProcess({ dataDir: opened.directory(), env: { SANDBOX_PORT: '0', DESK_COLOUR: 'red' } })
    )
    await desk.ready()
    expect(desk.output).toContain('DESK_COLOUR is set and is no setting of the desk')
  })

  it('names every mistake in the settings at once, no secret, and ends with 2', async () => {
    const { code, output } = await failing(opened.directory(), {
      PORT: 'eighty',
      DESK_API_KEY: 'too-short-but-secret',
      DESK_MASTER_KEY: 'not-base64-but-secret',
      DESK_ROLES: 'api,boss',
      DESK_INBOX_RETENTION: 'a month',
      TELEGRAM_BOT_TOKEN: 'a-secret-without-digits',
      TELEGRAM_STAFF_GROUP_ID: 'our group',
      TELEGRAM_WEBHOOK_URL: 'nowhere',
      TELEGRAM_WEBHOOK_SECRET: 'a secret with blanks',
      TELEGRAM_API_ROOT: 'ftp://x',
      TELEGRAM_LIMITS: 'maybe',
      DESK_EVENT_LOG_URL: 'paper:'
    })
    expect(code).toBe(2)
    for (const name of [
      'PORT',
      'DESK_API_KEY',
      'DESK_MASTER_KEY',
      'DESK_ROLES',
      'DESK_INBOX_RETENTION',
      'TELEGRAM_BOT_TOKEN',
      'TELEGRAM_STAFF_GROUP_ID',
      'TELEGRAM_WEBHOOK_URL',
      'TELEGRAM_WEBHOOK_SECRET',
      'TELEGRAM_API_ROOT',
      'TELEGRAM_LIMITS',
      'DESK_EVENT_LOG_URL'
    ]) {
      expect(output).toMatch(new RegExp(`- ${name} `))
    }
    expect(output).not.toContain('secret')
  })

  it('says that the port is taken', async () => {
    const port = await freePort()
    const taken = createServer()
    await new Promise<void>(resolve => taken.listen(port, '127.0.0.1', resolve))
    opened.finally(() => new Promise(resolve => taken.close(resolve)))
    const api = opened.add(await BotApi.start())
    const { code, output } = await failing(opened.directory(), { ...api.env, PORT: String(port) })
    expect(code).toBe(1)
    expect(output).toMatch(/EADDRINUSE.*PORT/)
  })

  it('says that the data directory can not be written', async () => {
    const directory = opened.directory()
    const api = opened.add(await BotApi.start())
    const file = join(directory, 'a-file')
    writeFileSync(file, '')
    const { code, output } = await failing(directory, { ...api.env, DESK_DATA_DIR: join(file, 'data') })
    expect(code).toBe(1)
    expect(output).toContain(join(file, 'data'))
    if (process.getuid?.() === 0) return
    const locked = join(directory, 'locked')
    mkdirSync(locked)
    chmodSync(locked, 0o500)
    const refused = await failing(directory, { ...api.env, DESK_DATA_DIR: locked })
    expect(refused.code).toBe(1)
    expect(refused.output).toContain(locked)
  })

  it('refuses a second process on the same data, and the first goes on', async () => {
    const { play } = await usedDesk()
    const { code, output } = await failing(play.dataDir, play.api.env)
    expect(code).toBe(1)
    expect(output).toMatch(/another process|in use|locked/i)
    await play.openedBy(new Customer(play.api, { first_name: 'Otto' }), 'Me too')
  })

  it('refuses a log of a newer version', async () => {
    const { play } = await usedDesk()
    await play.process.kill('SIGTERM')
    const log = new DatabaseSync(join(play.dataDir, 'log.db'))
    const { user_version: version } = log.prepare('PRAGMA user_version').get() as { user_version: number }
    log.exec(`PRAGMA user_version = ${version + 1}`)
    log.close()
    const { code, output } = await failing(play.dataDir, play.api.env)
    expect(code).toBe(1)
    expect(output).toMatch(/newer/i)
  })

  it('refuses to write to a damaged log, and says where the damage is', async () => {
    const { play } = await usedDesk()
    await play.process.kill('SIGTERM')
    const path = join(play.dataDir, 'log.db')
    const bytes = readFileSync(path)
    const at = bytes.lastIndexOf('CustomerMessageReceived')
    expect(at).toBeGreaterThan(0)
    bytes[at] = 'X'.charCodeAt(0)
    writeFileSync(path, bytes)
    const { code, output } = await failing(play.dataDir, play.api.env)
    expect(code).toBe(1)
    expect(output).toMatch(/damaged|corrupt/i)
    expect(output).toMatch(/deskctl/)
  })

  it('does not work on with an older log under its newer state, and names the remedy', async () => {
    const { play, customer } = await usedDesk()
    await play.process.kill('SIGTERM')
    const files = readdirSync(play.dataDir).filter(name => name.startsWith('log.db'))
    const backup = opened.directory()
    for (const name of files) copyFileSync(join(play.dataDir, name), join(backup, name))
    await play.restart()
    customer.says('This is not in the backup')
    await play.ticket('has two messages', each => each.message_count === 2)
    await untilQuiet(play.desk)
    await play.process.kill('SIGTERM')
    const newest = opened.directory()
    const mine = () => readdirSync(play.dataDir).filter(name => name.startsWith('log.db'))
    for (const name of mine()) renameSync(join(play.dataDir, name), join(newest, name))
    for (const name of files) copyFileSync(join(backup, name), join(play.dataDir, name))
    const calls = play.api.callsOf('sendMessage').length
    const refusing = opened.add(new DeskProcess({ dataDir: play.dataDir, env: play.api.env }))
    const desk = await refusing.listening()
    const health = await eventually('the processes refuse', async () => {
      const seen = await healthOf(desk)
      return seen.processes.every(({ state }) => state === 'refused') ? seen : undefined
    })
    expect(health.warnings.join()).toMatch(/refused/)
    customer.says('Said while it refuses')
    await expect(desk.tickets()).rejects.toThrow('503')
    expect(play.api.callsOf('sendMessage')).toHaveLength(calls)
    await refusing.kill('SIGTERM')

    for (const name of mine()) rmSync(join(play.dataDir, name))
    for (const name of readdirSync(newest)) copyFileSync(join(newest, name), join(play.dataDir, name))
    await play.restart()
    await play.ticket('has all three messages', each => each.message_count === 3)
  })

  it('ends with 0 within ten seconds of SIGTERM, and is not ready before', async () => {
    const { play, customer } = await usedDesk()
    customer.says('On the way')
    const started = performance.now()
    const exit = await play.process.kill('SIGTERM')
    expect(exit).toEqual({ code: 0, signal: null })
    expect(performance.now() - started).toBeLessThan(10_000)
    await play.restart()
    const ticket = await play.ticket('has both messages', each => each.message_count === 2)
    await play.shown(ticket.topic?.thread_id ?? 0, 'On the way')
  })

  it('opens tickets without a group, and shows them once /setup CODE was sent in one', async () => {
    const api = opened.add(await BotApi.start())
    const dataDir = opened.directory()
    const process = opened.add(new DeskProcess({ dataDir, env: api.envWithoutGroup }))
    const code = (await process.printed(/\/setup ([0-9A-Z]+)/))[1] ?? ''
    const desk = await process.ready()
    const customer = new Customer(api)
    customer.says('Is anybody there?')
    const [waiting] = await eventually('the ticket', async () => {
      const tickets = await desk.tickets()
      return tickets.length > 0 ? tickets : undefined
    })
    expect(waiting).toMatchObject({ status: 'open', topic: null })

    const anna = new Colleague(api)
    const stranger = new Colleague(api, { first_name: 'Sam' })
    api.world.admins.delete(stranger.user.id)
    stranger.says(`/setup ${code}`)
    anna.says('/setup WRONG')
    anna.says(`/setup ${code}`)
    await eventually('the topic', async () => (await desk.tickets())[0]?.topic ?? undefined)
    await eventually('what the customer wrote', () =>
      api.world.in(api.world.group.id).find(each => saidIn(each) === 'Is anybody there?')
    )
    const told = api.world.in(api.world.group.id).flatMap(({ from, text }) => {
      return from?.id === api.world.bot.id && text !== undefined ? [text] : []
    })
    expect(told.join('\n')).toContain('Only an administrator')
    expect(told.join('\n')).toContain('not valid')
    expect(told.join('\n')).toContain('is the staff group now')
    anna.says(`/setup ${code}`)
    await eventually(
      'the code works once',
      () =>
        api.world.in(api.world.group.id).filter(({ text }) => text?.includes('not valid')).length === 2 ||
        undefined
    )
  })

  it('begins with empty queues when a token comes after the sandbox', async () => {
    const dataDir = opened.directory()
    const first = opened.add(new DeskProcess({ dataDir, env: { SANDBOX_PORT: '0' } }))
    const page = (await first.printed(/Open: (http:\S+)\/ /))[1] ?? ''
    const sandboxed = await first.ready()
    const control = async (call: string, body: object) => {
      const answer = await fetch(`${page}/sandbox/${call}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body)
      })
      return (await answer.json()) as { id: number }
    }
    const { id } = await control('createCustomer', { first_name: 'Try' })
    await control('customerSays', { user_id: id, text: 'Only a try' })
    await eventually('the ticket', async () => (await sandboxed.tickets()).length === 1)
    await first.kill('SIGKILL')
    const again = opened.add(new DeskProcess({ dataDir, env: { SANDBOX_PORT: '0' } }))
    expect(await (await again.ready()).tickets()).toHaveLength(1)
    await again.kill('SIGTERM')

    const api = opened.add(await BotApi.start())
    const real = opened.add(new DeskProcess({ dataDir, env: api.env }))
    const desk = await real.ready()
    expect(await desk.tickets()).toEqual([])
    expect((await desk.queues())[0]).toMatchObject({ id: 'general', open: 0 })
    new Customer(api).says('This is real')
    await eventually('the ticket', async () => (await desk.tickets()).length === 1)
  })
})
