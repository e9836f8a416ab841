import { Inject, Post } from '@nestjs/common'
import { CommandBus } from '@nestjs/cqrs'
import { ForgetCustomer, reach } from '#application'
import { ticketStream } from '#domain'
import { type SubjectId, type TicketId, ticketCodeIn, ticketIdIn } from '#kernel'
import { type Answer, positionOf } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, contextOf, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { optional, parseBody, parsed, wholeNumber } from '../input/body.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { invalidBody } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'

type TicketName = { readonly id: TicketId } | { readonly code: string }

function ticketIn(text: string): TicketName | undefined {
  const id = ticketIdIn(text)
  if (id) return { id }
  const code = ticketCodeIn(text)
  return code === undefined ? undefined : { code }
}

const who = {
  ticket_id: optional(parsed(ticketIn, 'must be the id or the code of a ticket')),
  telegram_user_id: optional(wholeNumber(1))
}

const operatorsWord = { code: 'other', case: null } as const

/** Forgets a person, found by a ticket or by Telegram's number, as `/customers/{id}/forgettings` does. Can't be undone. */
@ApiController('admin/forgettings')
export class ForgettingsController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

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
    if (subject === undefined) return { status: 200, headers: {}, body: { forgotten: false } }
    const context = contextOf(call, subject)
    const done = await this.commands.execute(new ForgetCustomer(subject, operatorsWord, context))
    if (!done.ok) throw problemOf(done)
    const forgotten = done.value.events.length > 0
    return { status: 200, headers: positionOf(done.value), body: { forgotten } }
  }

  /** The subject that the ticket's stream began with. @throws Problem 422 where there is no such ticket, or several */
  async #customerOf(name: TicketName): Promise<SubjectId | undefined> {
    const { reads } = this.deps
    const id = 'id' in name ? name.id : await this.#ticketWithCode(name.code)
    for await (const event of reads.log.readStream(ticketStream(id))) {
      return event.meta.subjectId as SubjectId | undefined
    }
    throw wrongTicket('is no ticket')
  }

  async #ticketWithCode(code: string): Promise<TicketId> {
    const { reads } = this.deps
    await reach(reads, ['tickets'], { minPosition: await reads.log.head() })
    const [found, another] = await reads.tickets.find({ index: 'code', where: { code }, limit: 2 })
    if (!found) throw wrongTicket('is no ticket')
    if (another) throw wrongTicket('is the code of several tickets: give the id')
    return found.id
  }
}

const wrongTicket = (message: string) => invalidBody([{ pointer: '/ticket_id', code: 'unknown', message }])
