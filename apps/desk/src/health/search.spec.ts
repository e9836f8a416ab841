import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openMemoryLog } from '#event-log/memory'
import { systemClock } from '#kernel'
import { createSealer } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import { type Search, startSearch } from '#search'
import { searchBody } from './search.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'topicdesk-health-'))
})
afterEach(() => rm(folder, { recursive: true }))

function start(inFolder: string): { search: Search; failed: Promise<void> } {
  const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 1), clock: systemClock })
  const failed = Promise.withResolvers<void>()
  const search = startSearch({
    ...{ log: openMemoryLog(), sealer: createSealer(vault, { clock: systemClock, cacheMs: 0 }) },
    ...{ clock: systemClock, masterKey: Buffer.alloc(32), folder: inFolder, onFault: () => failed.resolve() }
  })
  return { search, failed: failed.promise }
}

describe('the index for search, in health', () => {
  it('is being built, then current', async () => {
    const { search } = start(folder)
    expect(searchBody(search)).toEqual({ state: 'building', position: null, why: null, remedy: null })
    expect(await search.reached(undefined, 20_000)).toBe(true)
    expect(searchBody(search)).toMatchObject({ state: 'current', why: null })
    await search.stop()
  })

  it('says why it can not be opened, and what to do, until it can', async () => {
    const place = join(folder, 'search')
    await writeFile(place, 'no folder')
    const { search, failed } = start(place)
    await failed
    expect(searchBody(search)).toEqual({
      state: 'away',
      position: null,
      why: expect.stringContaining('search index'),
      remedy: expect.stringContaining('delete that folder')
    })
    await rm(place)
    await mkdir(place)
    expect(await search.reached(undefined, 20_000)).toBe(true)
    expect(searchBody(search)).toMatchObject({ state: 'current', why: null, remedy: null })
    await search.stop()
  })
})
