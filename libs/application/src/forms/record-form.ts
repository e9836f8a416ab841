import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  type FormRun,
  type Rendered,
  type ShownWords,
  shownAnswer,
  type Texts,
  type TicketCommand,
  textIn,
  ticketDecider,
  ticketStream
} from '#domain'
import {
  commandIdFor,
  type MessageId,
  messageIdFor,
  type Outcome,
  ok,
  type SubjectId,
  type TicketId
} from '#kernel'
import { conceal } from '#privacy'
import { threadOf } from '#views'
import type { CommandContext } from '../command-context.js'
import { ActOnTicket, ActOnTicketHandler, type ActRefusal } from '../commands/act-on-ticket.js'
import { DESK, type Desk } from '../desk.js'
import { fittingFields } from '../links/fitting-fields.js'
import type { MessagePersonal } from '../personal-shapes.js'
import { fillText } from '../templates/fill-text.js'
import { type OpenedForm, openForm } from './form-answers.js'

/** What is said where a form says nothing itself, and how answers are shown. */
export interface FormWords extends ShownWords {
  readonly finished: Texts
}

/**
 * A form is over: its answers go into the ticket, whatever was answered by then; a field that is none any more is left
 * out. Once, however often.
 */
export class RecordForm extends Command<Outcome<unknown, ActRefusal>> {
  constructor(
    readonly ticketId: TicketId,
    readonly words: FormWords,
    readonly context: CommandContext
  ) {
    super()
  }
}

const message = (text: string, entities: Rendered['entities'] | null = null): MessagePersonal => ({
  text,
  entities: entities && [...entities],
  file: null,
  forwarded_from: null
})

@CommandHandler(RecordForm)
export class RecordFormHandler implements ICommandHandler<RecordForm> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ ticketId, words, context }: RecordForm): Promise<Outcome<unknown, ActRefusal>> {
    const opened = await openForm(this.desk, ticketId)
    const { state, subjectId } = await this.desk.runner.load(ticketDecider, ticketStream(ticketId))
    if (!opened || opened.run.phase === 'running' || !state.exists) return ok(undefined)
    const about = { ...context, ...(subjectId !== undefined && { subjectId }) }
    const { language, conversationId, code } = state
    const said = linesOf(opened, language, words)
    const messageId = messageIdFor(context.commandId)
    const confirm = async () => {
      const own = textIn(opened.run.finishText, language)
      const to = { language, conversationId, ticket: { id: ticketId, code } }
      const { text, entities } = own
        ? { text: own, entities: null }
        : await fillText(this.desk, { name: 'form_finished', ours: words.finished }, to)
      return {
        messageId: messageIdFor(commandIdFor(context.commandId, 'confirm')),
        personal: conceal(message(text, entities))
      }
    }
    const recorded =
      opened.run.phase === 'finished'
        ? submitted(opened.run, {
            messageId,
            said,
            now: this.desk.clock.now(),
            confirmation: await confirm()
          })
        : left(opened, { messageId, said, now: this.desk.clock.now() })
    const fields = await this.#fields(ticketId, opened, subjectId)
    const act = new ActOnTicketHandler(this.desk)
    const together = fields ? [recorded, fields] : [recorded]
    const done = await act.execute(new ActOnTicket(ticketId, together, about))
    // A closed ticket takes no fields any more, and still what was said.
    return done.ok || !fields || done.reason !== 'ticket_closed'
      ? done
      : act.execute(new ActOnTicket(ticketId, recorded, about))
  }

  async #fields(
    ticketId: TicketId,
    { values }: OpenedForm,
    subjectId: string | undefined
  ): Promise<TicketCommand | undefined> {
    const { vault, settings, sealer, log } = this.desk
    const thread = await threadOf(log.readStream(ticketStream(ticketId)))
    const messages = { get: async (id: string) => thread.find(one => one.id === id) }
    const from = { vault, settings, reads: { messages, sealer } }
    const asked = { ticketId, subjectId: (subjectId ?? null) as SubjectId | null }
    return fittingFields(from, { ...asked, given: Object.fromEntries(values) })
  }
}

/** Questions and answers, a line each. */
function linesOf({ run, values }: OpenedForm, language: string | null, words: ShownWords): string {
  return run.answers
    .flatMap(({ field }) => {
      const question = run.fields.find(one => one.field === field)
      const value = values.get(field)
      return question && value !== undefined
        ? [`${textIn(question.label, language)} ${shownAnswer(question, value, language, words)}`]
        : []
    })
    .join('\n')
}

interface Said {
  readonly messageId: MessageId
  readonly said: string
  readonly now: number
}

const submitted = (
  { form, version, answers }: FormRun,
  {
    messageId,
    said,
    now,
    confirmation
  }: Said & Pick<Extract<TicketCommand, { type: 'SubmitForm' }>, 'confirmation'>
): TicketCommand => ({
  ...{ type: 'SubmitForm', form, version, messageId, now, personal: conceal(message(said)), confirmation },
  flagged: answers.filter(({ flagged }) => flagged).map(({ field }) => field)
})

const left = ({ run, values }: OpenedForm, { messageId, said, now }: Said): TicketCommand => ({
  ...{ type: 'LeaveFormOfTicket', form: run.form, version: run.version, cause: run.cause ?? 'person', now },
  ...(values.size > 0 && { answered: { messageId, personal: conceal(message(said)) } })
})
