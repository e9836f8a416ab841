import { beforeEach, describe, expect, it } from '@jest/globals'
import { openMemoryDeskState } from '#desk-state/memory'
import { type AgentCommand, agentDecider, agentStream, eventTypes } from '#domain'
import { withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import { type AgentId, commandIdFor, FakeClock, type SubjectId } from '#kernel'
import { conceal } from '#privacy'
import { StreamRunner } from '../stream-runner.js'
import { createSignInCodes, signInCodeMs } from './codes.js'

const anna = '0a4e1f0e-0000-4000-8000-0000000000a1' as AgentId
const boris = '0a4e1f0e-0000-4000-8000-0000000000b1' as AgentId

describe('A code to sign in with', () => {
  const clock = new FakeClock()
  const sealing = {
    seal: async () => 'sealed' as never,
    open: async () => undefined,
    secretOf: async () => undefined
  }
  let state: ReturnType<typeof openMemoryDeskState>
  let runner: StreamRunner
  let commands = 0

  const act = async (id: AgentId, command: AgentCommand) => {
    const cause = `command ${++commands}`
    const context = { commandId: commandIdFor(cause), causationId: cause, correlationId: cause }
    const subjectId = '0a4e1f0e-0000-4000-8000-0000000000c1' as SubjectId
    const done = await runner.run(agentDecider, agentStream(id), command, {
      ...context,
      subjectId,
      actor: 'process:test'
    })
    if (!done.ok) throw new Error(done.reason)
  }
  const see = (agentId: AgentId, how: 'seen' | 'listed' = 'seen') =>
    act(agentId, { type: 'SeeAgent', how, agentId, digest: 'a', profile: conceal({}) })
  /** As another process of the desk. */
  const codes = () => createSignInCodes({ state, runner, clock })

  beforeEach(async () => {
    state = openMemoryDeskState({ clock })
    runner = new StreamRunner(withTypes(openMemoryLog(), eventTypes), sealing as never, clock)
    await see(anna)
    await see(boris)
  })

  it('is whoever’s it was made for, once, on whichever process', async () => {
    const code = await codes().make(anna)
    expect(Buffer.from(code, 'base64url').length * 8).toBeGreaterThanOrEqual(128)
    expect(await codes().redeem(`${code}x`)).toBeUndefined()
    expect(await codes().redeem(code)).toBe(anna)
    expect(await codes().redeem(code)).toBeUndefined()
  })

  it('is nobody’s twice, asked at once', async () => {
    const code = await codes().make(anna)
    const answers = await Promise.all([1, 2, 3, 4].map(() => codes().redeem(code)))
    expect(answers.filter(answer => answer !== undefined)).toEqual([anna])
  })

  it('stands in the desk state as a hash', async () => {
    const code = await codes().make(anna)
    expect(JSON.stringify(await state.facts())).not.toContain(code)
  })

  it('holds for five minutes, and not a moment longer', async () => {
    const first = await codes().make(anna)
    await clock.advance(signInCodeMs - 1)
    expect(await codes().redeem(first)).toBe(anna)
    const second = await codes().make(anna)
    await clock.advance(signInCodeMs)
    expect(await codes().redeem(second)).toBeUndefined()
    await codes().sweep()
    expect(await state.facts('sign-in')).toEqual([])
  })

  it('is voided by a newer one of the same agent, and by nobody else’s', async () => {
    const first = await codes().make(anna)
    const other = await codes().make(boris)
    const second = await codes().make(anna)
    expect(await codes().redeem(first)).toBeUndefined()
    expect(await codes().redeem(other)).toBe(boris)
    expect(await codes().redeem(second)).toBe(anna)
  })

  it('ends with the agent, and comes back with nobody', async () => {
    const first = await codes().make(anna)
    await act(anna, { type: 'RemoveAgent', agentId: anna })
    await see(anna, 'listed')
    expect(await codes().redeem(first)).toBeUndefined()
    const second = await codes().make(anna)
    await act(anna, { type: 'SeeMembership', isMember: false, at: clock.now() })
    expect(await codes().redeem(second)).toBeUndefined()
    await act(anna, { type: 'SeeMembership', isMember: true, at: clock.now() })
    expect(await codes().redeem(second)).toBeUndefined()
  })
})
