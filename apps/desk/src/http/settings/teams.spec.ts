import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Answered, startTestApi, type TestApi } from '../testing.js'

describe('Teams', () => {
  let api: TestApi
  let ann: string
  let bob: string
  beforeAll(async () => {
    api = await startTestApi()
    ann = `agt_${await api.agent(7, 'Ann')}`
    bob = `agt_${await api.agent(8, 'Bob')}`
  })
  afterAll(() => api.stop())

  const put = (id: string, body: object, headers: { [name: string]: string } = {}) =>
    api.send('PUT', `/api/v1/teams/${id}`, { body, headers })
  const agent = async (id: string) => (await api.get(`/api/v1/agents/${id}`)).body
  const pointers = ({ status, body }: Answered) => [
    status,
    ...(body.errors ?? []).map(({ pointer, code }: { pointer: string; code: string }) => `${pointer} ${code}`)
  ]

  it('have a level and members, and agents show theirs', async () => {
    const { status, body } = await put('l2', { name: 'Level 2', level: 2, members: [ann] })
    expect([status, body]).toMatchObject([
      201,
      { id: 'l2', name: 'Level 2', level: 2, members: [ann], version: 0 }
    ])
    await put('l1', { name: 'Level 1', members: [bob, ann] })
    await api.settled()
    expect((await agent(ann)).teams).toEqual(['l1', 'l2'])
    const { body: all } = await api.get('/api/v1/agents')
    const listed = all.data.map(({ id, teams }: { id: string; teams: string[] }) => [id, teams])
    expect(Object.fromEntries(listed)).toEqual({ [ann]: ['l1', 'l2'], [bob]: ['l1'] })
  })

  it('take somebody by their id at Telegram, who becomes an agent if need be; only agents’ ids are kept', async () => {
    const first = await put('night', { name: 'Night', members: ['tg:7', 'tg:99'] })
    const [known, made] = first.body.members
    expect([first.status, known, made]).toEqual([201, ann, expect.stringMatching(/^agt_/)])
    await api.settled()
    expect(await agent(made)).toMatchObject({ active: true, display_name: 'tg:99', teams: ['night'] })
    expect(await agent(ann)).toMatchObject({ display_name: 'Ann' })
    const again = await put('night', { name: 'Night', members: [ann, 'tg:99'] })
    expect([again.status, again.body.version]).toEqual([200, 0])
    expect(JSON.stringify((await api.get('/api/v1/teams/night')).body)).not.toContain('tg:')
  })

  it('refuse who is no agent, who is there twice and what is no id, each with its pointer', async () => {
    const nobody = 'agt_00000000-0000-5000-8000-000000000000'
    expect(pointers(await put('x', { name: 'X', members: [ann, nobody] }))).toEqual([
      422,
      '/members/1 unknown_agent'
    ])
    expect(pointers(await put('x', { name: 'X', members: [ann, bob, 'tg:7'] }))).toEqual([
      422,
      '/members/2 repeated'
    ])
    expect(pointers(await put('x', { name: 'X', members: ['ann', 'tg:x'] }))).toEqual([
      422,
      '/members/0 invalid',
      '/members/1 invalid'
    ])
    expect(pointers(await put('x', { name: 'X', level: 0 }))).toEqual([422, '/level invalid'])
    expect((await api.get('/api/v1/teams/x')).status).toBe(404)
  })

  it('that change their members take agents:write, other changes only settings:write', async () => {
    const made = await api.post('/api/v1/api-keys', { name: 'less', scopes: ['settings:write'] })
    const less = { Authorization: `Bearer ${made.body.key}` }
    await put('days', { name: 'Days', members: [ann, bob] })
    const renamed = await put('days', { name: 'By day', members: [bob, ann] }, less)
    expect([renamed.status, renamed.body.name]).toEqual([200, 'By day'])
    for (const members of [[ann], [ann, bob, 'tg:100'], ['tg:7', bob], undefined]) {
      const { status, body } = await put('days', { name: 'By day', members }, less)
      expect([status, body.type, body.scope]).toEqual([403, '/problems/missing_scope', 'agents:write'])
    }
    expect((await put('new', { name: 'New', members: [ann] }, less)).status).toBe(403)
    expect((await put('empty', { name: 'Empty' }, less)).status).toBe(201)
    const both = await api.post('/api/v1/api-keys', {
      name: 'both',
      scopes: ['settings:write', 'agents:write']
    })
    expect(
      (await put('days', { name: 'x', members: [ann] }, { Authorization: `Bearer ${both.body.key}` })).status
    ).toBe(200)
  })

  it('that may not be published make nobody an agent', async () => {
    const before = (await api.get('/api/v1/agents')).body.data.length
    await put('days', { name: 'x', members: ['tg:555'] }, { 'If-Match': '"r99"' })
    await api.settled()
    expect((await api.get('/api/v1/agents')).body.data).toHaveLength(before)
  })

  it('keep who was removed, and take nobody else who was', async () => {
    const eve = `agt_${await api.agent(9, 'Eve')}`
    await put('keeps', { name: 'Keeps', members: [eve] })
    await api.send('DELETE', `/api/v1/agents/${eve}`)
    expect((await put('keeps', { name: 'Still keeps', members: [eve] })).status).toBe(200)
    expect((await put('keeps', { name: 'Still keeps', members: ['tg:9'] })).status).toBe(200)
    await api.settled()
    expect((await agent(eve)).active).toBe(false)
    expect(pointers(await put('takes', { name: 'Takes', members: [eve] }))).toEqual([
      422,
      '/members/0 unknown_agent'
    ])
    expect((await put('takes', { name: 'Takes', members: ['tg:9'] })).body.members).toEqual([eve])
    await api.settled()
    expect((await agent(eve)).active).toBe(true)
  })

  it('take up an admin who was removed only for an admin', async () => {
    const zoe = `agt_${await api.agent(11, 'Zoe')}`
    await api.send('PATCH', `/api/v1/agents/${zoe}`, { body: { role: 'admin' } })
    const made = await api.post('/api/v1/api-keys', {
      name: 'teams',
      scopes: ['settings:write', 'agents:write']
    })
    const less = { Authorization: `Bearer ${made.body.key}` }
    const names = { name: 'Names', members: ['tg:11'] }
    expect((await put('active', names, less)).status).toBe(201)
    await api.send('DELETE', `/api/v1/agents/${zoe}`)
    expect((await put('active', names, less)).status).toBe(200)
    const { status, body } = await put('names', names, less)
    expect([status, body.type, body.scope]).toEqual([403, '/problems/missing_scope', 'admin'])
    await api.settled()
    expect((await agent(zoe)).active).toBe(false)
    expect((await put('names', names)).status).toBe(201)
    await api.settled()
    expect(await agent(zoe)).toMatchObject({ active: true, role: 'admin' })
  })

  it('that queues or live tickets refer to can not be retired: 409 with who refers', async () => {
    const retire = async () => {
      const { status, body } = await api.send('DELETE', '/api/v1/teams/busy')
      return status === 204 ? 204 : [status, body.type, body.used_by, body.referred_by]
    }
    await put('busy', { name: 'Busy' })
    for (const id of ['vip', 'billing']) {
      const assignment = { strategy: 'round_robin', teams: ['busy'] }
      await api.send('PUT', `/api/v1/queues/${id}`, { body: { name: id, assignment } })
    }
    const users = ['queues/billing', 'queues/vip']
    expect(await retire()).toEqual([409, '/problems/team_in_use', 'queues/billing', users])
    for (const id of ['vip', 'billing']) await api.send('PUT', `/api/v1/queues/${id}`, { body: { name: id } })
    const ticket = await api.customerWrites(1, 'Help')
    await api.post(`/api/v1/tickets/tkt_${ticket}/assignments`, { team_id: 'busy' })
    const held = `tickets/tkt_${ticket}`
    expect(await retire()).toEqual([409, '/problems/team_in_use', held, [held]])
    await api.post(`/api/v1/tickets/tkt_${ticket}/assignments`, { team_id: null })
    expect(await retire()).toBe(204)
    expect((await api.get('/api/v1/teams/busy')).status).toBe(404)
  })
})
