import { type FieldProblem, shortcodeDecider, shortcodeOf, shortcodeStream } from '#domain'
import { type JsonObject, type Refusal, refuse } from '#kernel'
import { type CommandContext, stepOf } from '../command-context.js'
import type { Desk } from '../desk.js'

export type ShortcodeTaken = Refusal<'shortcode_taken'>

/**
 * No two templates in force have the same shortcode: a stream of each shortcode says whose it is, and a template takes
 * its own before it is published. What was taken and then not published is free again after 30 s.
 */
export class Shortcodes {
  constructor(private readonly desk: Pick<Desk, 'settings' | 'runner' | 'clock'>) {}

  /** Why the template may not be published. */
  async take(id: string, body: JsonObject, context: CommandContext): Promise<ShortcodeTaken | undefined> {
    const shortcode = shortcodeOf(body)
    if ((await this.#inForce(id)) === shortcode) return undefined
    const stream = shortcodeStream(shortcode)
    const { runner, clock } = this.desk
    const { state } = await runner.load(shortcodeDecider, stream)
    const without = await this.#without(shortcode, state.holder?.templateId)
    const command = { type: 'TakeShortcode' as const, shortcode, templateId: id, at: clock.now(), without }
    const taken = await runner.run(shortcodeDecider, stream, command, stepOf(context, `take ${shortcode}`))
    if (!taken.ok) return refuse('shortcode_taken', taken.details)
    // Known from an earlier try, after which another may have taken it.
    const { holder } = (await runner.load(shortcodeDecider, stream)).state
    return holder?.templateId === id
      ? undefined
      : refuse('shortcode_taken', { template_id: holder?.templateId ?? null })
  }

  /** What the template had, and has no more; nothing where it has it still. */
  async free(id: string, body: JsonObject, context: CommandContext): Promise<void> {
    const shortcode = shortcodeOf(body)
    if ((await this.#inForce(id)) === shortcode) return
    const command = { type: 'FreeShortcode' as const, shortcode, templateId: id }
    await this.desk.runner.run(
      shortcodeDecider,
      shortcodeStream(shortcode),
      command,
      stepOf(context, `free ${shortcode}`)
    )
  }

  /** What is wrong with templates that are published together, by id. */
  async problemsOf(templates: ReadonlyMap<string, JsonObject>): Promise<ReadonlyMap<string, FieldProblem>> {
    const wrong = new Map<string, FieldProblem>()
    const firsts = new Map<string, string>()
    for (const [id, body] of templates) {
      const shortcode = shortcodeOf(body)
      const { state } = await this.desk.runner.load(shortcodeDecider, shortcodeStream(shortcode))
      const holder = firsts.get(shortcode) ?? state.holder?.templateId
      const isTaken = holder !== undefined && holder !== id && (await this.#has(holder, shortcode, firsts))
      if (isTaken) wrong.set(id, taken(holder))
      firsts.set(shortcode, id)
    }
    return wrong
  }

  async #has(id: string, shortcode: string, firsts: ReadonlyMap<string, string>): Promise<boolean> {
    return firsts.get(shortcode) === id || (await this.#inForce(id)) === shortcode
  }

  async #without(shortcode: string, holder: string | undefined): Promise<string | undefined> {
    return holder === undefined || (await this.#inForce(holder)) === shortcode ? undefined : holder
  }

  async #inForce(id: string): Promise<string | undefined> {
    const body = await this.desk.settings.body('template', id)
    return body && shortcodeOf(body)
  }
}

const taken = (by: string): FieldProblem => ({
  pointer: '/shortcode',
  code: 'shortcode_taken',
  message: `is the shortcode of the template ${by}`
})
