import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { type ApiKeyEvent, type ApiKeyState, apiKeyDecider, apiKeyStream } from '#domain'
import type { ApiKeyId, Instant } from '#kernel'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'

export interface ApiKeyAnswer {
  readonly id: ApiKeyId
  readonly state: ApiKeyState & { readonly exists: true }
  readonly createdAt: Instant
  /** The actor: `key:key_admin`. */
  readonly createdBy: string
}

/** Of these the keys that there are, in this order; from their own streams, so as fresh as the log. */
export class GetApiKeys extends Query<Reflecting<readonly ApiKeyAnswer[]>> {
  constructor(
    readonly ids: readonly ApiKeyId[],
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetApiKeys)
export class GetApiKeysHandler implements IQueryHandler<GetApiKeys> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ ids, at }: GetApiKeys) {
    const reflects = await reach(this.reads, ['log'], at)
    const found = await Promise.all(ids.map(id => this.#read(id)))
    return { value: found.filter(one => one !== undefined), reflects }
  }

  async #read(id: ApiKeyId): Promise<ApiKeyAnswer | undefined> {
    let state = apiKeyDecider.initial
    let created: { readonly createdAt: Instant; readonly createdBy: string } | undefined
    for await (const event of this.reads.log.readStream(apiKeyStream(id))) {
      // A stream holds its decider's types, in their present shape.
      state = apiKeyDecider.evolve(state, { type: event.type, data: event.data } as ApiKeyEvent)
      created ??= { createdAt: event.recordedAt, createdBy: event.meta.actor }
    }
    return state.exists && created ? { id, state, ...created } : undefined
  }
}
