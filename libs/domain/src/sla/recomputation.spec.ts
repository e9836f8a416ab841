import { describe, expect, it } from '@jest/globals'
import type { TicketId } from '#kernel'
import { conceal } from '#privacy'
import {
  type RecomputationCommand,
  type RecomputationEvent,
  type RecomputationState,
  recomputationDecider
} from './recomputation.js'

const { initial, evolve } = recomputationDecider
const now = Date.UTC(2026, 0, 5)
const reason = conceal({ reason: 'a holiday was forgotten' })
const request: RecomputationCommand = {
  type: 'RequestRecomputation',
  kind: 'calendar',
  settingId: 'berlin',
  version: 2,
  reason,
  now
}
const advance = (looked: number, changed: number): RecomputationCommand => ({
  type: 'AdvanceRecomputation',
  after: { createdAt: looked, ticketId: `ticket ${looked}` as TicketId },
  looked,
  changed
})
const finish: RecomputationCommand = { type: 'FinishRecomputation', looked: 700, changed: 30 }

function decided(state: RecomputationState, command: RecomputationCommand): readonly RecomputationEvent[] {
  const outcome = recomputationDecider.decide(command, state)
  if (!outcome.ok) throw new Error(outcome.reason)
  return outcome.value
}
const grown = (...commands: readonly RecomputationCommand[]) =>
  commands.reduce((state, command) => decided(state, command).reduce(evolve, state), initial)

describe('A recomputation', () => {
  it('says who is to follow what, and why', () => {
    expect(decided(initial, request)).toEqual([
      {
        type: 'RecomputationRequested',
        data: {
          kind: 'calendar',
          settingId: 'berlin',
          version: 2,
          at: now
        },
        personal: reason
      }
    ])
  })

  it('goes on from the last place recorded, with what was counted until there', () => {
    expect(grown(request, advance(500, 20))).toMatchObject({
      after: { ticketId: 'ticket 500' },
      looked: 500,
      changed: 20,
      finished: false
    })
    expect(grown(request, advance(500, 20), finish)).toMatchObject({
      looked: 700,
      changed: 30,
      finished: true
    })
  })

  it('is recorded once, however often it is told', () => {
    for (const command of [request, advance(500, 20), finish]) {
      const state = grown(request, advance(500, 20), finish, command)
      expect(decided(state, command)).toEqual([])
    }
    // An owner that was slow.
    expect(decided(grown(request, advance(1000, 40)), advance(500, 20))).toEqual([])
  })

  it('that nobody asked for is refused', () => {
    for (const command of [advance(1, 0), finish]) {
      expect(recomputationDecider.decide(command, initial)).toEqual({
        ok: false,
        reason: 'unknown_recomputation'
      })
    }
  })
})
