import {
  type FieldChange,
  type FieldProblem,
  type FieldValue,
  isSettingId,
  readFieldValue,
  type TicketCommand,
  ticketFieldOf
} from '#domain'
import {
  canonicalJson,
  type Json,
  type JsonObject,
  type MessageId,
  messageIdIn,
  type Refusal,
  refuse,
  type SubjectId,
  type TicketId
} from '#kernel'
import { conceal, digestOf, KeyGone, type Vault } from '#privacy'
import type { FieldsPersonal, TitlePersonal } from './personal-shapes.js'
import type { DeskReads } from './queries/desk-reads.js'
import { openMessage } from './queries/open-personal.js'
import type { SettingsReader } from './settings/settings-reader.js'

/** What can be asked of a ticket, or why it can't. */
export type Prepared =
  | { readonly command: TicketCommand }
  | { readonly refusal: Refusal<'customer_forgotten'> }
  | { readonly problems: readonly FieldProblem[] }

const forgotten: Prepared = { refusal: refuse('customer_forgotten') }

/** What gives the ticket of this customer a title, or with null takes it away. */
export async function titleChange(
  vault: Pick<Vault, 'keyOf'>,
  subjectId: SubjectId | null,
  title: string | null
): Promise<Prepared> {
  if (title === null) return { command: { type: 'ChangeTitle', digest: null } }
  const digest = await digestFor(vault, subjectId, { title })
  if (digest === undefined) return forgotten
  return {
    command: { type: 'ChangeTitle', digest, personal: conceal({ title } satisfies TitlePersonal) }
  }
}

export interface FieldsAsked {
  /** Null: of one that is not there yet, so that no message of it has a file. */
  readonly ticketId: TicketId | null
  readonly subjectId: SubjectId | null
  /** The fields that hold something now. */
  readonly held: readonly string[]
  /** Values by field; null takes one away, and for the whole takes away all. */
  readonly given: JsonObject | null
}

export interface FieldsFrom {
  readonly vault: Pick<Vault, 'keyOf'>
  readonly settings: Pick<SettingsReader, 'body'>
  readonly reads: Pick<DeskReads, 'sealer'> & { readonly messages: Pick<DeskReads['messages'], 'get'> }
}

const maxFields = 50
/** Of all values together: an event takes little more. */
const maxBytes = 100 * 1024

/** What fills fields of a ticket, each checked by what its type is now. Pointers begin with `/fields`. */
export async function fieldsChange(from: FieldsFrom, asked: FieldsAsked): Promise<Prepared> {
  const { held, subjectId } = asked
  const given = asked.given ?? Object.fromEntries(held.map(field => [field, null]))
  if (Object.keys(given).length > maxFields || Buffer.byteLength(canonicalJson(given)) > maxBytes)
    return tooMuch
  const problems: FieldProblem[] = []
  const changes: FieldChange[] = []
  const values: { [field: string]: FieldValue } = {}
  for (const [field, value] of Object.entries(given)) {
    const read = await readField(from, asked, field, value)
    if (Array.isArray(read)) problems.push(...read)
    else if (read === null) changes.push({ field, digest: null, chosen: null })
    else {
      const digest = await digestFor(from.vault, subjectId, { field, value: read.value })
      if (digest === undefined) return forgotten
      values[field] = read.value
      changes.push({ field, digest, chosen: read.chosen })
    }
  }
  if (problems.length > 0) return { problems }
  const personal = Object.keys(values).length > 0 && conceal({ values } satisfies FieldsPersonal)
  return { command: { type: 'ChangeFields', changes, ...(personal && { personal }) } }
}

const tooMuch: Prepared = {
  problems: [
    { pointer: '/fields', code: 'too_large', message: `must have at most ${maxFields} fields and 100 KiB` }
  ]
}

async function readField(
  { settings, reads }: FieldsFrom,
  { held, ticketId }: FieldsAsked,
  field: string,
  value: Json | undefined
) {
  const at = `/fields/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
  if (value === null && held.includes(field)) return null
  const body = isSettingId(field) ? await settings.body('ticket_field', field) : undefined
  if (!body) return [{ pointer: at, code: 'unknown', message: 'is no ticket field in force' }]
  if (value === null || value === undefined) return null
  const declared = ticketFieldOf(field, body)
  const read = readFieldValue(declared, value, at)
  if (Array.isArray(read) || declared.type !== 'file') return read
  const messageId = messageIdIn(String(read.value))
  const isThere = ticketId && messageId && (await hasFile(reads, ticketId, messageId))
  const message = 'must be the id of a message of this ticket that has a file'
  return isThere ? read : [{ pointer: at, code: 'unknown', message }]
}

async function hasFile(
  { messages, sealer }: FieldsFrom['reads'],
  ticketId: TicketId,
  messageId: MessageId
): Promise<boolean> {
  const message = await messages.get(messageId)
  if (message?.ticketId !== ticketId) return false
  return Boolean((await openMessage(sealer, message.content))?.file)
}

/** Undefined: forgotten. */
async function digestFor(
  vault: Pick<Vault, 'keyOf'>,
  subjectId: SubjectId | null,
  value: JsonObject
): Promise<string | undefined> {
  if (subjectId === null) return undefined
  try {
    return await digestOf(vault, subjectId, canonicalJson(value))
  } catch (error) {
    if (error instanceof KeyGone) return undefined
    throw error
  }
}
