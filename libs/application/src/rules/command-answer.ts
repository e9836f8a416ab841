import { type TicketCommand, ticketDecider, ticketStream, type WebhookLapse } from '#domain'
import {
  type CommandId,
  commandIdFor,
  type Instant,
  isJsonObject,
  type JsonObject,
  messageIdFor,
  type SubjectId,
  type TicketId
} from '#kernel'
import { conceal } from '#privacy'
import { threadOf } from '#views'
import type { Desk } from '../desk.js'
import type { MessagePersonal } from '../personal-shapes.js'
import { fieldsChange } from '../title-and-fields.js'

/** Of an answer to a command of the desk's own. */
export const mostAnswerBytes = 64 * 1024
const mostText = 32_768

/** What somebody who reads it in the topic can look for. */
export type AnswerPart = 'reply' | 'note' | 'fields' | 'whole'

export type ReadAnswer =
  | { readonly commands: readonly TicketCommand[] }
  | { readonly because: WebhookLapse; readonly part: AnswerPart | null }

interface Asked {
  readonly ticketId: TicketId
  readonly commandId: CommandId
  /** When it was asked. */
  readonly at: Instant
}

const wrong = (part: AnswerPart): ReadAnswer => ({ because: 'answer_invalid', part })

/**
 * What `{reply?, note?, fields?}` asks of the ticket, all or nothing of it; what else stands there is left alone. No word of
 * it is told but which part is wrong. @throws Unavailable
 */
export async function readAnswer(desk: Desk, asked: Asked, body: Buffer): Promise<ReadAnswer> {
  if (body.length > mostAnswerBytes) return { because: 'answer_too_big', part: null }
  const answer = jsonIn(body)
  if (!answer) return wrong('whole')
  const { reply = null, note = null, fields = null } = answer
  const commands: TicketCommand[] = []
  const { at: sentAt, commandId } = asked
  const by = { agentId: null, source: { kind: 'api' }, kind: 'text', sentAt } as const
  const messageId = (part: AnswerPart) => messageIdFor(commandIdFor(commandId, part))
  if (fields !== null) {
    const change = isJsonObject(fields) ? await ofFields(desk, asked, fields) : undefined
    if (!change) return wrong('fields')
    commands.push(change)
  }
  if (note !== null) {
    if (!isText(note)) return wrong('note')
    commands.push({ type: 'AddNote', messageId: messageId('note'), ...by, personal: written(note) })
  }
  if (reply !== null) {
    if (!isText(reply)) return wrong('reply')
    const personal = written(reply)
    const now = desk.clock.now()
    commands.push({
      type: 'RequestReply',
      messageId: messageId('reply'),
      ...by,
      mediaGroup: null,
      personal,
      now
    })
  }
  return { commands }
}

/** An empty answer asks for nothing. */
function jsonIn(body: Buffer): JsonObject | undefined {
  const text = body.toString('utf8').trim()
  if (text === '') return {}
  try {
    const parsed: unknown = JSON.parse(text)
    return isJsonObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

const isText = (given: unknown): given is string =>
  typeof given === 'string' && given.trim() !== '' && given.length <= mostText

const written = (text: string) =>
  conceal({ text, entities: null, file: null, forwarded_from: null } satisfies MessagePersonal)

/** Undefined: one of them does not take what is given. */
async function ofFields(
  { vault, settings, sealer, log, runner }: Desk,
  { ticketId }: Asked,
  given: JsonObject
): Promise<TicketCommand | undefined> {
  const { state, subjectId } = await runner.load(ticketDecider, ticketStream(ticketId))
  if (!state.exists) return undefined
  const thread = await threadOf(log.readStream(ticketStream(ticketId)))
  const messages = { get: async (id: string) => thread.find(one => one.id === id) }
  const held = [...state.fields.keys()]
  const prepared = await fieldsChange(
    { vault, settings, reads: { sealer, messages } },
    { ticketId, subjectId: (subjectId ?? null) as SubjectId | null, held, given }
  )
  return 'command' in prepared ? prepared.command : undefined
}
