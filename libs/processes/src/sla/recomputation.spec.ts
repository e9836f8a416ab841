import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Corrected } from '#domain'
import { type EventLog, Unavailable } from '#event-log'
import type { TicketId } from '#kernel'
import { always, policy } from './testing/bodies.js'
import { memoryStores, type Stores } from './testing/desk.js'
import { openScene, type Scene } from './testing/scene.js'

const office = (from: string, to: string) => ({
  ...always,
  weekly: Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map(day => [day, [[from, to]]]))
})
const firstReply = (minutes: number) =>
  policy([{ metric: 'first_reply', target_s: minutes * 60 }], { calendar_id: 'office' })

/** It is Monday, 9:00. */
describe('A recomputation', () => {
  let stores: Stores
  let scene: Scene

  beforeEach(async () => {
    stores = memoryStores()
    scene = await openScene(stores)
    await scene.publish('calendar', 'office', office('09:00', '17:00'))
    await scene.publish('sla_policy', 'standard', firstReply(120))
  })
  afterEach(() => scene.close())

  const recompute = async (corrected: Corrected) => scene.recomputation(await scene.request(corrected))
  const told = async (ticket: TicketId) =>
    (await scene.events(ticket)).map(({ type, data }) => [
      type,
      data['cause'] ?? data['reason'],
      data['calendarVersion'] ?? data['policyVersion'] ?? null
    ])

  it('applies the corrected calendar to open tickets only; verdicts given stay', async () => {
    const breached = await scene.openTicket('breached')
    await scene.pass(121)
    const resolved = await scene.openTicket('resolved')
    await scene.act(resolved, { type: 'ResolveTicket', now: stores.clock.now(), cause: 'command' })
    const waiting = await scene.openTicket('waiting')
    await scene.publish('calendar', 'office', office('12:00', '17:00'))
    const done = await recompute({ kind: 'calendar', settingId: 'office', version: 1 })
    expect(done).toMatchObject({ finished: true, looked: 2, changed: 2 })

    expect(await told(breached)).toEqual([
      ['SlaApplied', 'opened', 0],
      ['SlaBreached', 'time_passed', null],
      ['SlaApplied', 'recomputation', 1]
    ])
    expect(await told(resolved)).toEqual([['SlaApplied', 'opened', 0]])
    expect(await told(waiting)).toEqual([
      ['SlaApplied', 'opened', 0],
      ['SlaApplied', 'recomputation', 1]
    ])
    // Opened 11:01; by the old calendar due 13:01, by the corrected one 14:00.
    expect((await scene.tickets.get(waiting))?.timers).toMatchObject([{ at: Date.UTC(2026, 0, 5, 14) }])
    await scene.pass(190)
    expect((await scene.events(waiting, 'SlaBreached')).map(({ data }) => data['at'])).toEqual([
      Date.UTC(2026, 0, 5, 14)
    ])
    expect(await scene.events(breached, 'SlaBreachRetracted')).toEqual([])
  })

  it('breaches at once what is over by the corrected calendar only', async () => {
    await scene.publish('calendar', 'office', office('12:00', '17:00'))
    const ticket = await scene.openTicket('one')
    await scene.pass(200)
    await scene.publish('calendar', 'office', office('09:00', '17:00'))
    await recompute({ kind: 'calendar', settingId: 'office', version: 2 })
    const at = stores.clock.now()
    await scene.pass(1)
    expect(
      (await scene.events(ticket, 'SlaBreached')).map(({ data }) => [data['at'], data['reason']])
    ).toEqual([[at, 'recomputation']])
  })

  it('chooses the policy anew, by what is in force, and leaves the version of the calendar', async () => {
    const ticket = await scene.openTicket('one')
    const other = await scene.openTicket('other')
    await scene.act(other, { type: 'ChangeTags', add: ['vip'], remove: [] })
    await scene.publish('calendar', 'office', office('10:00', '17:00'))
    await scene.publish('sla_policy', 'vip', {
      ...firstReply(30),
      position: 0,
      filter: { tags_any: ['vip'] }
    })
    await scene.publish('sla_policy', 'standard', { ...firstReply(60), position: 5 })
    const last = async (id: TicketId) => {
      const { policyId, policyVersion, calendarVersion, cause } =
        (await scene.events(id, 'SlaApplied')).at(-1)?.data ?? {}
      return [policyId, policyVersion, calendarVersion, cause]
    }
    expect(await recompute({ kind: 'sla_policy', settingId: 'standard', version: 1 })).toMatchObject({
      looked: 2,
      changed: 2
    })
    expect(await last(ticket)).toEqual(['standard', 1, 0, 'recomputation'])
    expect(await last(other)).toEqual(['vip', 0, 0, 'recomputation'])
    // Nothing is left to do.
    expect(await recompute({ kind: 'sla_policy', settingId: 'vip', version: 0 })).toMatchObject({
      looked: 2,
      changed: 0
    })
  })

  it('is refused for a version that is not in force', async () => {
    await expect(scene.request({ kind: 'calendar', settingId: 'office', version: 1 })).rejects.toThrow(
      'version_not_in_force'
    )
    await expect(scene.request({ kind: 'calendar', settingId: 'moon', version: 0 })).rejects.toThrow(
      'unknown_setting'
    )
  })
})

it('killed at any append, it goes on where it was, and tells each ticket once', async () => {
  // Five tickets, a place and the end.
  for (let killedAt = 0; killedAt < 7; killedAt++) {
    const stores = memoryStores()
    let appends = 0
    const { promise: dead, resolve: die } = Promise.withResolvers<void>()
    const log: EventLog = {
      ...bound(stores.log),
      append: async (stream, events, expected) => {
        const isOurs = events[0]?.meta.actor === 'process:sla-recomputation'
        if (!isOurs || appends++ < killedAt) return stores.log.append(stream, events, expected)
        die()
        throw new Unavailable('killed')
      }
    }
    const mortal = await openScene({ ...stores, log })
    await mortal.publish('calendar', 'office', office('09:00', '17:00'))
    await mortal.publish('sla_policy', 'standard', firstReply(120))
    const tickets: TicketId[] = []
    for (let n = 0; n < 5; n++) tickets.push(await mortal.openTicket(`ticket ${n}`))
    await mortal.publish('calendar', 'office', office('10:00', '17:00'))
    const id = await mortal.request({ kind: 'calendar', settingId: 'office', version: 1 })
    await dead
    await mortal.close()

    const next = await openScene(stores)
    expect(await next.recomputation(id)).toMatchObject({ finished: true, looked: 5, changed: 5 })
    for (const ticket of tickets) {
      const causes = (await next.events(ticket, 'SlaApplied')).map(({ data }) => data['cause'])
      expect(causes).toEqual(['opened', 'recomputation'])
    }
    await next.close()
  }
}, 60_000)

const bound = (log: EventLog): EventLog => ({
  append: (stream, events, expected) => log.append(stream, events, expected),
  readStream: (stream, from) => log.readStream(stream, from),
  subscribe: (after, signal) => log.subscribe(after, signal),
  head: () => log.head(),
  eventAt: position => log.eventAt(position),
  ping: () => log.ping(),
  close: () => log.close()
})
