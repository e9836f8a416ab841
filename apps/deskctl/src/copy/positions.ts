import type { EventLog, Position } from '#event-log'
import { isJsonObject, type Json, type JsonObject } from '#kernel'
import { counterpart } from './events.js'

/** Members under which the desk keeps positions in facts, notes and answers. */
const named = /^(position|x-position|x-projection-position)$/i

/** A place in the source, as the place of the same event in the target. */
export class PositionMap {
  constructor(
    private readonly source: EventLog,
    private readonly target: EventLog
  ) {}

  /** Undefined where the source holds no event there, or another than `eventId`, or the target lacks it. */
  async of(position: string, eventId?: string): Promise<Position | undefined> {
    const event = await this.source.eventAt(position as Position)
    if (!event || (eventId !== undefined && event.id !== eventId)) return undefined
    const copy = await counterpart(this.target, event)
    return copy?.id === event.id ? copy.position : undefined
  }

  /** The same value with every position in it mapped; what is none of the source stays as it is. */
  async inValue(value: JsonObject): Promise<JsonObject> {
    const members = await Promise.all(
      Object.entries(value).map(async ([name, member]) => [name, await this.#inMember(name, member)] as const)
    )
    return Object.fromEntries(members)
  }

  async #inMember(name: string, member: Json | undefined): Promise<Json | undefined> {
    if (typeof member === 'string') return named.test(name) ? ((await this.of(member)) ?? member) : member
    if (isJsonObject(member)) return this.inValue(member)
    if (!Array.isArray(member)) return member
    return Promise.all(member.map(async (each: Json) => (await this.#inMember(name, each)) ?? null))
  }
}
