import { type Instant, type Outcome, ok, type Personal, refuse, type TicketId, unreachable } from '#kernel'
import type { Decided, Decider } from '../decider.js'
import type { AnswerRule, FormEvent, LeaveCause } from './events.js'
import { type FormField, isPressed, type Texts } from './form.js'
import { evolve, type FormRun, type FormState, noForm, timeOutOf } from './state.js'

export type FormCommand =
  | {
      readonly type: 'StartForm'
      readonly ticketId: TicketId
      readonly form: string
      readonly version: number
      readonly fields: readonly FormField[]
      readonly timeoutS: number
      readonly finishText: Texts
      readonly known: { readonly [field: string]: readonly string[] }
      readonly now: Instant
    }
  | { readonly type: 'ShowForm'; readonly telegramMessageId: number | null; readonly now: Instant }
  /** What the customer wrote, as it was read for the question with this number. */
  | {
      readonly type: 'AnswerInWriting'
      readonly step: number
      readonly telegramMessageId: number
      readonly read:
        | { readonly fits: true; readonly chosen: readonly string[] | null; readonly personal: Personal }
        /** `personal`: it can be taken all the same, once nothing else came. */
        | { readonly fits: false; readonly rule: AnswerRule; readonly personal: Personal | null }
      readonly now: Instant
    }
  /** Of a button, by the number of the question it stands under. */
  | {
      readonly type: 'ChooseOption'
      readonly step: number
      readonly option: string
      /** What tells it from the others to whoever has the customer's key, and nothing to anybody else. */
      readonly mark: string
      readonly chosen: boolean
      readonly now: Instant
    }
  | {
      readonly type: 'AnswerByPress'
      readonly step: number
      readonly chosen: readonly string[]
      readonly personal: Personal
      readonly now: Instant
    }
  | { readonly type: 'SkipField'; readonly step: number; readonly now: Instant }
  | { readonly type: 'StepBack'; readonly step: number; readonly now: Instant }
  | { readonly type: 'LeaveForm'; readonly cause: LeaveCause; readonly now: Instant }

export type FormRefusal = 'form_running' | 'no_form' | 'not_an_answer' | 'field_required' | 'nothing_chosen'

type Command<Type extends FormCommand['type']> = Extract<FormCommand, { type: Type }>
type Decision = Outcome<readonly Decided<FormEvent>[], FormRefusal>

/** After so many answers that do not fit the form goes on. */
export const mostTries = 3

const nothing: Decision = ok([])

function start(command: Command<'StartForm'>, state: FormState): Decision {
  if (state.exists && state.phase === 'running') return refuse('form_running')
  const { type: _, now: at, ...form } = command
  return ok([{ type: 'FormStarted', data: { ...form, at } }])
}

export function decide(command: FormCommand, state: FormState): Decision {
  if (command.type === 'StartForm') return start(command, state)
  if (!state.exists) return refuse('no_form')
  const isOver = state.phase !== 'running'
  switch (command.type) {
    case 'ShowForm': {
      const { telegramMessageId, now: at } = command
      return state.message === undefined
        ? ok([{ type: 'FormShown', data: { telegramMessageId, at } }])
        : nothing
    }
    case 'LeaveForm':
      return isOver ? nothing : leave(command, state)
    case 'AnswerInWriting':
      return isOver ? refuse('no_form') : inWriting(command, state)
    case 'ChooseOption':
    case 'AnswerByPress':
    case 'SkipField':
    case 'StepBack':
      // Of a question that was answered, perhaps by the same press.
      return isOver || command.step !== state.step ? nothing : pressed(command, state)
    default:
      return unreachable(command)
  }
}

function leave({ cause, now: at }: Command<'LeaveForm'>, run: FormRun): Decision {
  const due = timeOutOf(run)
  if (cause === 'timeout' && (due === null || due > at)) return nothing
  return ok([{ type: 'FormAbandoned', data: { cause, at } }])
}

/** What was sent before the question was shown answers something else, and so does what is sent twice. */
function inWriting(command: Command<'AnswerInWriting'>, run: FormRun): Decision {
  const { current, message } = run
  const { step, telegramMessageId, read, now: at } = command
  const isAnswer =
    current !== undefined && step === run.step && message !== undefined && telegramMessageId > (message ?? 0)
  if (!isAnswer || run.heard.has(telegramMessageId)) return refuse('not_an_answer')
  const { field } = current
  if (read.fits) {
    const { personal } = read
    const chosen = inTheClear(current, read.chosen)
    return goOn(run, {
      type: 'FormAnswered',
      data: { field, chosen, flagged: false, telegramMessageId, at },
      personal
    })
  }
  const refused: Decided<FormEvent> = {
    type: 'FormAnswerRefused',
    data: { field, rule: read.rule, telegramMessageId, at }
  }
  if (run.refusals.length + 1 < mostTries) return ok([refused, ...anew(run, at)])
  if (read.personal === null)
    return goOn(run, refused, { type: 'FormFieldSkipped', data: { field, why: 'gave_up', at } })
  const data = { field, chosen: null, flagged: true, telegramMessageId, at }
  return goOn(run, { type: 'FormAnswered', data, personal: read.personal })
}

function pressed(
  command: Command<'ChooseOption' | 'AnswerByPress' | 'SkipField' | 'StepBack'>,
  run: FormRun
): Decision {
  const { current } = run
  const { now: at } = command
  if (!current) return nothing
  const { field } = current
  switch (command.type) {
    case 'ChooseOption': {
      const { chosen } = command
      const option = current.decides === false ? command.mark : command.option
      if (current.type !== 'multi_select' || !current.options.some(({ id }) => id === command.option))
        return refuse('not_an_answer')
      return run.choosing.includes(option) === chosen
        ? nothing
        : ok([{ type: 'FormOptionChosen', data: { field, option, chosen, at } }])
    }
    case 'AnswerByPress': {
      const { personal } = command
      if (!isPressed(current)) return refuse('not_an_answer')
      if (command.chosen.length === 0) return refuse('nothing_chosen')
      const chosen = inTheClear(current, command.chosen)
      const data = { field, chosen, flagged: false, telegramMessageId: null, at }
      return goOn(run, { type: 'FormAnswered', data, personal })
    }
    case 'SkipField':
      return current.required
        ? refuse('field_required')
        : goOn(run, { type: 'FormFieldSkipped', data: { field, why: 'asked', at } })
    case 'StepBack': {
      const before = run.answers.at(-1)
      return before ? ok([{ type: 'FormSteppedBack', data: { field: before.field, at } }]) : nothing
    }
    default:
      return unreachable(command)
  }
}

/** What somebody chose of a field that does not decide is sealed alone. */
const inTheClear = ({ decides = true }: FormField, chosen: readonly string[] | null) =>
  decides ? chosen : null

/** With these the form asks its next question, or is finished. */
function goOn(run: FormRun, ...events: readonly Decided<FormEvent>[]): Decision {
  const { at } = events[0]?.data ?? run
  const after = events.reduce<FormState>(evolve, run)
  if (after.exists && after.current === undefined)
    return ok([...events, { type: 'FormFinished', data: { at } }])
  return ok([...events, ...anew(run, at)])
}

/** A message that can't be edited, because nobody knows what it is called, is followed by another. */
const anew = ({ message }: FormRun, at: Instant): Decided<FormEvent>[] =>
  message === null ? [{ type: 'FormMessageLost', data: { at } }] : []

export const formDecider: Decider<FormCommand, FormState, FormEvent, FormRefusal> = {
  initial: noForm,
  decide,
  evolve
}
