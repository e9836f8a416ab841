import { describe, expect, it } from '@jest/globals'
import type { BotId } from '#kernel'
import { followersOf, isCheckpointName, leaseSpecs, type ProcessSpec, processSpecs } from './index.js'

const specs: readonly ProcessSpec[] = processSpecs

describe('the registry of processes', () => {
  it('gives each a name and a checkpoint of its own', () => {
    for (const names of [
      specs.map(({ name }) => name),
      specs.flatMap(({ checkpoint }) => checkpoint ?? []),
      leaseSpecs('7' as BotId).map(({ lease }) => lease)
    ]) {
      expect(new Set(names).size).toBe(names.length)
    }
  })

  it('wants a process only where one runs that is begun before it, under another lease', () => {
    specs.forEach(({ lease, wanted }, index) => {
      const before = specs.slice(0, index).filter(spec => spec.lease !== lease)
      for (const name of wanted) expect(before.map(spec => spec.name)).toContain(name)
    })
  })

  it('keeps the names under which leases and checkpoints of earlier versions are stored', () => {
    const bot = '700' as BotId
    const leases = leaseSpecs(bot).map(({ lease }) => lease)
    expect(leases).toEqual(
      expect.arrayContaining(['intake', 'delivery-700', 'poller-700', 'sla-clock', 'alerts'])
    )
    const checkpoints = followersOf(bot).map(({ checkpoint }) => checkpoint)
    const stored = ['intake', 'delivery-700', 'sla', 'sla-recomputation', 'sla-digests', 'alerts']
    expect(checkpoints).toEqual(expect.arrayContaining(stored))
  })

  it('tells the checkpoint of a process from what else lies beside it', () => {
    expect(['intake', 'delivery-700', 'sla-digests'].every(isCheckpointName)).toBe(true)
    expect(['poller-700', 'delivery-700-open', 'people-and-groups', 'intakes'].some(isCheckpointName)).toBe(
      false
    )
  })
})
