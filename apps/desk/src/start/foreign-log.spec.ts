import { describe, expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { openMemoryLog } from '#event-log/memory'
import { commandIdFor, eventIdFor, FakeClock } from '#kernel'
import { foreignLog } from './foreign-log.js'

async function given() {
  const log = openMemoryLog()
  const state = openMemoryDeskState({ clock: new FakeClock() })
  const commandId = commandIdFor('x')
  const meta = { commandId, $causationId: 'x', $correlationId: 'x', actor: 'key:key_admin', schema: 1 }
  const event = { id: eventIdFor(commandId, 0), type: 'SettingRetired', recordedAt: 1, data: {}, meta }
  const { position } = await log.append('setting-queue-x', [event], 'none')
  const places = { log: '/data/log.db', state: '/data/state.db', vault: '/data/vault.db' }
  const look = () => foreignLog({ log, logId: 'this-log', state, places })
  return { state, position, eventId: event.id, look }
}

describe('a log that does not belong to the desk state', () => {
  it('is none where every checkpoint fits, or there is none yet', async () => {
    const { state, position, eventId, look } = await given()
    expect(await look()).toBeUndefined()
    await state.saveCheckpoint('intake', { position, eventId }, 1)
    expect(await look()).toBeUndefined()
  })

  it('is one that is not the log which the desk state was bound to, also where no process has saved anything', async () => {
    const { state, look } = await given()
    await state.setFact('log', { id: 'this-log' })
    expect(await look()).toBeUndefined()
    await state.setFact('log', { id: 'another-log' })
    expect(await look()).toMatch(
      /state\.db belongs to the event log another-log, and .*log\.db is this-log.* stores accept/
    )
  })

  it('stops every process when one has handled what the log does not hold', async () => {
    const { state, position, eventId, look } = await given()
    await state.saveCheckpoint('intake', { position, eventId }, 1)
    await state.saveCheckpoint('delivery-7', { position, eventId: 'another' }, 1)
    expect(await look()).toMatch(/^delivery-7 has handled event another .*deskctl processes reset delivery-7/)
  })
})
