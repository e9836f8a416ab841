import { afterEach, expect, it, jest } from '@jest/globals'
import { rests } from './rests.js'

afterEach(() => {
  jest.restoreAllMocks()
})

it('gives the thread away where it was held for two milliseconds, also by one loop after another', async () => {
  let now = 1000
  jest.spyOn(performance, 'now').mockImplementation(() => now)
  const given = jest.spyOn(globalThis, 'setImmediate')
  const [one, other] = [rests(), rests()]
  await one()
  const before = given.mock.calls.length
  for (const [rest, spent] of [
    [one, 1],
    [other, 0.9],
    [rests(), 0.2]
  ] as const) {
    now += spent
    await rest()
  }
  expect(given.mock.calls.length - before).toBe(1)
  now += 1.9
  await other()
  expect(given.mock.calls.length - before).toBe(1)
})
