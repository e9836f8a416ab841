import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { openSqliteLog } from '#event-log/sqlite'
import { commandIdFor, eventIdFor, systemClock } from '#kernel'
import { describeWithMongo } from '../servers/for-tests.js'
import { newLog } from '../servers/log-for-tests.js'
import { DeskProcess } from '../support/desk-process.js'
import { eventually } from '../support/eventually.js'
import { openedByEachTest } from '../support/opened.js'
import { untilQuiet } from '../support/quiet.js'
import { snapshotOf } from '../support/snapshot.js'
import { Colleague, Customer } from './bot-api/index.js'
import { deskctl, startDeskctl } from './deskctl.js'
import { Play } from './play.js'

const opened = openedByEachTest()

const starting = (args: readonly string[], cwd: string) => startDeskctl(opened, args, cwd)
async function ran(args: readonly string[], cwd: string, env: Record<string, string> = {}) {
  const { code, out, err } = await deskctl(opened, args, cwd, env)
  if (code !== 0) throw new Error(`deskctl ${args[0]} ended with ${code}: ${err}${out}`)
  return out
}

const digestIn = (out: string) => /sha256:[0-9a-f]{64}/.exec(out)?.[0]

/** Positions are those of one log; everything else must be the same. */
const withoutPositions = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, member) => (key === 'position' ? undefined : member)))

await describeWithMongo('any', mongo => {
  it('a desk that was copied to servers and back answers the same and goes on, and does nothing twice', async () => {
    const play = await Play.start(opened)
    const { api } = play
    const customer = new Customer(api, { first_name: 'Carla' })
    const anna = new Colleague(api, { first_name: 'Anna', username: 'anna' })
    const { thread } = await play.openedBy(customer, 'My parcel is broken')
    anna.says('We send you a new one', thread)
    await play.got(customer, 'We send you a new one')
    api.next('sendMessage', { kind: 'answer_lost' }, customer.user.id)
    anna.says('It left today', thread)
    await play.got(customer, 'It left today')
    await eventually('the reply is uncertain', async () => {
      const [ticket] = await play.desk.tickets()
      const messages = ticket ? await play.desk.thread(ticket.id) : []
      return messages.some(({ delivery }) => delivery?.state === 'uncertain')
    })
    await untilQuiet(play.desk)
    const before = withoutPositions(await snapshotOf(play.desk))
    const sent = customer.received.length
    const inTopic = play.inTopic(thread).length

    const log = await newLog(opened)
    const state = mongo.newUrl()
    const home = opened.directory()
    const masterKey = readFileSync(join(play.dataDir, 'master.key'), 'utf8').trim()
    const env = { DESK_MASTER_KEY: masterKey }
    const files = (dir: string, name: string) => `sqlite:${join(dir, name)}`
    const there = ['--from', files(play.dataDir, 'log.db'), '--to', log.url]
    // The bulk while the desk runs, the rest after it has stopped.
    await ran(['copy', ...there], home)
    await play.process.kill('SIGTERM')
    const out = await ran(
      ['copy', ...there, '--state-from', files(play.dataDir, 'state.db'), '--state-to', state],
      home,
      env
    )
    const back = await ran(
      [
        ...['copy', '--from', log.url, '--to', files(home, 'log.db')],
        ...['--state-from', state, '--state-to', files(home, 'state.db')]
      ],
      home,
      env
    )
    expect(digestIn(out)).toBeDefined()
    expect(digestIn(back)).toBe(digestIn(out))
    await ran(['verify', '--data-dir', home], home)

    // The copy says what the desk had said; Telegram is out of its reach, so that it can't go on.
    const desksEnv = { ...api.env, ...env, TELEGRAM_LIMITS: 'off' }
    const cutOff = { ...desksEnv, TELEGRAM_API_ROOT: 'http://127.0.0.1:1' }
    const copy = opened.add(new DeskProcess({ dataDir: home, env: cutOff }))
    expect(withoutPositions(await snapshotOf(await copy.ready()))).toEqual(before)
    await copy.kill('SIGTERM')

    customer.says('Thank you!')
    const onServers = {
      DESK_EVENT_LOG_URL: log.url,
      DESK_READ_STORE_URL: mongo.newUrl(),
      DESK_STATE_URL: state
    }
    const moved = opened.add(new DeskProcess({ dataDir: home, env: { ...desksEnv, ...onServers } }))
    const desk = await moved.ready()
    await play.shown(thread, 'Thank you!')
    await untilQuiet(desk)
    const [ticket, more] = await desk.tickets()
    expect(more).toBeUndefined()
    expect((await desk.thread(ticket?.id ?? '')).map(({ text }) => text)).toEqual([
      'My parcel is broken',
      'We send you a new one',
      'It left today',
      'Thank you!'
    ])
    expect(customer.received).toHaveLength(sent)
    expect(play.inTopic(thread)).toHaveLength(inTopic + 1)
    const after = withoutPositions(await snapshotOf(desk))
    await moved.kill('SIGTERM')

    const homeAgain = opened.directory()
    const comingBack = [
      ...['copy', '--from', log.url, '--to', files(homeAgain, 'log.db')],
      ...['--state-from', state, '--state-to', files(homeAgain, 'state.db')]
    ]
    await ran(comingBack, homeAgain, env)
    const back2 = opened.add(new DeskProcess({ dataDir: homeAgain, env: desksEnv }))
    const again = await back2.ready()
    await untilQuiet(again)
    expect(withoutPositions(await snapshotOf(again))).toEqual(after)
    expect(customer.received).toHaveLength(sent)
    expect(play.inTopic(thread)).toHaveLength(inTopic + 1)
  }, 180_000)
})

describe('a copy that is killed', () => {
  it('goes on where it was, and ends with the same log', async () => {
    const dir = opened.directory()
    const source = await openSqliteLog({ path: join(dir, 'log.db') })
    const meta = { $causationId: 'test', $correlationId: 'test', actor: 'test', schema: 1 }
    await Promise.all(
      Array.from({ length: 3000 }, (_, n) => {
        const commandId = commandIdFor(`event ${n}`)
        const event = {
          type: 'Happened',
          recordedAt: systemClock.now(),
          data: { n },
          meta: { ...meta, commandId }
        }
        return source.append(`ticket-${n}`, [{ ...event, id: eventIdFor(commandId, 0) }], 'none')
      })
    )
    await source.close()
    const log = await newLog(opened)
    const args = ['copy', '--from', `sqlite:${join(dir, 'log.db')}`, '--to', log.url]
    const killed = starting(args, dir)
    await once(killed.stderr ?? killed, 'data')
    killed.kill('SIGKILL')
    await once(killed, 'close')
    const out = await ran(args, dir)
    const [, events, now] = /^events +([\d,]+), ([\d,]+) of them copied now$/m.exec(out) ?? []
    expect(events).toBe('3,000')
    const later = Number(now?.replace(',', ''))
    expect(later).toBeGreaterThan(0)
    expect(later).toBeLessThan(3000)
  }, 120_000)
})
