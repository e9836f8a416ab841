import {
  type Rendered,
  readTemplate,
  render,
  settingDecider,
  settingStream,
  type Template,
  templateFormatOf,
  templateTextOf,
  templateTexts,
  withVariablesAsWritten
} from '#domain'
import type { AgentId, TicketId } from '#kernel'
import type { Desk } from '../desk.js'
import { presentAnswer } from '../queries/ticket-answer.js'
import { templateValues } from './template-values.js'

type Reads = Pick<Desk, 'log' | 'runner' | 'sealer' | 'settings'>
type Said = Parameters<typeof templateTextOf>[0]

export interface FilledWritten extends Rendered {
  /** Null: no template in force says this, any more. */
  readonly template: { readonly id: string; readonly version: number } | null
}

/**
 * A template that somebody chose with its variables as written, filled in for the ticket. `ids`: of the templates that it
 * may be. Undefined: it is no template at all.
 */
export async function fillWritten(
  desk: Reads,
  said: Said,
  ids: readonly string[],
  ticketId: TicketId,
  agentId: AgentId | null
): Promise<FilledWritten | undefined> {
  const read = readTemplate(templateTextOf(said), 'html')
  const answer = await presentAnswer(desk, ticketId)
  if ('problem' in read || !answer) return undefined
  const found = await foundAmong(desk, ids, said.text)
  const values = await templateValues(
    desk,
    { answer, agentId, personal: true },
    answer.ticket.language ?? 'en'
  )
  const { id, version, template = read.template } = found ?? {}
  const rendered = render(template, values)
  return { ...rendered, template: id === undefined || version === undefined ? null : { id, version } }
}

async function foundAmong(
  { runner }: Pick<Desk, 'runner'>,
  ids: readonly string[],
  text: string
): Promise<{ readonly id: string; readonly version: number; readonly template: Template } | undefined> {
  for (const id of ids) {
    const { state, revision: version } = await runner.load(settingDecider, settingStream('template', id))
    if (!state.exists || state.retired || state.body['audience'] === 'agents') continue
    for (const written of Object.values(templateTexts(state.body))) {
      const read = readTemplate(written, templateFormatOf(state.body))
      if ('problem' in read) continue
      // Telegram leaves out what is blank around a message.
      const shown = render(withVariablesAsWritten(read.template), {}).text
      if (shown.trim() === text.trim()) return { id, version, template: read.template }
    }
  }
  return undefined
}
