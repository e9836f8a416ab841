import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { eventually, HooksScene, path } from './testing-scene.js'

const all = ['tickets:read', 'tickets:personal', 'agents:read', 'settings:read', 'admin'] as const
/** An endpoint of this needs, beside what every one needs, this scope. */
const terms = [
  [{ events: ['ticket.created'], personal: true }, 'tickets:personal'],
  [{ events: ['sla.*', 'customer.forgotten'] }, 'tickets:read'],
  [{ events: ['agent.*'] }, 'agents:read'],
  [{ events: ['setting.published', 'ticket.created'] }, 'settings:read'],
  [{ events: ['desk.*'] }, 'admin']
] as const
/** Whatever changes an endpoint, has it send something or says how it signs. */
const operations = [
  ['PATCH', '', { name: 'Mine' }],
  ['PATCH', '', { url: 'https://example.com/mine' }],
  ['PATCH', '', { events: ['ticket.created'], personal: false }],
  ['POST', '/verifications', {}],
  ['POST', '/tests', {}],
  ['POST', '/secret-rotations', { overlap_s: 60 }],
  ['POST', '/resumptions', {}],
  ['POST', '/replays', { only: 'given_up' }],
  ['DELETE', '', undefined]
] as const
const cases = operations.flatMap(operation => terms.map(each => [...operation, ...each] as const))

describe('A key of fewer grants than an endpoint', () => {
  let scene: HooksScene
  beforeAll(async () => {
    scene = await HooksScene.start()
  })
  afterAll(() => scene.stop())

  it.each(cases)(
    'may not %s %s %j where it is of %j: that takes %s',
    async (method, at, body, more, scope) => {
      const { api } = scene
      const { id } = (await scene.register(more)).body
      const sent = { ...(body && { body }) }
      const others = all.filter(one => one !== scope && one !== 'admin')
      const { headers } = await scene.key(['webhooks:manage', ...others])
      const before = (await api.get(`${path}/${id}`)).body
      const refused = await api.send(method, `${path}/${id}${at}`, { ...sent, headers })
      expect([refused.status, refused.body.type, refused.body.scope]).toEqual([
        403,
        '/problems/missing_scope',
        scope
      ])
      const { state: _, ...after } = (await api.get(`${path}/${id}`)).body
      expect(before).toMatchObject(after)
      const own = await scene.key(['webhooks:manage', ...others, scope])
      const done = await api.send(method, `${path}/${id}${at}`, { ...sent, headers: own.headers })
      expect(done.status).toBeLessThan(300)
    }
  )

  it.each(operations)(
    'may not %s %s %j where it is of other queues: there is none',
    async (method, at, body) => {
      const { id } = (await scene.register()).body
      const { headers } = await scene.key(['webhooks:manage', ...all], ['general'])
      const sent = { ...(body && { body }), headers }
      expect((await scene.api.send(method, `${path}/${id}${at}`, sent)).status).toBe(404)
    }
  )

  it('sees what was sent, but nothing in it', async () => {
    const { api, receiver } = scene
    const { id } = await scene.active({ events: ['agent.*'] })
    const agent = await api.agent(7, 'Anna')
    await api.post(`/api/v1/agents/agt_${agent}/availability-changes`, { to: 'away' })
    await eventually(async () => (await scene.deliveries(id, '?state=delivered')).length === 2)
    const shown = async (scopes: readonly string[]) => {
      const { headers } = await scene.key(['webhooks:manage', 'tickets:read', 'tickets:personal', ...scopes])
      const [{ body, attempts }] = (await api.get(`${path}/${id}/deliveries`, headers)).body.data
      return [body, attempts[0].answer]
    }
    expect(await shown([])).toEqual([null, null])
    expect(await shown(['agents:read'])).toEqual([receiver.told.at(-1)?.text, '{}'])
  })
})
