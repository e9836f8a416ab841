import { ForgetCustomer } from '#application'
import type { SubjectEvent } from '#domain'
import type { SubjectId } from '#kernel'
import { createMetrics, silentLogger } from '#observability'
import { type RunningProcess, runProcess } from '#subscriptions'
import { type Crash, Scene, type World } from '../../delivery/testing/scene.js'
import { bot } from '../../delivery/testing/scripted-telegram.js'
import { createForgetting, forgetAgain } from '../index.js'

/** What begins at each start of a desk, in its order. For specs. */
export async function started(
  world: World,
  options: ConstructorParameters<typeof Scene>[1] & {
    readonly crash?: Crash
    /** Told before anything can crash. */
    readonly opened?: (scene: Scene) => void
  } = {}
): Promise<{ scene: Scene; running: RunningProcess }> {
  const scene = await Scene.prepared(world, { ...options, crash: async () => {} })
  options.opened?.(scene)
  const crash = options.crash ?? (async () => {})
  const { desk, log } = scene
  const vault = {
    ...desk.vault,
    forget: async (subject: SubjectId) => {
      await crash('before the key goes')
      const gone = await desk.vault.forget(subject)
      await crash('after the key went')
      return gone
    }
  }
  const state = {
    ...world.state,
    saveNote: async (name: string, value: object, fence: number) => {
      await crash(`before the note ${name.slice(0, 9)}`)
      await world.state.saveNote(name, { ...value }, fence)
      await crash(`after the note ${name.slice(0, 9)}`)
    },
    saveCheckpoint: async (...given: Parameters<typeof world.state.saveCheckpoint>) => {
      await crash('before the checkpoint')
      await world.state.saveCheckpoint(...given)
    },
    forgetAnswersNaming: async (id: string) => {
      await crash('before answers go')
      return world.state.forgetAnswersNaming(id)
    }
  }
  const commands: typeof scene.bus = {
    execute: async command => {
      await crash('before it is said what was reached')
      const done = await scene.bus.execute(command)
      await crash('after it is said what was reached')
      return done
    }
  }
  await forgetAgain({ ...desk, vault }, state)
  const process = createForgetting({ desk: { ...desk, vault }, commands, state, bot, fence: 1 })
  await process.begin()
  const { clock } = world
  const running = runProcess({
    process,
    log,
    state,
    fence: 1,
    clock,
    random: () => 0.5,
    logger: silentLogger,
    metrics: createMetrics()
  })
  await scene.delivery.start()
  return { scene, running }
}

export async function forget(scene: Scene, subjectId: SubjectId): Promise<void> {
  const why = { code: 'request' as const, case: null }
  const done = await scene.bus.execute(new ForgetCustomer(subjectId, why, scene.context()))
  if (!done.ok) throw new Error(done.reason)
}

/** What the log says of the person. */
export const toldOf = (scene: Scene, subjectId: SubjectId): SubjectEvent[] =>
  scene
    .eventsSync(`subject-${subjectId}`)
    .map(({ type, data }) => ({ type, data })) as unknown as SubjectEvent[]
