import { describe, expect, it } from '@jest/globals'
import { openMemoryLog } from '#event-log/memory'
import { newOutlives } from '../intake/testing/desk.js'
import { lived, stories } from './testing/lives.js'

describe('Killed at each append, before it or right after: nothing is lost and nothing is there twice', () => {
  it.each(Object.entries(stories))('%s', async (_, story) => {
    const { vault } = newOutlives()
    const whole = await lived(story, openMemoryLog(), vault, [])
    expect(whole.appends).toBeGreaterThan(4)
    for (let at = 0; at < whole.appends; at++)
      for (const after of [false, true]) {
        const { record } = await lived(story, openMemoryLog(), vault, [{ at, after }])
        expect({ at, after, record }).toEqual({ at, after, record: whole.record })
      }
  })
})
