import {
  languageOf,
  type Rendered,
  readTemplate,
  render,
  settingDecider,
  settingStream,
  type TemplateMedia,
  templateFormatOf,
  templateMediaOf,
  templateTexts
} from '#domain'
import { type AgentId, showsSomething, type TicketId } from '#kernel'
import type { Desk } from '../desk.js'
import type { MessagePersonal } from '../personal-shapes.js'
import { presentAnswer, type TicketAnswer } from '../queries/ticket-answer.js'
import { templateValues } from './template-values.js'

export interface FilledTemplate extends Rendered {
  readonly id: string
  readonly version: number
  readonly audience: 'customers' | 'agents'
  readonly media: TemplateMedia | null
}

export interface FillFor {
  readonly answer: TicketAnswer
  readonly agentId: AgentId | null
  /** False: nothing that a person typed or is called; what is about the customer then counts as missing. */
  readonly personal: boolean
}

type Reads = Pick<Desk, 'log' | 'runner' | 'sealer' | 'settings'>

/**
 * A template in force, read from its stream, in the customer's language and filled in with what holds of the ticket now:
 * so after a publication nobody is given the old text. Undefined: there is none of this id.
 */
export async function fillTemplate(
  desk: Reads,
  id: string,
  about: FillFor
): Promise<FilledTemplate | undefined> {
  const { state, revision: version } = await desk.runner.load(settingDecider, settingStream('template', id))
  if (!state.exists || state.retired) return undefined
  const texts = templateTexts(state.body)
  const language = languageOf(Object.keys(texts), about.answer.ticket.language)
  const read = readTemplate(texts[language] ?? '', templateFormatOf(state.body))
  const audience = state.body['audience'] === 'agents' ? 'agents' : 'customers'
  const media = templateMediaOf(state.body)
  return {
    id,
    version,
    audience,
    media,
    ...('problem' in read ? nothing : render(read.template, await templateValues(desk, about, language)))
  }
}

/** Of a text that was taken once and is none by today's rules. */
const nothing: Rendered = { text: '', entities: [], missing: [] }

/** Why a template can't be sent as it is filled in. */
export type Unsendable =
  | { readonly reason: 'template_for_agents' }
  | { readonly reason: 'missing_value'; readonly missing: readonly string[] }
  /** Nothing would be seen of it, and it carries no file. */
  | { readonly reason: 'nothing_to_send' }

export function unsendable({
  audience,
  missing,
  text,
  media
}: Pick<FilledTemplate, 'audience' | 'missing' | 'text' | 'media'>): Unsendable | undefined {
  if (audience === 'agents') return { reason: 'template_for_agents' }
  if (missing.length > 0) return { reason: 'missing_value', missing }
  return media === null && !showsSomething(text) ? { reason: 'nothing_to_send' } : undefined
}

/** As `fillTemplate`, with everything that can be opened of the ticket as it is in the log. */
export async function fillForTicket(
  desk: Reads,
  id: string,
  ticketId: TicketId,
  agentId: AgentId | null
): Promise<FilledTemplate | undefined> {
  const answer = await presentAnswer(desk, ticketId)
  return answer && fillTemplate(desk, id, { answer, agentId, personal: true })
}

/** What a template sends beside its text, as a message has it. */
export const fileOfTemplate = (media: TemplateMedia | null): MessagePersonal['file'] =>
  media && { file_id: media.fileId, name: null, mime_type: null, size: null }
