import {
  type CustomerText,
  customerTextFormat,
  customerTextLimit,
  languageOf,
  ownTexts,
  type Rendered,
  readTemplate,
  render,
  type Template,
  type Values
} from '#domain'
import { type AgentId, type ConversationId, showsSomething, type TicketId } from '#kernel'
import type { Sealer } from '#privacy'
import type { Desk } from '../desk.js'
import { presentAnswer } from '../queries/ticket-answer.js'
import { customerValues, deskValues, templateValues } from './template-values.js'

/** One text in every language that the desk speaks. */
export interface DeskText {
  readonly name: CustomerText
  readonly ours: { readonly [language: string]: string }
}

/** To whom it is said, and about what; nobody: it is said to all alike. */
export interface SaidTo {
  readonly language: string | null
  readonly conversationId: ConversationId | null
  readonly ticket: { readonly id: TicketId; readonly code: string } | null
  readonly agentId?: AgentId | null
  /** Beside what is known of ticket, customer and desk. */
  readonly more?: Values
}

type Reads = Pick<Desk, 'log' | 'runner' | 'settings'> & { readonly sealer: Sealer }

/**
 * What the desk says to a customer: by `desk/texts` as it stands in the log, else in our words. So it is too where the own
 * wording has a variable that nothing is known for, shows nothing, or has grown too long for its place by its values: nobody
 * is told a sentence with a hole, and nobody is told nothing.
 */
export async function fillText(desk: Reads, { name, ours }: DeskText, to: SaidTo): Promise<Rendered> {
  const own = ownTexts((await desk.settings.body('desk', 'texts')) ?? {}, name)
  const language = languageOf(Object.keys({ ...ours, ...own }), to.language)
  const said = own[language]
  const rendered = said === undefined ? undefined : await filled(desk, name, said, to, language)
  if (rendered && canBeSaid(name, rendered)) return rendered
  const spoken = languageOf(Object.keys(ours), to.language)
  const inOurs = await filled(desk, name, ours[spoken] ?? '', to, spoken)
  if (!inOurs) throw new Error(`our own words for ${name} can't be read`)
  return inOurs
}

export const canBeSaid = (name: CustomerText, { text, missing }: Rendered): boolean =>
  missing.length === 0 && showsSomething(text) && text.length <= customerTextLimit(name)

async function filled(
  desk: Reads,
  name: CustomerText,
  text: string,
  to: SaidTo,
  language: string
): Promise<Rendered | undefined> {
  const read = readTemplate(text, customerTextFormat(name))
  return 'problem' in read
    ? undefined
    : render(read.template, await valuesFor(desk, read.template, to, language))
}

/** Nothing is read for what names no more than the ticket's code, as our own words do. */
async function valuesFor(desk: Reads, template: Template, to: SaidTo, language: string): Promise<Values> {
  const { conversationId, ticket, agentId = null, more = {} } = to
  const atHand: Values = { ...(ticket && { 'ticket.code': ticket.code }), ...more }
  const named = template.pieces.flatMap(piece => (piece.kind === 'variable' ? [piece.name] : []))
  if (named.every(name => Object.hasOwn(atHand, name))) return atHand
  const answer = ticket && (await presentAnswer(desk, ticket.id))
  if (answer)
    return { ...(await templateValues(desk, { answer, agentId, personal: true }, language)), ...atHand }
  return { ...(await (conversationId ? customerValues(desk, conversationId) : deskValues(desk))), ...atHand }
}
