import { type FieldProblem, settingDecider, settingStream } from '#domain'
import { type JsonObject, type Refusal, refuse } from '#kernel'
import { type CommandContext, stepOf } from '../command-context.js'
import type { Desk } from '../desk.js'

/**
 * Exactly one queue is the default: which one stands in `setting-desk-default-queue` (`{queue_id, previous_queue_id}`).
 * Publishing another with `default: true` moves it and clears the old one; the default itself can neither be published
 * without it nor retired.
 */
export class DefaultQueue {
  constructor(private readonly desk: Pick<Desk, 'settings' | 'runner'>) {}

  async mayPublish(id: string, body: JsonObject): Promise<Refusal<'default_queue_required'> | undefined> {
    return body['default'] === true ? undefined : this.mayRetire(id)
  }

  async mayRetire(id: string): Promise<Refusal<'default_queue_required'> | undefined> {
    const isDefault = (await this.desk.settings.defaultQueue()) === id
    return isDefault ? refuse('default_queue_required') : undefined
  }

  /** What is wrong with queues that are published together, by id. */
  async problemsOf(queues: ReadonlyMap<string, JsonObject>): Promise<ReadonlyMap<string, FieldProblem>> {
    const wanted = [...queues].filter(([, body]) => body['default'] === true).map(([id]) => id)
    if (wanted.length > 1) return new Map(wanted.map(id => [id, onlyOne]))
    const present = await this.desk.settings.defaultQueue()
    return wanted.length === 0 && queues.has(present) ? new Map([[present, oneNeeded]]) : new Map()
  }

  /** After the queue itself was published, also when this command did so earlier. */
  async published(id: string, body: JsonObject, context: CommandContext): Promise<void> {
    if (body['default'] !== true) return
    const previous = await this.#move(id, context)
    if (previous !== undefined) await this.#clear(previous, context)
  }

  /** Makes this queue the default; answers the one before, also when that was done by this command earlier. */
  async #move(id: string, context: CommandContext): Promise<string | undefined> {
    const stream = settingStream('desk', 'default-queue')
    for (;;) {
      const { state, revision } = await this.desk.runner.load(settingDecider, stream)
      const pointer = state.exists ? state.body : {}
      const before = pointer['queue_id'] === id ? pointer['previous_queue_id'] : pointer['queue_id']
      const previous = typeof before === 'string' ? before : undefined
      if (pointer['queue_id'] === id) return previous
      const body = { queue_id: id, previous_queue_id: previous ?? null }
      const command = { type: 'PublishSetting' as const, kind: 'desk' as const, id: 'default-queue', body }
      const step = { ...stepOf(context, 'default'), ifRevision: revision }
      const moved = await this.desk.runner.run(settingDecider, stream, command, step)
      // Known from earlier, and another queue has become the default since: nothing is left to do.
      if (moved.ok) return moved.value.repeated ? undefined : previous
    }
  }

  async #clear(id: string, context: CommandContext): Promise<void> {
    const stream = settingStream('queue', id)
    const { state } = await this.desk.runner.load(settingDecider, stream)
    if (!state.exists || state.retired) return
    const body = { ...state.body, default: false }
    const command = { type: 'PublishSetting' as const, kind: 'queue' as const, id, body }
    await this.desk.runner.run(settingDecider, stream, command, stepOf(context, 'clear'))
  }
}

const onlyOne = { pointer: '/default', code: 'repeated', message: 'only one queue can be the default' }
const oneNeeded = { pointer: '/default', code: 'required', message: 'one queue must be the default' }
