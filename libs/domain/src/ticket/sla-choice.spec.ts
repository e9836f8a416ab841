import { describe, it } from '@jest/globals'
import { deciderSpec } from '../testing/given.js'
import * as t from '../testing/ticket.js'
import { ticketDecider } from './decide.js'

const { givenCommands } = deciderSpec(ticketDecider)
const minute = 60_000
const chosen = (minutes: number, policyVersion: number) =>
  ({ ...t.applySla, policyVersion, cause: 'priority_changed', at: t.noon + minutes * minute }) as const
const recomputed = (minutes: number, calendarVersion: number) =>
  ({ ...t.applySla, calendarVersion, cause: 'recomputation', at: t.noon + minutes * minute }) as const

describe('the choice of a policy', () => {
  it('is recorded once while it stays the same', () => {
    givenCommands(t.openTicket, t.applySla).when(chosen(5, 0)).thenNothing()
  })

  it('for an older change does not undo that for a later one', () => {
    givenCommands(t.openTicket, t.applySla, chosen(10, 2)).when(chosen(5, 1)).thenNothing()
  })

  it('for a change before a recomputation that is chosen only after it holds from there on', () => {
    givenCommands(t.openTicket, t.applySla, recomputed(10, 2))
      .when(chosen(5, 1))
      .thenEvents({ type: 'SlaApplied', data: { policyVersion: 1, at: t.noon + 10 * minute } })
  })
})

it('a recomputation that changes nothing is no news', () => {
  givenCommands(t.openTicket, t.applySla).when(recomputed(10, 1)).thenNothing()
})
