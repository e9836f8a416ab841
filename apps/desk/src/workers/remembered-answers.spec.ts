import { describe, expect, it } from '@jest/globals'
import { type DeskState, StateUnavailable } from '#desk-state'
import { openMemoryDeskState } from '#desk-state/memory'
import { FakeClock } from '#kernel'
import { silentLogger } from '#observability'
import { answersKeptMs, forgetOldAnswers, sliceOfAnswers } from './remembered-answers.js'

const hour = 3_600_000

async function remembered(state: DeskState): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of state.answers()) keys.push(key)
  return keys
}

const asleep = async (clock: FakeClock) => {
  while (clock.sleeping === 0) await new Promise(resolve => setImmediate(resolve))
}

/** Runs it over `state` and gives how many each call deleted. */
function running(clock: FakeClock, state: Pick<DeskState, 'forgetAnswers'>) {
  const stop = new AbortController()
  const slices: number[] = []
  const counting: Pick<DeskState, 'forgetAnswers'> = {
    async forgetAnswers(before, limit) {
      const count = await state.forgetAnswers(before, limit)
      slices.push(count)
      return count
    }
  }
  const ended = forgetOldAnswers({ state: counting, clock, logger: silentLogger, signal: stop.signal })
  return {
    slices,
    async stop() {
      stop.abort()
      await ended
    }
  }
}

describe('remembered answers', () => {
  it('are there for seven days and gone within the hour after', async () => {
    const clock = new FakeClock()
    const state = openMemoryDeskState({ clock })
    await state.remember('first', 'print', clock.now())
    await clock.advance(2 * hour)
    await state.remember('second', 'print', clock.now())
    const forgetting = running(clock, state)
    await clock.advance(answersKeptMs - 2 * hour)
    await asleep(clock)
    expect(await remembered(state)).toEqual(['first', 'second'])
    await clock.advance(hour)
    await asleep(clock)
    expect(await remembered(state)).toEqual(['second'])
    await clock.advance(2 * hour)
    await asleep(clock)
    expect(await remembered(state)).toEqual([])
    await forgetting.stop()
  })

  it('go in slices with a rest between them, however many there are', async () => {
    const clock = new FakeClock()
    const state = openMemoryDeskState({ clock })
    const count = 2 * sliceOfAnswers + 7
    for (let n = 0; n < count; n++) await state.remember(`k${n}`, 'print', clock.now())
    await clock.advance(answersKeptMs + 1)
    const forgetting = running(clock, state)
    for (const slices of [[500], [500, 500], [500, 500, 7], [500, 500, 7]]) {
      await asleep(clock)
      expect(forgetting.slices).toEqual(slices)
      await clock.advance(50)
    }
    expect(await remembered(state)).toEqual([])
    await forgetting.stop()
  })

  it('are tried again in a minute where the desk state was away', async () => {
    const clock = new FakeClock()
    const state = openMemoryDeskState({ clock })
    await state.remember('old', 'print', clock.now())
    await clock.advance(answersKeptMs + 1)
    let away = true
    const forgetting = running(clock, {
      forgetAnswers: (...asked) =>
        away ? Promise.reject(new StateUnavailable('cut off')) : state.forgetAnswers(...asked)
    })
    await asleep(clock)
    expect(await remembered(state)).toEqual(['old'])
    away = false
    await clock.advance(60_000)
    await asleep(clock)
    expect(await remembered(state)).toEqual([])
    await forgetting.stop()
  })
})
