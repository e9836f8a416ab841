import { Inject, Injectable } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import {
  disclosuresOf,
  GetProfiles,
  GetThread,
  GetTicket,
  type Place,
  type Profile,
  type ReadAt,
  reach,
  type ThreadMessage,
  type TicketAnswer,
  ticketsOf
} from '#application'
import { type Principal, ticketStream } from '#domain'
import {
  conversationIdFor,
  customerIdText,
  type JsonObject,
  type SubjectId,
  type TicketId,
  toIso
} from '#kernel'
import { sealedPartOf } from '#views'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { messageBody, ticketBody } from '../tickets/present-ticket.js'

/** Everything that the desk can open of a person, raw updates apart. */
export interface PersonExport {
  readonly person: JsonObject
  readonly profiles: readonly Profile[]
  readonly tickets: readonly ExportedTicket[]
  readonly reflects: string | undefined
}

interface ExportedTicket {
  readonly answer: TicketAnswer
  readonly messages: readonly ThreadMessage[]
  /** Titles and values that it was given, the earliest first: what was replaced is still there. */
  readonly given: readonly JsonObject[]
}

const pageSize = 100

@Injectable()
export class PersonExports {
  constructor(
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  /** Whole as of `at`. Agents' names are not the person's, and left out. @throws NotReached */
  async of(subjectId: SubjectId, asked: Principal, at: ReadAt): Promise<PersonExport> {
    const { reads, bot, clock } = this.deps
    const reflects = await reach(reads, ['tickets', 'messages'], at)
    const documents = await ticketsOf(reads, subjectId)
    const conversations = new Set(documents.map(({ conversationId }) => conversationId))
    // Whoever only greeted the bot has no ticket.
    conversations.add(conversationIdFor(subjectId, bot))
    const profiles = await this.queries.execute(new GetProfiles([...conversations]))
    const tickets = []
    for (const { id } of documents) {
      const { value: answer } = await this.queries.execute(new GetTicket(id, { kind: 'now' }, {}))
      if (!answer) continue
      tickets.push({ answer, messages: await this.#messagesOf(id), given: await this.#givenTo(id) })
    }
    // An export is personal whatever else the key may see.
    const sees: Principal = { ...asked, scopes: [...asked.scopes, 'tickets:personal'] }
    const person = {
      customer: { id: customerIdText(subjectId), profiles: profiles.map(profileBody) },
      exported_at: toIso(clock.now()),
      tickets: tickets.map(({ answer, messages, given }) => ({
        ...ticketBody(answer, sees),
        given,
        messages: messages.map(message => messageBody(withoutColleague(message), sees))
      })),
      disclosed: (await disclosuresOf(reads, subjectId)).map(each => ({ ...each, at: toIso(each.at) }))
    }
    return { person, profiles, tickets, reflects }
  }

  async #givenTo(ticketId: TicketId): Promise<JsonObject[]> {
    const { log, sealer } = this.deps.reads
    const given: JsonObject[] = []
    for await (const event of log.readStream(ticketStream(ticketId))) {
      const part =
        event.type === 'TitleChanged' || event.type === 'FieldsChanged' ? sealedPartOf(event) : null
      const opened = part && (await sealer.open(part, part.sealed))
      if (opened) given.push({ at: toIso(event.recordedAt), ...opened })
    }
    return given
  }

  async #messagesOf(ticketId: TicketId): Promise<ThreadMessage[]> {
    const messages: ThreadMessage[] = []
    for (let after: Place | undefined; ; ) {
      const { value } = await this.queries.execute(new GetThread(ticketId, { after, limit: pageSize }, {}))
      messages.push(...(value?.items ?? []))
      if (!value?.next) return messages
      after = value.next
    }
  }
}

const withoutColleague = (message: ThreadMessage): ThreadMessage =>
  message.message.author.kind === 'customer' ? message : { ...message, authorName: null }

const profileBody = ({ bot, since, language, personal }: Profile): JsonObject => ({
  bot_id: bot,
  since: toIso(since),
  language,
  ...personal
})
