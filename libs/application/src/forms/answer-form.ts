import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import {
  type FormCommand,
  type FormField,
  type FormRefusal,
  type FormRun,
  formDecider,
  formStream,
  pickOptions,
  type ReadAnswer,
  readAnswer,
  type Sent
} from '#domain'
import { type Outcome, refuse, type SubjectId, type TicketId } from '#kernel'
import { conceal } from '#privacy'
import type { CommandContext } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import type { FormAnswerPersonal } from '../personal-shapes.js'
import { compiled } from '../rules/patterns.js'
import type { RunnerRefusal } from '../stream-runner.js'
import { chosenSoFar, markOf } from './choosing.js'

/** What the customer did: they sent something, or pressed a button of the question with this number. */
export type FormReply =
  | { readonly kind: 'sent'; readonly sent: Sent; readonly telegramMessageId: number }
  /** Null: those that were chosen one by one. */
  | { readonly kind: 'pressed'; readonly step: number; readonly options: readonly number[] | null }
  /** An option of a multi_select is taken on or off. */
  | { readonly kind: 'toggled'; readonly step: number; readonly option: number; readonly chosen: boolean }

/** An answer to the question that a form asks now. */
export class AnswerForm extends Command<Outcome<Done, FormRefusal | RunnerRefusal>> {
  constructor(
    readonly ticketId: TicketId,
    readonly reply: FormReply,
    readonly context: CommandContext
  ) {
    super()
  }
}

/** As options of a question are numbered on its buttons. */
export const optionIds = ({ type, options }: FormField): readonly string[] =>
  type === 'yes_no' ? ['yes', 'no'] : options.map(({ id }) => id)

const mostPatternInput = 4096

@CommandHandler(AnswerForm)
export class AnswerFormHandler implements ICommandHandler<AnswerForm> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({
    ticketId,
    reply,
    context
  }: AnswerForm): Promise<Outcome<Done, FormRefusal | RunnerRefusal>> {
    const { runner, clock, sealer } = this.desk
    const stream = formStream(ticketId)
    const { state, subjectId } = await runner.load(formDecider, stream)
    if (!state.exists) return refuse('no_form')
    // A question that is over by now is for the run itself to tell: it may know this command.
    const question = state.current
    const subject = (subjectId ?? context.subjectId) as SubjectId
    const marks: Marks = {
      of: option => markOf(sealer, subject, question?.field ?? '', option),
      chosen: () => chosenSoFar(sealer, subject, state)
    }
    const command = question && (await commandFor(reply, question, state, marks, clock.now()))
    if (!command) {
      const nothing: FormCommand = { type: 'SkipField', step: -1, now: clock.now() }
      const done = await runner.run(formDecider, stream, nothing, context)
      return done.ok && done.value.events.length === 0 ? refuse('not_an_answer') : done
    }
    return runner.run(formDecider, stream, command, context)
  }
}

/** What is known of options by the customer's key alone. */
interface Marks {
  of(option: string): Promise<string>
  chosen(): Promise<readonly string[]>
}

async function commandFor(
  reply: FormReply,
  question: FormField,
  run: FormRun,
  marks: Marks,
  now: number
): Promise<FormCommand | undefined> {
  if (reply.kind === 'sent') {
    const read = writtenFor(question, reply.sent)
    const { telegramMessageId } = reply
    return read && { type: 'AnswerInWriting', step: run.step, telegramMessageId, read, now }
  }
  const { step } = reply
  const ids = optionIds(question)
  if (reply.kind === 'toggled') {
    const option = ids[reply.option]
    if (option === undefined) return undefined
    return { type: 'ChooseOption', step, option, mark: await marks.of(option), chosen: reply.chosen, now }
  }
  const { options } = reply
  const chosen = options ? options.map(nth => ids[nth] ?? '') : await marks.chosen()
  if (step !== run.step || chosen.length === 0)
    return { type: 'AnswerByPress', step, chosen: [], personal: nothing, now }
  const read = pickOptions(question, chosen)
  return read.kind === 'value'
    ? { type: 'AnswerByPress', step, chosen, personal: sealed(read), now }
    : undefined
}

const nothing = conceal({})

const sealed = ({ value }: Extract<ReadAnswer, { kind: 'value' }>) =>
  conceal({ value } satisfies FormAnswerPersonal)

/** Undefined: nothing that could be an answer. */
function writtenFor(
  question: FormField,
  sent: Sent
): Extract<FormCommand, { type: 'AnswerInWriting' }>['read'] | undefined {
  const read = readAnswer(question, sent)
  switch (read.kind) {
    case 'none':
      return undefined
    case 'wrong':
      return { fits: false, rule: read.rule, personal: null }
    case 'value':
      return matches(question, read.value)
        ? { fits: true, chosen: read.chosen, personal: sealed(read) }
        : { fits: false, rule: 'pattern', personal: sealed(read) }
  }
}

/** The whole answer, in time that grows with its length alone. */
const matches = ({ pattern }: FormField, value: unknown): boolean =>
  pattern === null ||
  (typeof value === 'string' &&
    value.length <= mostPatternInput &&
    compiled(pattern)?.matcher(value).matches() !== false)
