import { type ConversationState, conversationDecider, conversationStream, toldIn } from '#domain'
import type { EventLog } from '#event-log'
import type { BotId, ConversationId, Instant } from '#kernel'
import type { Sealer } from '#privacy'
import { type SealedPart, sealedPartOf } from '#views'
import type { CustomerNamePersonal } from './personal-shapes.js'
import { openName } from './queries/open-personal.js'

/** What a bot knows of a person whom it has met, with what today's keys open of it. */
export interface Acquaintance {
  readonly conversationId: ConversationId
  readonly bot: BotId
  readonly since: Instant
  readonly language: string | null
  readonly state: ConversationState
  /** As they are called now. Undefined: forgotten. */
  readonly name: CustomerNamePersonal | undefined
}

/** Undefined: the person never wrote to this bot. */
export async function acquaintanceOf(
  { log, sealer }: { readonly log: EventLog; readonly sealer: Sealer },
  conversationId: ConversationId
): Promise<Acquaintance | undefined> {
  let state = conversationDecider.initial
  let began: Pick<Acquaintance, 'bot' | 'since' | 'language'> | undefined
  let name: SealedPart | null = null
  for await (const event of log.readStream(conversationStream(conversationId))) {
    const told = toldIn('conversation', event)
    if (!told) continue
    state = conversationDecider.evolve(state, told)
    if (told.type === 'ConversationStarted') began = { ...told.data, since: event.recordedAt }
    if (told.type === 'ConversationStarted' || told.type === 'CustomerRenamed') name = sealedPartOf(event)
  }
  if (!began) return undefined
  const { bot, since, language } = began
  // What a conversation starts with holds a name, too.
  return { conversationId, bot, since, language, state, name: await openName(sealer, name) }
}
