import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { deciderSpec, foldFrom } from '../testing/given.js'
import { type AlertCommand, type AlertEvent, alertDecider } from './alert.js'

const { givenCommands } = deciderSpec(alertDecider)
const name = 'updates_pending'
const details = { pending: 1200 }
const begin = (at: number): AlertCommand => ({ type: 'BeginAlert', name, at, details })
const end = (at: number): AlertCommand => ({ type: 'EndAlert', name, at })

it('an alert is begun once until it is ended, and tells what it was begun for', () => {
  givenCommands()
    .when(begin(1000))
    .thenEvents({ type: 'AlertBegan', data: { name, at: 1000, details } })
  givenCommands(begin(1000)).when(begin(2000)).thenNothing()
  expect(givenCommands(begin(1000)).state).toEqual({ lasts: true, since: 1000, details })
})

it('an alert is ended once, with the time since when it had lasted', () => {
  givenCommands(begin(1000))
    .when(end(5000))
    .thenEvents({ type: 'AlertEnded', data: { name, beganAt: 1000, at: 5000 } })
  givenCommands(begin(1000), end(5000)).when(end(6000)).thenNothing()
  givenCommands().when(end(5000)).thenNothing()
  givenCommands(begin(1000), end(5000))
    .when(begin(9000))
    .thenEvents({ type: 'AlertBegan', data: { at: 9000 } })
})

it('whoever begins and ends an alert, in whatever order and however often: beginnings and ends take turns', () => {
  const anyCommand = fc.tuple(fc.boolean(), fc.nat()).map(([isBegin, at]) => (isBegin ? begin(at) : end(at)))
  fc.assert(
    fc.property(fc.array(anyCommand), commands => {
      const events: AlertEvent[] = []
      for (const command of commands) {
        const outcome = alertDecider.decide(command, foldFrom(alertDecider, events))
        if (outcome.ok) events.push(...outcome.value)
      }
      events.forEach((event, n) => {
        expect(event.type).toBe(n % 2 === 0 ? 'AlertBegan' : 'AlertEnded')
        if (event.type === 'AlertEnded') expect(event.data.at).toBeGreaterThanOrEqual(event.data.beganAt)
      })
    })
  )
})
