import { expect, it } from '@jest/globals'
import type { BotId } from '#kernel'
import { leaseSpecs } from '#processes'
import { stoppingInOrder } from './stopping.js'

it('what others want stops after them, everything else at once, and each only once', async () => {
  const specs = leaseSpecs('7' as BotId)
  const stopping: string[] = []
  const ends = new Map<string, () => void>()
  const stop = stoppingInOrder(specs, ({ lease }) => {
    stopping.push(lease)
    return new Promise(resolve => ends.set(lease, resolve))
  })
  const stopped = Promise.all([stop(), stop()])
  const turn = () => new Promise(resolve => setImmediate(resolve))
  await turn()
  const wanted = new Set(specs.flatMap(spec => spec.wanted))
  const unwanted = specs.filter(({ processes }) => !processes.some(name => wanted.has(name)))
  expect(stopping).toEqual(unwanted.map(({ lease }) => lease))
  expect(stopping).not.toContain('delivery-7')

  while (stopping.length < specs.length) {
    for (const lease of stopping) ends.get(lease)?.()
    await turn()
  }
  for (const lease of stopping) ends.get(lease)?.()
  await stopped
  expect(new Set(stopping).size).toBe(specs.length)
  for (const { lease, wanted: before } of specs) {
    for (const other of specs) {
      if (!other.processes.some(name => before.includes(name))) continue
      expect(stopping.indexOf(lease)).toBeLessThan(stopping.indexOf(other.lease))
    }
  }
})
