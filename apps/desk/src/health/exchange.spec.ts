import { describe, expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { type BotId, FakeClock } from '#kernel'
import { silentLogger } from '#observability'
import type { ProcessName } from '#processes'
import { tellOthers, toldByOthers } from './exchange.js'
import type { HealthParts } from './parts.js'

/** A desk with two processes: what runs in the other one, as far as health asks. */
function given() {
  const clock = new FakeClock()
  const state = openMemoryDeskState({ clock })
  const core = { clock, logger: silentLogger, stores: { state } }
  const overdue = { count: 0, oldest: null, refused: 0, refusal: null }
  const status = {
    name: 'delivery-7',
    state: 'backoff' as const,
    position: undefined,
    gap: undefined,
    lagSeconds: 0,
    parked: 2,
    lastError: 'no log',
    since: clock.now(),
    atWork: undefined
  }
  const works: { readonly [name: string]: unknown } = {
    delivery: {
      delivery: {
        status: () => ({ state: 'sending', why: undefined, pending: { reply: 1, relay: 2 } }),
        overdue: () => overdue,
        process: () => ({ status: async () => status })
      }
    },
    poller: { source: () => ({ kind: 'conflict', with: 'poller' }) }
  }
  const other = { running: (name: ProcessName) => works[name], directories: {}, stop: async () => {} }
  const ofDay = () => ({ calls: 100, refused: 4, unanswered: 1 })
  // Of the whole desk only what is asked here.
  const parts = { core, client: { botId: '7' as BotId }, ofDay } as unknown as HealthParts
  const tell = (signal: AbortSignal) => tellOthers(parts, other as never, signal)
  return { clock, state, tell, told: () => toldByOthers(core as never, undefined) }
}

describe('what runs in another process of the desk', () => {
  it('is told through the desk state: how it is, what it sends and how updates come in', async () => {
    const { tell, told } = given()
    const stop = new AbortController()
    const telling = tell(stop.signal)
    stop.abort()
    await telling
    const reports = await told()
    expect([...reports.keys()]).toEqual(['delivery', 'poller'])
    expect(reports.get('delivery')).toEqual({
      process: { name: 'delivery-7', state: 'backoff', lastError: 'no log', parked: 2, atWork: null },
      sending: { state: 'sending', why: null, pending: 3, overdue: expect.anything() },
      updates: null,
      calls: { calls: 100, failed: 5 }
    })
    expect(reports.get('poller')?.updates).toEqual({
      kind: 'blocked',
      why: 'another program polls with the same token'
    })
  })

  it('says nothing once it has said nothing new for a minute, or what another version wrote', async () => {
    const { clock, state, tell, told } = given()
    const stop = new AbortController()
    const telling = tell(stop.signal)
    stop.abort()
    await telling
    await clock.advance(60_000)
    expect((await told()).size).toBe(2)
    await clock.advance(1)
    expect((await told()).size).toBe(0)
    await state.setFact('report-intake', { version: 2, at: clock.now(), report: '{}' })
    expect((await told()).size).toBe(0)
  })
})
