import { type DeskEvent, idOf, searchSettings, statusAfter, type TicketEvent, toldIn } from '#domain'
import type { RecordedEvent } from '#event-log'
import { InfrastructureFault, type JsonObject } from '#kernel'
import type { Sealer } from '#privacy'
import type { Change } from '../index/messages.js'
import { articleText, templateText } from './texts-of.js'

/**
 * What an event changes in the index. What is personal is opened with today's keys: of who was forgotten there is nothing
 * to open, and so nothing to find.
 */
export async function changesOf(event: RecordedEvent, sealer: Sealer): Promise<readonly Change[]> {
  const ticket = toldIn('ticket', event)
  if (ticket) return ofTicket(event, ticket, sealer)
  const conversation = toldIn('conversation', event)
  if (conversation) {
    return conversation.type === 'CustomerRenamed'
      ? named({ conversation: idOf(event.stream) }, namesIn(await opened(event, sealer)))
      : []
  }
  const setting = toldIn('setting', event)
  if (setting) return ofSetting(setting)
  const subject = toldIn('subject', event)
  return subject?.type === 'SubjectForgotten'
    ? [{ change: 'forgotten', subject: subject.data.subjectId }]
    : []
}

async function ofTicket(
  event: RecordedEvent,
  ticket: TicketEvent,
  sealer: Sealer
): Promise<readonly Change[]> {
  const id = idOf(event.stream)
  switch (ticket.type) {
    case 'TicketOpened': {
      const { code, queueId: queue, conversationId: conversation } = ticket.data
      const subject = event.meta.subjectId ?? null
      const open = {
        change: 'ticket' as const,
        id,
        code,
        queue,
        conversation,
        subject,
        createdAt: event.recordedAt
      }
      return [open, ...named({ ticket: id }, namesIn(await opened(event, sealer)))]
    }
    case 'TagsChanged':
      return [{ change: 'tags', id, added: ticket.data.added, removed: ticket.data.removed }]
    case 'TemplateApplied':
      return [{ change: 'used', template: ticket.data.template }]
    case 'TicketTransferred':
      return [{ change: 'ticket_state', id, queue: ticket.data.toQueueId }]
    case 'TitleChanged': {
      const title = (await opened(event, sealer))?.['title']
      return [{ change: 'title', id, title: typeof title === 'string' ? title : null }]
    }
    default:
      return stateChange(id, ticket)
  }
}

/** Whatever the ticket was before; an assignment says something of an open one alone. */
function stateChange(id: string, ticket: TicketEvent): readonly Change[] {
  const ofOpen = statusAfter('open', ticket)
  if (statusAfter('closed', ticket) === ofOpen) return [{ change: 'ticket_state', id, status: ofOpen }]
  return ofOpen === 'open' ? [] : [{ change: 'ticket_state', id, from: 'open', status: ofOpen }]
}

function ofSetting(
  setting: Extract<DeskEvent, { type: 'SettingPublished' | 'SettingRetired' }>
): readonly Change[] {
  const { kind, id } = setting.data
  const body = setting.type === 'SettingPublished' ? setting.data.body : undefined
  if (kind === 'article' || kind === 'template') {
    if (!body) return [{ change: 'text_gone', kind, id }]
    return [{ change: 'text', text: kind === 'article' ? articleText(id, body) : templateText(id, body) }]
  }
  if (kind !== 'desk' || id !== 'search') return []
  const { synonyms, stopWords, weights } = searchSettings(body ?? {})
  return [{ change: 'settings', lexicon: { synonyms, stopWords }, weights }]
}

interface Names {
  readonly name: string
  readonly username: string | null
}

function named(of: Extract<Change, { change: 'name' }>['of'], names: Names | undefined): readonly Change[] {
  return names ? [{ change: 'name', of, ...names }] : []
}

/** As they stand in TicketOpened and in CustomerRenamed. */
function namesIn(personal: JsonObject | undefined): Names | undefined {
  if (!personal) return undefined
  const { display_name, first_name, last_name, username } = personal
  const name = [display_name, first_name, last_name].filter(part => typeof part === 'string').join(' ')
  return { name, username: typeof username === 'string' ? username : null }
}

async function opened(event: RecordedEvent, sealer: Sealer): Promise<JsonObject | undefined> {
  const { stream, id: eventId, type, personal } = event
  const { subjectId } = event.meta
  if (personal === undefined || subjectId === undefined) return undefined
  try {
    return await sealer.open({ stream, eventId, type, subjectId }, personal)
  } catch (error) {
    // Changed where it lies: nothing of it can be found.
    if (error instanceof InfrastructureFault) throw error
    return undefined
  }
}
