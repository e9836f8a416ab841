import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { openSqliteDeskState } from '#desk-state/sqlite'
import { FakeClock, type QueueId } from '#kernel'
import { createLinks } from './links.js'

const day = 86_400_000
const opening = { queueId: 'billing' as QueueId, form: 'new', fields: { order: '123' } }
let folder = ''
let close = async () => {}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'links-'))
})
afterEach(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

it.each(['memory', 'sqlite'] as const)(
  'a link says what it was made with for 90 days, to every process with the key, and nothing once a letter of it is another: %s',
  async stores => {
    const clock = new FakeClock()
    const state =
      stores === 'memory'
        ? openMemoryDeskState({ clock })
        : await openSqliteDeskState({ path: join(folder, 'state.db'), clock })
    close = () => state.close()
    const links = (key: number) => createLinks({ state, key: Buffer.alloc(32, key), clock })
    const payload = await links(1).make(opening)
    expect(payload).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
    expect(await links(1).open(payload)).toEqual(opening)
    for (let at = 0; at < payload.length; at++)
      for (const letter of ['A', 'b', '7', '_'])
        if (payload[at] !== letter)
          expect(await links(1).open(payload.slice(0, at) + letter + payload.slice(at + 1))).toBeUndefined()
    for (const wrong of ['', 'pricing', `${payload}A`, payload.slice(1)])
      expect(await links(1).open(wrong)).toBeUndefined()
    expect(await links(2).open(payload)).toBeUndefined()
    expect(JSON.stringify(await state.facts('link/'))).not.toMatch(/billing|123"/)
    await clock.advance(90 * day)
    expect(await links(1).open(payload)).toBeUndefined()
  }
)
