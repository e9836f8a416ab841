import { describe, expect, it } from '@jest/globals'
import type { TicketEvent } from '../ticket/events.js'
import { ladderOf, noRules, rulesAfter } from './record.js'

const stepApplied = (instance: string, from: number): TicketEvent => ({
  type: 'RuleApplied',
  data: {
    ...{ rule: 'step', version: 0, on: 'sla_warned', at: from, once: 'instance', instance, actions: [] },
    ...{ from, ladder: 'up' }
  }
})
const noted: TicketEvent = {
  type: 'EscalationAcknowledged',
  data: { by: { keyId: 'key_1' }, at: 150 }
}

describe('What is on record of a ladder', () => {
  it('is its cause and its stop for each clock, whichever of them began last', () => {
    const [first, next] = ['first_reply 1', 'resolution 1']
    const events = [stepApplied(first, 100), noted, stepApplied(next, 200), stepApplied(first, 300)]
    const record = events.reduce(rulesAfter, noRules)
    expect(ladderOf(record, 'up', first)).toEqual({ from: 100, isStopped: true, isOfCustomer: false })
    expect(ladderOf(record, 'up', next)).toEqual({ from: 200, isStopped: false, isOfCustomer: false })
    expect(ladderOf(record, 'up', 'next_reply 1')).toBeUndefined()
  })
})
