import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Command } from '@nestjs/cqrs'
import type { DeskState } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { Unavailable } from '#event-log'
import type { FakeClock } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { runProcess } from '#subscriptions'
import { type MemoryDesk, openMemoryDesk } from '../intake/testing/desk.js'
import type { DeskFacts } from './facts.js'
import { createAlertTeller } from './tell.js'
import { type AlertWatch, alertsFact, createAlertWatch, lastingIn } from './watch.js'

describe('alerts', () => {
  let desk: MemoryDesk
  let clock: FakeClock
  let pending: number
  /** What the log does with the next commands. */
  let logIs: 'there' | 'away' | 'hanging'
  let ends: (() => Promise<unknown>)[]
  const said: string[] = []
  const logger = {
    ...silentLogger,
    warn: (_: object, text: string) => void said.push(text),
    info: (_: object, text: string) => void said.push(text)
  }

  beforeEach(async () => {
    desk = await openMemoryDesk()
    clock = desk.clock
    pending = 0
    logIs = 'there'
    ends = []
    said.length = 0
    await desk.directories.catchUp()
  })
  afterEach(async () => {
    logIs = 'there'
    for (const end of ends.reverse()) await end()
    await desk.close()
  })

  const facts = async (): Promise<DeskFacts> => ({
    now: clock.now(),
    startedAt: 0,
    stores: [],
    processes: [],
    views: [],
    unheld: [],
    lost: 0,
    telegram: { silent: undefined, unauthorized: false, pending, webhook: undefined }
  })
  const commands = {
    execute: <R>(command: Command<R>): Promise<R> => {
      if (logIs === 'away') return Promise.reject(new Unavailable('the disk is full'))
      return logIs === 'hanging' ? new Promise(() => {}) : desk.commands.execute(command)
    }
  }

  function watch(look = facts): AlertWatch {
    const { directories, state } = desk
    const watching = createAlertWatch({
      facts: look,
      alerts: directories.alerts,
      commands,
      state,
      clock,
      logger
    })
    const stop = new AbortController()
    const running = watching.run(stop.signal)
    ends.push(() => {
      stop.abort()
      return running
    })
    return watching
  }
  function tell(state: DeskState = desk.state): void {
    const { directories } = desk
    const process = createAlertTeller({ commands, directories, clock, logger: silentLogger })
    const { log } = desk.desk
    const runtime = { clock, logger: silentLogger, metrics: createMetrics(), random: () => 0 }
    const running = runProcess({ process, log, state, fence: 1, ...runtime })
    ends.push(() => running.stop())
  }
  /** One look after the other, each with everything that follows from it. */
  async function looks(count: number): Promise<void> {
    await settled()
    for (let n = 0; n < count; n++) {
      await clock.advance(5000)
      await settled()
    }
  }
  async function settled(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
  }
  const types = async () => (await desk.events('alerts-')).map(({ type }) => type)
  const notices = async () =>
    (await desk.events('staff-group-'))
      .filter(({ type }) => type === 'StaffNoticeRequested')
      .map(({ data }) => [data['notice'], data['threadId'], data['details']])

  it('are begun and ended once: in the log, in the output, and in one message in General each', async () => {
    const watching = watch()
    tell()
    await looks(1)
    pending = 1200
    const since = clock.now() + 5000
    await looks(4)
    expect(watching.lasting()).toEqual([{ name: 'updates_pending', since, details: { pending: 1200 } }])
    pending = 0
    await looks(8)
    expect(watching.lasting()).toEqual([])

    const [began, ended] = await desk.events('alerts-updates_pending')
    expect(began).toMatchObject({ type: 'AlertBegan', data: { at: since, details: { pending: 1200 } } })
    expect(ended).toMatchObject({ type: 'AlertEnded', data: { beganAt: since } })
    expect(await types()).toEqual(['AlertBegan', 'AlertEnded'])
    expect(said).toEqual(['alert: 1200 updates wait at Telegram', 'over: many updates wait at Telegram'])
    expect(await notices()).toEqual([
      ['alert_began', null, { pending: 1200, alert: 'updates_pending' }],
      ['alert_ended', null, { alert: 'updates_pending', seconds: 45 }]
    ])
  })

  it('go on over a restart, and a process that begins anew tells nothing twice', async () => {
    pending = 1200
    watch()
    tell()
    await looks(2)
    for (const end of ends.splice(0).reverse()) await end()

    const again = watch()
    tell(openMemoryDeskState({ clock }))
    await looks(2)
    expect(again.lasting()).toMatchObject([{ name: 'updates_pending' }])
    expect(await types()).toEqual(['AlertBegan'])
    pending = 0
    await looks(8)
    expect(await types()).toEqual(['AlertBegan', 'AlertEnded'])
    expect((await notices()).map(([notice]) => notice)).toEqual(['alert_began', 'alert_ended'])
  })

  it('that were over while nobody watched are ended by the next one who does', async () => {
    pending = 1200
    watch()
    await looks(2)
    for (const end of ends.splice(0)) await end()
    pending = 0
    watch()
    await looks(8)
    expect(await types()).toEqual(['AlertBegan', 'AlertEnded'])
  })

  it('are recorded with their times, in order, once the log takes something again', async () => {
    watch()
    await looks(1)
    logIs = 'away'
    pending = 1200
    const begins = clock.now() + 5000
    await looks(3)
    pending = 0
    await looks(9)
    expect(said).toEqual(['alert: 1200 updates wait at Telegram', 'over: many updates wait at Telegram'])
    expect(await types()).toEqual([])
    logIs = 'there'
    await looks(1)
    expect(await types()).toEqual(['AlertBegan', 'AlertEnded'])
    expect((await desk.events('alerts-'))[0]?.data['at']).toBe(begins)
  })

  it('are looked for also while the log hangs', async () => {
    logIs = 'hanging'
    pending = 1200
    const watching = watch()
    await looks(2)
    pending = 1300
    await looks(1)
    expect(watching.lasting()).toMatchObject([{ details: { pending: 1300 } }])
  })

  it('by two watchers at once are one', async () => {
    pending = 1200
    watch()
    watch()
    tell()
    await looks(3)
    expect(await types()).toEqual(['AlertBegan'])
    expect(await notices()).toHaveLength(1)
  })

  it('stand in the desk state for the processes that do not watch', async () => {
    pending = 1200
    watch()
    await looks(1)
    pending = 1500
    await looks(2)
    expect(lastingIn(await desk.state.fact(alertsFact))).toMatchObject([
      { name: 'updates_pending', details: { pending: 1500 } }
    ])
    expect(lastingIn({ alerts: [{ name: 'x' }, 7, null] })).toEqual([])
  })

  it('about rights are left to the word of the rights themselves', async () => {
    const missing = async (): Promise<DeskFacts> => ({
      ...(await facts()),
      groups: [{ id: 'g' as never, chatId: -1001, active: true, missing: ['forum'] }]
    })
    watch(missing)
    tell()
    await looks(3)
    expect(await types()).toEqual(['AlertBegan'])
    expect(await notices()).toEqual([])
  })
})
