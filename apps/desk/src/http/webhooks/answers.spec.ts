import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { DeskState } from '#desk-state'
import { openSqliteDeskState } from '#desk-state/sqlite'
import { FakeClock, type SubjectId } from '#kernel'
import { eventually, HooksScene, path } from './testing-scene.js'

describe('What an endpoint answers', () => {
  let folder: string
  let state: DeskState
  let scene: HooksScene
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'answers-'))
    state = await openSqliteDeskState({ path: join(folder, 'state.db'), clock: new FakeClock() })
    scene = await HooksScene.start({ state })
  })
  afterEach(async () => {
    await scene.stop()
    await state.close()
    rmSync(folder, { recursive: true })
  })

  const bytes = () => readdirSync(folder).map(name => readFileSync(join(folder, name)).toString('latin1'))
  const answers = async (id: string, headers = {}) => {
    const { body } = await scene.api.get(`${path}/${id}/deliveries`, headers)
    const [last] = body.data
    if (last.type !== 'ticket.created') return []
    return last.attempts.map(({ answer }: { answer: string | null }) => answer)
  }

  it.each([
    ['told everything', { personal: true }],
    ['told nothing about a person', { personal: false }],
    ['told ids alone', { payload: 'thin' }]
  ])('lies in no store in the clear, and ends with whom it is about, by one that is %s', async (_, terms) => {
    const { api, receiver } = scene
    const { id } = await scene.active({ events: ['ticket.created'], ...terms })
    const said = `{"error":"no customer Anna Petrova here${'.'.repeat(2000)}"}`
    receiver.answering = ({ body }) =>
      body.type === 'ticket.created' ? { status: 500, text: said } : undefined
    const ticket = await api.customerWrites(1, 'Help', { name: 'Anna' })
    await eventually(async () => (await answers(id)).length === 1)
    expect(await answers(id)).toEqual([said.slice(0, 1024)])
    const { headers } = await scene.key(['webhooks:manage', 'tickets:read'])
    expect(await answers(id, headers)).toEqual([null])
    expect(bytes().join()).toContain(id.slice(4))
    expect(bytes().join()).not.toContain('Petrova')

    const customer: string = (await api.get(`/api/v1/tickets/tkt_${ticket}`)).body.customer.id
    await api.deps.vault.forget(customer.replace(/^cus_/, '') as SubjectId)
    expect(await answers(id)).toEqual([null])
  })
})
