import { canStepBack, type FormField, type FormRun, optionIn, textIn } from '#domain'
import type { TicketId } from '#kernel'
import { entitiesIn, plain, prefixed, type RichText } from '#telegram'
import { yesNo } from '../../words/index.js'
import type { TicketFacts } from '../outbox/index.js'
import type { Call } from './calls.js'
import type { Sources } from './sources.js'
import { at, type Target } from './target.js'

interface Button {
  readonly text: string
  readonly callback_data: string
}

interface Shown {
  /** Null: nobody knows what it is called; undefined: it is not there yet. */
  readonly message: number | null | undefined
  readonly said: RichText
  readonly moved: boolean
  /** None: the form is over. */
  readonly rows: Button[][]
}

/** The data of a form's button; read in intake. */
export const formData = (ticketId: TicketId, step: number, what: string): string =>
  `form:${ticketId}:${step}:${what}`

type FormText =
  | 'form_back'
  | 'form_skip'
  | 'form_person'
  | 'form_done'
  | 'form_wrong_type'
  | 'form_wrong_number'
  | 'form_wrong_pattern'
  | 'form_wrong_contact'
  | 'form_over'
  | 'form_to_person'
  | 'form_timed_out'

const wrongs = {
  type: 'form_wrong_type',
  number: 'form_wrong_number',
  pattern: 'form_wrong_pattern',
  contact_of_another: 'form_wrong_contact'
} as const

/** The question that is asked now, or how the form ended. Undefined: there is none. */
async function shownOf(facts: TicketFacts, sources: Sources): Promise<Shown | undefined> {
  const form = await sources.form(facts.ticketId)
  if (!form) return undefined
  const { run, chosen } = form
  const { language, conversationId, ticketId: id, code } = facts
  const say = async (name: FormText): Promise<RichText> => {
    const { text, entities } = await sources.said(name, { language, conversationId, ticket: { id, code } })
    return { text, entities: entitiesIn([...entities], text) }
  }
  const { current, message, moved } = run
  if (!current) return { message, moved, said: await say(endOf(run)), rows: [] }
  const button = async (name: FormText, what: string): Promise<Button> => ({
    text: (await say(name)).text,
    callback_data: formData(id, run.step, what)
  })
  const canBeDone = current.type === 'multi_select' && chosen.length > 0
  const done = canBeDone ? [await button('form_done', 'd')] : []
  const moves = await Promise.all([
    ...(canStepBack(run) ? [button('form_back', 'b')] : []),
    ...(current.required ? [] : [button('form_skip', 's')])
  ])
  const rows = [...optionsOf(run, chosen, current, language), done, moves, [await button('form_person', 'p')]]
  const wrong = run.refusals.at(-1)
  const said = questionText(current, language, wrong && (await say(wrongs[wrong])))
  return { message, moved, said, rows: rows.filter(row => row.length > 0) }
}

function endOf({ phase, cause }: FormRun): FormText {
  if (phase === 'finished' || cause === 'ticket_over' || cause === 'undelivered') return 'form_over'
  return cause === 'timeout' ? 'form_timed_out' : 'form_to_person'
}

function questionText(question: FormField, language: string | null, wrong: RichText | undefined): RichText {
  const help = textIn(question.help, language)
  const asked = plain(`${textIn(question.label, language)}${help === '' ? '' : `\n\n${help}`}`)
  return wrong ? prefixed(prefixed(wrong, plain('\n\n')), asked) : asked
}

function optionsOf(
  { ticketId, step }: FormRun,
  chosen: readonly string[],
  question: FormField,
  language: string | null
): Button[][] {
  const button = (text: string, what: string) => ({ text, callback_data: formData(ticketId, step, what) })
  switch (question.type) {
    case 'yes_no':
      return [[button(textIn(yesNo.yes, language), 'o0'), button(textIn(yesNo.no, language), 'o1')]]
    case 'select':
      return question.options.map(({ id }, nth) => [button(optionIn(question, id, language), `o${nth}`)])
    case 'multi_select':
      return question.options.map(({ id }, nth) => {
        const label = optionIn(question, id, language)
        return [chosen.includes(id) ? button(`✅ ${label}`, `f${nth}`) : button(label, `t${nth}`)]
      })
    default:
      return []
  }
}

/** A message of its own for it. Undefined: it is over. */
export async function formQuestion(
  facts: TicketFacts,
  target: Target,
  sources: Sources
): Promise<Call | undefined> {
  const shown = await shownOf(facts, sources)
  if (!shown || shown.rows.length === 0) return undefined
  const { text, entities } = shown.said
  const reply_markup = { inline_keyboard: shown.rows }
  return { method: 'sendMessage', params: { ...at(target), text, entities: [...entities], reply_markup } }
}

/** Undefined: there is no message yet, nobody knows what it is called, or it says so already. */
export async function formEdit(
  facts: TicketFacts,
  chatId: number,
  sources: Sources
): Promise<Call | undefined> {
  const shown = await shownOf(facts, sources)
  if (!shown?.moved || typeof shown.message !== 'number') return undefined
  const { text, entities } = shown.said
  const where = { chat_id: chatId, message_id: shown.message }
  const reply_markup = { inline_keyboard: shown.rows }
  return { method: 'editMessageText', params: { ...where, text, entities: [...entities], reply_markup } }
}
