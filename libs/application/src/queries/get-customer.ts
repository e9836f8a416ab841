import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { ConversationId, Instant } from '#kernel'
import { acquaintanceOf } from '../acquaintance.js'
import { shownName } from '../personal-shapes.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'

export interface CustomerAnswer {
  /** Null: forgotten, or never seen. */
  readonly name: string | null
  readonly username: string | null
  readonly language: string | null
  readonly tier: string | null
  readonly tags: readonly string[]
  readonly firstSeenAt: Instant | null
  /** The bot can write to them. */
  readonly reachable: boolean
}

/** What the latest begun of these conversations tells of a person. */
export class GetCustomer extends Query<CustomerAnswer> {
  constructor(readonly conversations: readonly ConversationId[]) {
    super()
  }
}

const unknown: CustomerAnswer = {
  name: null,
  username: null,
  language: null,
  tier: null,
  tags: [],
  firstSeenAt: null,
  reachable: false
}

@QueryHandler(GetCustomer)
export class GetCustomerHandler implements IQueryHandler<GetCustomer> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ conversations }: GetCustomer): Promise<CustomerAnswer> {
    const found = await Promise.all(conversations.map(id => acquaintanceOf(this.reads, id)))
    const met = found.filter(one => one !== undefined).sort((a, b) => a.since - b.since)
    const latest = met.at(-1)
    if (!latest) return unknown
    const { name, language, state } = latest
    const firstSeenAt = met[0]?.since ?? null
    if (!name) return { ...unknown, language, firstSeenAt }
    return {
      name: shownName(name),
      username: name.username,
      language,
      ...state.classified,
      firstSeenAt,
      reachable: state.reachable
    }
  }
}
