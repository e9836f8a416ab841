import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import { type ConversationRefusal, conversationDecider, conversationStream } from '#domain'
import {
  type ConversationId,
  canonicalJson,
  type Instant,
  type Outcome,
  ok,
  refuse,
  type SubjectId
} from '#kernel'
import { conceal, digestOf } from '#privacy'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import { type Done, nothingDone } from '../done.js'
import { LruCache } from '../lru-cache.js'
import type { CustomerNamePersonal, CustomerPersonal } from '../personal-shapes.js'
import type { RunnerRefusal } from '../stream-runner.js'

/**
 * The customer is called so as of this time. Recorded where it is news; without a conversation there is nothing to record.
 * @throws KeyGone where they are forgotten meanwhile
 */
export class RenameCustomer extends Command<Outcome<Done, ConversationRefusal | RunnerRefusal>> {
  constructor(
    readonly conversationId: ConversationId,
    readonly name: CustomerNamePersonal,
    readonly at: Instant,
    readonly context: CommandContext & { readonly subjectId: SubjectId }
  ) {
    super()
  }
}

const startsKept = 10_000

@CommandHandler(RenameCustomer)
export class RenameCustomerHandler implements ICommandHandler<RenameCustomer> {
  /** Digests of the names that conversations started under. They never change. */
  readonly #starts = new LruCache<ConversationId, string>(startsKept)

  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ conversationId, name, at, context }: RenameCustomer) {
    const { runner } = this.desk
    const stream = conversationStream(conversationId)
    const { state } = await runner.load(conversationDecider, stream)
    if (!state.started) return ok(nothingDone(stream))
    const digest = await this.#digest(context.subjectId, name)
    if (state.renamed?.digest === digest) return ok(nothingDone(stream))
    const startedAs = await this.#startedAs(conversationId, context.subjectId)
    if (startedAs === undefined) return refuse('customer_forgotten')
    if (state.renamed === null && startedAs === digest) return ok(nothingDone(stream))
    const command = { type: 'RenameCustomer' as const, digest, startedAs, at, name: conceal(name) }
    return runner.run(conversationDecider, stream, command, context)
  }

  async #startedAs(conversationId: ConversationId, subjectId: SubjectId): Promise<string | undefined> {
    const known = this.#starts.get(conversationId)
    if (known !== undefined) return known
    const { log, sealer } = this.desk
    for await (const { stream, id: eventId, type, personal } of log.readStream(
      conversationStream(conversationId)
    )) {
      const opened = personal && (await sealer.open({ stream, eventId, type, subjectId }, personal))
      if (!opened) return undefined
      // The shape that ConversationStarted, always the first event, is sealed with.
      const digest = await this.#digest(subjectId, opened as CustomerPersonal)
      this.#starts.set(conversationId, digest)
      return digest
    }
    return undefined
  }

  #digest(subjectId: SubjectId, { first_name, last_name, username }: CustomerNamePersonal): Promise<string> {
    return digestOf(this.desk.vault, subjectId, canonicalJson({ first_name, last_name, username }))
  }
}
