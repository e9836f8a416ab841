import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { conversationStream, toldIn } from '#domain'
import type { BotId, ConversationId, Instant } from '#kernel'
import { sealedPartOf } from '#views'
import type { CustomerPersonal } from '../personal-shapes.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'

/** What a bot was told of a person at first sight. */
export interface Profile {
  readonly bot: BotId
  readonly since: Instant
  readonly language: string | null
  readonly personal: CustomerPersonal
}

/** Of these conversations, as far as they are and today's keys open them. */
export class GetProfiles extends Query<readonly Profile[]> {
  constructor(readonly conversations: readonly ConversationId[]) {
    super()
  }
}

@QueryHandler(GetProfiles)
export class GetProfilesHandler implements IQueryHandler<GetProfiles> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ conversations }: GetProfiles): Promise<readonly Profile[]> {
    const found = await Promise.all(conversations.map(id => this.#profileOf(id)))
    return found.filter(profile => profile !== undefined)
  }

  async #profileOf(id: ConversationId): Promise<Profile | undefined> {
    const { log, sealer } = this.reads
    for await (const event of log.readStream(conversationStream(id))) {
      const told = toldIn('conversation', event)
      const part = sealedPartOf(event)
      if (told?.type !== 'ConversationStarted' || !part) return undefined
      // Sealed with this shape, and the cipher binds the type.
      const personal = (await sealer.open(part, part.sealed)) as CustomerPersonal | undefined
      const { bot, language } = told.data
      return personal && { bot, since: event.recordedAt, language, personal }
    }
    return undefined
  }
}
