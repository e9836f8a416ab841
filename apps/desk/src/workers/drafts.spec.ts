import { expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { FakeClock } from '#kernel'
import type { Core } from '../start/core.js'
import { templateDrafts } from './drafts.js'

it('A template that is shown is kept sealed for a day, and gone with the next one after that', async () => {
  const clock = new FakeClock()
  const state = openMemoryDeskState({ clock })
  const stores = { state, masterKey: Buffer.alloc(32, 1) } as Core['stores']
  const drafts = templateDrafts({ stores, clock })
  const draft = { id: 'late', body: { texts: { en: 'Secret words' } } }
  await drafts.keep('one', draft)
  expect(JSON.stringify(await state.facts())).not.toContain('Secret')
  expect(await templateDrafts({ stores, clock }).find('one')).toEqual(draft)
  await clock.advance(86_400_001)
  expect(await drafts.find('one')).toBeUndefined()
  await drafts.keep('two', draft)
  expect((await state.facts('template-draft:')).map(({ name }) => name)).toEqual(['template-draft:two'])
})
