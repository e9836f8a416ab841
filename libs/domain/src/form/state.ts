import { type Instant, type TicketId, unreachable } from '#kernel'
import type { AnswerRule, FormEvent, LeaveCause } from './events.js'
import { type FormField, holds, type Texts } from './form.js'

export interface FormAnswer {
  readonly field: string
  /** Of the event that has it; null: skipped. */
  readonly nth: number | null
  readonly chosen: readonly string[]
  readonly flagged: boolean
}

export interface FormRun {
  readonly exists: true
  readonly ticketId: TicketId
  readonly form: string
  readonly version: number
  readonly fields: readonly FormField[]
  readonly timeoutS: number
  readonly finishText: Texts
  readonly known: { readonly [field: string]: readonly string[] }
  readonly startedAt: Instant
  /** When something happened last. */
  readonly at: Instant
  readonly phase: 'running' | 'finished' | 'abandoned'
  readonly cause: LeaveCause | null
  /** Rises whenever another question is asked: a button says of which it is. */
  readonly step: number
  /** What is asked now; undefined once it is over. */
  readonly current: FormField | undefined
  /** In the order in which they were given. */
  readonly answers: readonly FormAnswer[]
  /** Of the multi_select that is asked: as the events have them. */
  readonly choosing: readonly string[]
  /** Of the present question, one after the other. */
  readonly refusals: readonly AnswerRule[]
  /** Undefined: it is not shown yet; null: nobody knows what it is called. */
  readonly message: number | null | undefined
  /** Messages that were an answer, or no good one. */
  readonly heard: ReadonlySet<number>
  /** Something has changed since its message was asked for: it may show what was before. */
  readonly moved: boolean
  /** How many events this run has. */
  readonly events: number
}

export type FormState = { readonly exists: false } | FormRun

export const noForm: FormState = { exists: false }

/** The answer as it counts: of a question that was asked again, the last. */
const chosenIn = ({ answers, known }: FormRun, field: string): readonly string[] =>
  known[field] ?? answers.find(answer => answer.field === field)?.chosen ?? []

/** The first question after this one that is to be asked; undefined: there is none. */
function questionAfter(run: FormRun, field: string | undefined): FormField | undefined {
  const from = field === undefined ? 0 : run.fields.findIndex(one => one.field === field) + 1
  return run.fields
    .slice(from)
    .find(
      one => run.known[one.field] === undefined && (!one.if || holds(one.if, chosenIn(run, one.if.field)))
    )
}

const asking = (run: FormRun, current: FormField | undefined): FormRun => ({
  ...run,
  current,
  step: run.step + 1,
  choosing: [],
  refusals: []
})

function answered(run: FormRun, answer: FormAnswer): FormRun {
  const next = { ...run, answers: [...run.answers, answer] }
  return asking(next, questionAfter(next, answer.field))
}

export function evolve(state: FormState, event: FormEvent): FormState {
  if (event.type === 'FormStarted') {
    const { at, ...given } = event.data
    const steps = state.exists ? state.step : 0
    const run: FormRun = {
      ...{ exists: true, ...given, startedAt: at, at, phase: 'running', cause: null },
      ...{ step: steps, current: undefined, answers: [], choosing: [], refusals: [] },
      ...{ message: undefined, heard: new Set(), moved: false, events: 1 }
    }
    return asking(run, questionAfter(run, undefined))
  }
  if (!state.exists) return state
  const stays = event.type === 'FormShown' ? state.moved : event.type !== 'FormMessageLost'
  const after = { ...change(state, event), moved: stays }
  return { ...after, at: Math.max(state.at, event.data.at), events: state.events + 1 }
}

function change(run: FormRun, event: Exclude<FormEvent, { type: 'FormStarted' }>): FormRun {
  switch (event.type) {
    case 'FormShown':
      return { ...run, message: event.data.telegramMessageId }
    case 'FormMessageLost':
      return { ...run, message: undefined }
    case 'FormOptionChosen': {
      const { option, chosen } = event.data
      const others = run.choosing.filter(one => one !== option)
      return { ...run, choosing: chosen ? [...others, option] : others }
    }
    case 'FormAnswered': {
      const { field, chosen, flagged, telegramMessageId: id } = event.data
      const heard = id === null ? run.heard : new Set([...run.heard, id])
      return answered({ ...run, heard }, { field, nth: run.events, chosen: chosen ?? [], flagged })
    }
    case 'FormAnswerRefused': {
      const { rule, telegramMessageId } = event.data
      return { ...run, refusals: [...run.refusals, rule], heard: new Set([...run.heard, telegramMessageId]) }
    }
    case 'FormFieldSkipped': {
      const { field, why } = event.data
      return answered(run, { field, nth: null, chosen: [], flagged: why === 'gave_up' })
    }
    case 'FormSteppedBack': {
      const { field } = event.data
      const to = run.answers.findIndex(answer => answer.field === field)
      const question = run.fields.find(one => one.field === field)
      return asking({ ...run, answers: run.answers.slice(0, Math.max(0, to)) }, question)
    }
    case 'FormFinished':
      return { ...run, phase: 'finished', current: undefined }
    case 'FormAbandoned':
      return { ...run, phase: 'abandoned', cause: event.data.cause, current: undefined }
    default:
      return unreachable(event)
  }
}

/** When it ends by itself; null: it is over. */
export const timeOutOf = (state: FormState): Instant | null =>
  state.exists && state.phase === 'running' ? state.at + state.timeoutS * 1000 : null

/** Whether there is a question before the present one. */
export const canStepBack = ({ answers }: FormRun): boolean => answers.length > 0
