import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { readEndpoint } from '#application'
import type { DeskState } from '#desk-state'
import { type EndpointId, FakeClock, type SubjectId } from '#kernel'
import { type Vault, type VaultEntry, VaultUnavailable } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import { eventually, HooksScene, path } from './testing-scene.js'

const masterKey = randomBytes(32)
const clock = new FakeClock()

describe('An endpoint that is removed', () => {
  let vault: Vault
  let scene: HooksScene
  let isKilled: boolean
  beforeEach(async () => {
    isKilled = false
    vault = openMemoryVault({ masterKey, clock })
    const whatever = new Proxy({} as Vault, {
      get(_, name) {
        if (name === 'forget' && isKilled) return () => Promise.reject(new VaultUnavailable('killed'))
        const member: unknown = Reflect.get(vault, name)
        return typeof member === 'function' ? member.bind(vault) : member
      }
    })
    scene = await HooksScene.start({ vault: whatever, masterKey })
  })
  afterEach(() => scene.stop())

  const subjectOf = async (id: string): Promise<SubjectId> => {
    const endpoint = await readEndpoint(id.slice(4) as EndpointId, scene.api.deps.reads)
    if (!endpoint) throw new Error('it is there')
    return endpoint.subjectId as SubjectId
  }
  const isGone = async (subject: SubjectId) => (await vault.keyOf(subject)) === undefined
  const keptOf = async ({ hooks }: DeskState, id: string) =>
    (await hooks.list({ endpoint: id.slice(4), limit: 9 })).length

  it('leaves no address, secret or body behind, also where the desk was killed while it was removed', async () => {
    const { api } = scene
    const { id } = await scene.active()
    const subject = await subjectOf(id)
    await scene.sending?.stop()
    isKilled = true
    expect((await api.send('DELETE', `${path}/${id}`)).status).toBe(503)
    isKilled = false
    expect([await isGone(subject), await keptOf(api.deps.state, id)]).toEqual([false, 1])
    await scene.begin()
    await eventually(() => isGone(subject))
    await eventually(async () => (await keptOf(api.deps.state, id)) === 0)
  })

  it('stays so where an older vault is put back', async () => {
    const { api } = scene
    const { id } = await scene.active()
    const subject = await subjectOf(id)
    const kept: VaultEntry[] = []
    for await (const entry of vault.entries()) kept.push(entry)
    expect((await api.send('DELETE', `${path}/${id}`)).status).toBe(204)
    await eventually(async () => (await keptOf(api.deps.state, id)) === 0)
    await scene.sending?.stop()
    vault = openMemoryVault({ masterKey, clock })
    for (const entry of kept) await vault.adopt(entry)
    expect(await isGone(subject)).toBe(false)
    await scene.begin()
    await eventually(() => isGone(subject))
  })
})
