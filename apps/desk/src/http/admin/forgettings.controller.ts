import { Inject, Post } from '@nestjs/common'
import { ticketStream } from '#domain'
import { type SubjectId, type TicketId, ticketIdIn } from '#kernel'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { optional, parseBody, parsed, wholeNumber } from '../input/body.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { invalidBody } from '../problems/problem.js'

const who = {
  ticket_id: optional(parsed(ticketIdIn, 'must be the id of a ticket')),
  telegram_user_id: optional(wholeNumber(1))
}

/** Destroys the key of a person: whatever is sealed with it reads as null from then on, everywhere. Can't be undone. */
@ApiController('admin/forgettings')
export class ForgettingsController {
  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {}

  /** `forgotten` is false where there was nobody, or nobody any more: the same to whoever asks. */
  @Scope('admin')
  @Post()
  async forget(@TheCall() call: Call): Promise<Answer> {
    const { ticket_id, telegram_user_id } = parseBody(call.body, who)
    if ((ticket_id === undefined) === (telegram_user_id === undefined)) {
      const message = 'must have either ticket_id or telegram_user_id'
      throw invalidBody([{ pointer: '', code: 'required', message }])
    }
    const subject =
      ticket_id === undefined
        ? await this.deps.vault.findSubject(telegram_user_id ?? 0)
        : await this.#customerOf(ticket_id)
    const forgotten = subject !== undefined && (await this.deps.vault.forget(subject))
    if (subject !== undefined) this.deps.sealer.evict(subject)
    return { status: 200, headers: {}, body: { forgotten } }
  }

  /** The subject that the ticket's stream began with. @throws Problem 422 where there is no such ticket */
  async #customerOf(ticketId: TicketId): Promise<SubjectId | undefined> {
    for await (const event of this.deps.reads.log.readStream(ticketStream(ticketId))) {
      return event.meta.subjectId as SubjectId | undefined
    }
    throw invalidBody([{ pointer: '/ticket_id', code: 'unknown', message: 'is no ticket' }])
  }
}
