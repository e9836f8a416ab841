import type { Endpoint, PublicEvent } from '#application'
import { subjectDecider, subjectStream } from '#domain'
import type { SubjectId } from '#kernel'
import { KeyGone, type Sealer } from '#privacy'
import { bodyFor } from './bodies.js'
import { laneOf } from './commands.js'
import { isOfStores } from './faults.js'
import type { Kept } from './kept.js'
import type { WebhooksOptions } from './options.js'

/** Has what endpoints are told of an event made and kept. */
export class Asking {
  /** Since this process began: their keys may be held for a moment more. */
  readonly #forgotten = new Set<SubjectId>()
  readonly #began: number

  constructor(
    private readonly options: Pick<WebhooksOptions, 'desk' | 'present' | 'faultIn'>,
    private readonly kept: Kept
  ) {
    this.#began = options.desk.clock.monotonic()
  }

  forget(subject: SubjectId): void {
    this.#forgotten.add(subject)
  }

  /** Made once for all that want the same of it. `order`: it takes the place of another one that told of the same. */
  async ask(endpoints: ReadonlySet<Endpoint>, told: PublicEvent, order?: number): Promise<void> {
    const kinds = Map.groupBy(endpoints, ({ state }) => `${state.terms.payload} ${state.terms.personal}`)
    await Promise.all([...kinds.values()].map(alike => this.#askOrRecord(alike, told, order)))
  }

  async isForgotten(subject: SubjectId): Promise<boolean> {
    if (this.#forgotten.has(subject)) return true
    const { runner, clock } = this.options.desk
    // Who was forgotten before this process began is so in the log; of all since it is told.
    const sinceMs = clock.monotonic() - this.#began
    return (await runner.load(subjectDecider, subjectStream(subject), sinceMs)).state.forgotten
  }

  /** What can't be made for a mistake of ours holds up nothing, and is on record. */
  async #askOrRecord(endpoints: readonly Endpoint[], told: PublicEvent, order?: number): Promise<void> {
    try {
      await this.#askAlike(endpoints, told, order)
    } catch (error) {
      if (isOfStores(error)) throw error
      const made = { event: told.event, type: told.type, lane: laneOf(told.event), order }
      for (const endpoint of endpoints) await this.kept.keepUnmade(endpoint, made, error)
    }
  }

  async #askAlike(endpoints: readonly Endpoint[], told: PublicEvent, order?: number): Promise<void> {
    const [first] = endpoints
    if (!first) return
    const sources = {
      log: this.options.desk.log,
      sealer: this.#sealerOfTheKnown(),
      present: this.options.present
    }
    const { personal, payload } = first.state.terms
    const full = payload === 'full'
    const customer = personal && full ? (told.ticket?.left.subjectId ?? null) : null
    const known = customer !== null && !(await this.isForgotten(customer)) ? customer : null
    const { event, type, queues } = told
    const keep = async (isPersonal: boolean, subjectOf: (endpoint: Endpoint) => string) => {
      const { text, named } = await bodyFor(told, isPersonal, payload, sources)
      const fault = this.options.faultIn(text)
      const held = { queues, full, personal: full && isPersonal }
      const made = {
        event,
        type,
        lane: laneOf(event),
        text,
        fault,
        about: aboutWhom(told),
        held,
        named,
        order
      }
      const asked = endpoints.map(endpoint =>
        this.kept.keep(endpoint, { ...made, subject: subjectOf(endpoint) })
      )
      const gone = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected')
      for (const one of gone)
        if (one.status === 'rejected' && !(one.reason instanceof KeyGone)) throw one.reason
      return gone.length === 0
    }
    // Without an agent whose key has gone since it was made, where that is why it could not be kept.
    const keepOrAgain: typeof keep = async (...of) => (await keep(...of)) || (await keep(...of))
    // Under the customer's key; where that is gone nothing of the customer is told.
    if (known !== null && (await keepOrAgain(personal, () => known))) return
    await keepOrAgain(personal && customer === null, ({ subjectId }) => subjectId)
  }

  /** Opens nothing of whoever is forgotten, also where their key is there still. */
  #sealerOfTheKnown(): Sealer {
    const { sealer } = this.options.desk
    const asked = new Map<string, Promise<boolean>>()
    return {
      ...sealer,
      open: async (at, sealed) => {
        const subject = at.subjectId as SubjectId
        const isForgotten = asked.get(subject) ?? this.isForgotten(subject)
        asked.set(subject, isForgotten)
        return (await isForgotten) ? undefined : sealer.open(at, sealed)
      }
    }
  }
}

function aboutWhom({ ticket, event }: PublicEvent): string | null {
  const forgotten = event.type === 'SubjectForgotten' ? event.data.subjectId : undefined
  return ticket?.left.subjectId ?? forgotten ?? event.meta.subjectId ?? null
}
