import { describe, expect, it } from '@jest/globals'
import type { SubjectId } from '#kernel'
import { openMemoryVault } from '#privacy/memory'
import { Scene, World } from '../delivery/testing/scene.js'
import { forget, started, toldOf } from './testing/started.js'

/** Lets the process die at its n-th step; whatever it awaits after that never ends either. */
class Death {
  readonly passed: string[] = []
  readonly #dead = Promise.withResolvers<void>()
  readonly died = this.#dead.promise

  constructor(private readonly at: number) {}

  readonly here = async (what: string): Promise<void> => {
    this.passed.push(what)
    if (this.passed.length < this.at) return
    this.#dead.resolve()
    await new Promise(() => {})
  }
}

/** A desk with one ticket in a topic; the log says that its customer is forgotten, and nothing else was done. */
async function forgotten(): Promise<{ world: World; subject: SubjectId }> {
  const world = new World()
  const scene = await Scene.open(world)
  const { subjectId, ticketId } = await scene.customerWrites('It is broken')
  await scene.quiet()
  await world.state.remember('theirs', 'print', 1)
  await world.state.answered('theirs', { status: 200, headers: {}, body: { id: `tkt_${ticketId}` } })
  const { vault } = scene.desk
  Object.assign(vault, { forget: async () => false })
  await forget(scene, subjectId)
  await scene.die()
  return { world, subject: subjectId }
}

const keyIn = (world: World, subject: SubjectId) =>
  openMemoryVault({ masterKey: Buffer.alloc(32, 7), clock: world.clock, store: world.vault }).keyOf(subject)

async function check(world: World, scene: Scene, subject: SubjectId): Promise<void> {
  await scene.quiet()
  await scene.passes(1000)
  expect(toldOf(scene, subject)).toMatchObject([
    { type: 'SubjectForgotten' },
    { type: 'SubjectErased', data: { reached: { topics: 1, cards: 1, relaysShown: 1 } } }
  ])
  expect(await keyIn(world, subject)).toBeUndefined()
  for await (const { key } of world.state.answers()) expect(key).not.toBe('theirs')
  const names = world.telegram.named('editForumTopic').map(({ params }) => String(params['name']))
  expect(names.at(-1)).toMatch(/^Customer · /)
  expect((await world.state.checkpoint('forgetting'))?.position).toBe(await scene.log.head())
}

describe('A crash between any two steps of a forgetting', () => {
  it('leaves nothing undone and tells of it once', async () => {
    const counted = new Death(Number.POSITIVE_INFINITY)
    const first = await forgotten()
    expect(await keyIn(first.world, first.subject)).toBeDefined()
    const { scene, running } = await started(first.world, { crash: counted.here })
    await check(first.world, scene, first.subject)
    await running.stop()
    await scene.stop()
    const steps = counted.passed.length
    expect(steps).toBeGreaterThan(10)

    for (let at = 1; at <= steps; at++) {
      const { world, subject } = await forgotten()
      const death = new Death(at)
      const opened: Scene[] = []
      const dying = started(world, { crash: death.here, opened: scene => opened.push(scene) })
      await Promise.race([dying.then(({ scene }) => scene.passes(20_000, 1000)), death.died])
      expect(death.passed).toHaveLength(at)
      for (const scene of opened) await scene.die()
      const after = await started(world)
      try {
        await check(world, after.scene, subject)
      } catch (error) {
        throw new Error(`died at step ${at}, ${death.passed.at(-1)}: ${error}`)
      }
      await after.running.stop()
      await after.scene.stop()
    }
  }, 60_000)
})

/** Everything of yesterday that a backup of the vault holds; `into` puts it back. */
function backupOf({ vault }: World): (into: World) => void {
  const subjects = [...vault.subjects].map(([id, row]) => [id, { ...row }] as const)
  const links = [...vault.links]
  return into => {
    for (const [id, row] of subjects) into.vault.subjects.set(id, { ...row })
    for (const [link, id] of links) into.vault.links.set(link, id)
  }
}

describe('A vault of yesterday', () => {
  /** Forgotten and done; then the desk is stopped. */
  async function done() {
    const { world, subject } = await forgotten()
    const backup = backupOf(world)
    const { scene, running } = await started(world)
    await check(world, scene, subject)
    await running.stop()
    await scene.stop()
    return { world, subject, backup }
  }

  it('brings nobody back: the key is gone again before anything else goes on', async () => {
    const { world, subject, backup } = await done()
    backup(world)
    expect(await keyIn(world, subject)).toBeDefined()
    const { scene, running } = await started(world)
    expect(await keyIn(world, subject)).toBeUndefined()
    await check(world, scene, subject)
    const next = await scene.customerWrites('hello')
    expect(next.subjectId).not.toBe(subject)
    await running.stop()
    await scene.stop()
  })

  it('brings nobody back beside a desk state as old: the log is read again', async () => {
    const { world, subject, backup } = await done()
    const restored = new World()
    Object.assign(restored, { disk: world.disk, telegram: world.telegram })
    backup(restored)
    const { scene, running } = await started(restored)
    expect(await keyIn(restored, subject)).toBeDefined()
    await check(restored, scene, subject)
    await running.stop()
    await scene.stop()
  })
})
