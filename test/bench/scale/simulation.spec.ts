import { describe, expect, it } from '@jest/globals'
import { simulate } from './simulation.js'

describe('the simulation of Telegram’s limits', () => {
  it('serves a small team from one group without waiting', () => {
    const { tickets, replyP99, relayP99, left } = simulate({ ticketsPerHour: 20, groups: 1 })
    expect(tickets).toBeGreaterThan(5)
    expect({ isFast: replyP99 < 1 && relayP99 < 5, left }).toEqual({ isFast: true, left: 0 })
  })

  it('never calls faster than the limits, however much is asked for', () => {
    const { mostPerGroupMinute, mostPerSecond, left } = simulate({ ticketsPerHour: 2000, groups: 2 })
    // A full bucket of 20 and the 20 that flow into it within a minute.
    expect(mostPerGroupMinute).toBeLessThanOrEqual(40)
    expect(mostPerSecond).toBeLessThanOrEqual(30)
    expect(left).toBeGreaterThan(0)
  })

  it('keeps to 30 calls a second in all, with as many groups as you like, and replies first', () => {
    const { mostPerSecond, left, replyP99 } = simulate({ ticketsPerHour: 20_000, groups: 100, hours: 0.25 })
    expect(mostPerSecond).toBe(30)
    // What can't be done in time is relays, not what an agent has written.
    expect(replyP99).toBeLessThan(2)
    expect(left).toBeGreaterThan(0)
  })

  it('lets several groups share the load, and drops edits before it delays replies', () => {
    const one = simulate({ ticketsPerHour: 250, groups: 1 })
    const four = simulate({ ticketsPerHour: 250, groups: 4 })
    expect(four.relayP99).toBeLessThan(one.relayP99)
    expect(four.relayP99).toBeLessThan(15)
    expect(one.groupCallsPerTicket).toBeLessThan(four.groupCallsPerTicket)
    expect(one.replyP99).toBeLessThan(2)
  })
})
