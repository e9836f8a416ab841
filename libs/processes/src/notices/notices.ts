import type { Command } from '@nestjs/cqrs'
import { type Desk, RequestDigest } from '#application'
import {
  type Digest,
  type DigestChat,
  deskNotices,
  digestDecider,
  digestStream,
  type EventPlace,
  isStreamOf,
  type NewsKind,
  ticketDecider,
  ticketStream
} from '#domain'
import type { EventLog, RecordedEvent } from '#event-log'
import { commandIdFor, ticketCodeFor } from '#kernel'
import type { Logger } from '#observability'
import type { Handling, Process } from '#subscriptions'
import { Folding, type Gathered } from './folding.js'
import { forLeads, type News, newsOf, withheld } from './news.js'

/** Of General, where the first of many is never alone. */
const gatherMs = 1000
const codesNamed = 10
/** What is older is no news: a process that begins anew would tell it. */
const newsMs = 86_400_000

export interface NoticesOptions {
  readonly desk: Pick<Desk, 'runner' | 'settings' | 'log' | 'clock'>
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
  readonly logger: Logger
}

/**
 * Tells a team together what is not told by itself in the topics of many tickets, and the leads in their own chat what was
 * handed up and what they are called for: one message a minute in each chat at most.
 */
export function createNotices({ desk, commands, logger }: NoticesOptions): Process {
  const { runner, settings, log, clock } = desk
  const folding = new Folding({
    clock,
    waitMs: chat => ('leadsChatId' in chat ? 0 : gatherMs),
    async last(chat) {
      const { state } = await runner.load(digestDecider, digestStream(chat))
      const through = state.last && (await eventAt(log, state.last.through))
      return state.last && through ? { at: state.last.at, through: through.position } : undefined
    },
    tell
  })

  async function tell(chat: DigestChat, all: readonly Gathered[]): Promise<boolean> {
    const first = all[0]?.by
    if (!first) return true
    const context = {
      commandId: commandIdFor(first.id, digestStream(chat)),
      causationId: first.id,
      correlationId: digestStream(chat),
      actor: 'process:notices' as const
    }
    try {
      const outcome = await commands.execute(new RequestDigest(digestOf(chat, all), context))
      if (!outcome.ok)
        logger.warn({ chat: digestStream(chat), reason: outcome.reason }, 'a digest was refused')
      return true
    } catch (error) {
      logger.warn({ chat: digestStream(chat), error }, 'a digest could not be asked for, trying again')
      return false
    }
  }

  function digestOf(chat: DigestChat, all: readonly Gathered[]): Digest {
    const counts: { [Kind in NewsKind]?: number } = {}
    for (const { news } of all) counts[news.kind] = (counts[news.kind] ?? 0) + 1
    const codes = [
      ...new Set(all.flatMap(({ news }) => (news.ticketId ? [ticketCodeFor(news.ticketId)] : [])))
    ]
    const [only] = all.length === 1 ? all : []
    const last = all.at(-1)?.by
    return {
      chat,
      at: clock.now(),
      one: only ? placeOf(only.news.event) : null,
      counts,
      tickets: codes.slice(0, codesNamed),
      more: Math.max(0, codes.length - codesNamed),
      through: last ? placeOf(last) : { stream: '', revision: 0 }
    }
  }

  /** In the General of which group. Undefined: its ticket has no topic, or its policy wants nothing told. */
  async function generalOf({ ticketId, event }: News): Promise<DigestChat | undefined> {
    if (!ticketId) return undefined
    const { state } = await runner.load(ticketDecider, ticketStream(ticketId))
    if (!state.exists || !state.topic) return undefined
    const { warn, breach } = state.sla.applied?.notify ?? { warn: false, breach: false }
    const isWanted = event.type === 'SlaWarned' ? warn : event.type === 'SlaBreached' ? breach : true
    return isWanted ? { staffGroupId: state.topic.staffGroupId } : undefined
  }

  async function gather(chat: DigestChat, news: News, by: RecordedEvent, handling: Handling): Promise<void> {
    await folding.add(chat, { news, by, done: handling.hold() }, handling.signal)
  }

  return {
    // The name under which checkpoints were saved when these were the notices of targets alone.
    name: 'sla-digests',
    concurrency: 1,
    concerns: stream => (['ticket', 'delivery', 'alerts'] as const).some(one => isStreamOf(stream, one)),
    sequenceOf: event => (withheld(event) || forLeads(event) ? 'digests' : undefined),
    async handle(event, handling) {
      if (clock.now() - event.recordedAt > newsMs) return
      const decided = withheld(event)
      const asked = decided && 'asked' in decided ? await eventAt(log, decided.asked) : undefined
      const kept = decided && 'asked' in decided ? asked && newsOf(asked) : decided
      const general = kept && (await generalOf(kept))
      if (kept && general) await gather(general, kept, event, handling)
      const news = forLeads(event)
      const { leadsChatId } = news
        ? deskNotices(await settings.body('desk', 'notices'))
        : { leadsChatId: null }
      if (news && leadsChatId !== null) await gather({ leadsChatId }, news, event, handling)
    }
  }
}

const placeOf = ({ stream, revision }: RecordedEvent) => ({ stream, revision })

async function eventAt(log: EventLog, { stream, revision }: EventPlace): Promise<RecordedEvent | undefined> {
  for await (const event of log.readStream(stream, revision)) return event
  return undefined
}
