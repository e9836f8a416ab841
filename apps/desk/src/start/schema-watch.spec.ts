import { describe, expect, it } from '@jest/globals'
import { StateUnavailable } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { FakeClock } from '#kernel'
import { silentLogger } from '#observability'
import { watchSchema } from './schema-watch.js'

function bench() {
  const clock = new FakeClock()
  const told: string[] = []
  const logger = { ...silentLogger, error: (_facts: object, text: string) => void told.push(text) }
  return { clock, state: openMemoryDeskState({ clock }), runtime: { clock, logger, isShared: true }, told }
}
const turn = () => new Promise(resolve => setImmediate(resolve))

describe('the schema of events in the desk state', () => {
  it('is raised by a newer desk, and refuses the older one from its start, with the remedy', async () => {
    const { state, runtime, told } = bench()
    const newer = await watchSchema(state, 8, runtime)
    expect(newer.refused()).toBeUndefined()
    const older = await watchSchema(state, 7, runtime)
    expect(older.refused()).toMatch(/events is 8, this one knows 7.* start the newer version in place/)
    expect(told).toEqual([older.refused()])
    expect(await state.eventSchema()).toBe(8)
    await Promise.all([newer.stop(), older.stop()])
  })

  it('is noticed within a second by an older desk at work, and told once', async () => {
    const { clock, state, runtime, told } = bench()
    const older = await watchSchema(state, 7, runtime)
    await state.raiseEventSchema(8)
    await clock.advance(1000)
    await turn()
    expect(older.refused()).toContain('this one knows 7')
    await clock.advance(5000)
    await turn()
    expect(told).toHaveLength(1)
    await older.stop()
  })

  it('is looked for again where the state was away', async () => {
    const { clock, state, runtime } = bench()
    let away = false
    const reaching = {
      raiseEventSchema: (own: number) => state.raiseEventSchema(own),
      eventSchema: () => (away ? Promise.reject(new StateUnavailable('away')) : state.eventSchema())
    }
    const older = await watchSchema(reaching, 7, runtime)
    await state.raiseEventSchema(8)
    away = true
    await clock.advance(1000)
    await turn()
    expect(older.refused()).toBeUndefined()
    away = false
    await clock.advance(1000)
    await turn()
    expect(older.refused()).toBeDefined()
    await older.stop()
  })
})
