import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { agentIdText } from '#kernel'
import { giveRole, signIn } from '../http/session/testing.js'
import { startTestApi, type TestApi } from '../http/testing.js'
import { createConsoleLink } from './console-link.js'

describe('The link by which somebody of the sandbox’s team opens the console', () => {
  let api: TestApi
  beforeEach(async () => {
    api = await startTestApi()
  })
  afterEach(() => api.stop())

  async function opened(): Promise<{ status: number; role: unknown }> {
    const { desk, commands, deps } = api
    const { vault, runner } = desk
    const link = createConsoleLink({ vault, runner, commands, sessions: deps.sessions, publicUrl: '' })
    const code = (await link({ id: 7, first_name: 'Ben' })).split('/').at(-1)
    const { status, body } = await signIn(api, { code })
    return { status, role: body.role }
  }

  it('makes an admin of whoever is new, and leaves them that', async () => {
    expect(await opened()).toEqual({ status: 201, role: 'admin' })
    expect(await opened()).toEqual({ status: 201, role: 'admin' })
  })

  it('makes an admin of an agent who has but written in the group', async () => {
    await api.agent(7, 'Ben')
    expect(await opened()).toEqual({ status: 201, role: 'admin' })
  })

  it('leaves everybody the role that they were given', async () => {
    const ben = await api.agent(7, 'Ben')
    await giveRole(api, ben, 'lead')
    expect(await opened()).toEqual({ status: 201, role: 'lead' })
    await giveRole(api, ben, 'agent')
    expect(await opened()).toEqual({ status: 201, role: 'agent' })
  })

  it('opens nothing for who was retired', async () => {
    const ben = await api.agent(7, 'Ben')
    await api.send('DELETE', `/api/v1/agents/${agentIdText(ben)}`)
    expect((await opened()).status).toBe(401)
  })
})
