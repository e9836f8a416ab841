import { type Command, type Decision, events, nothing } from './decision.js'
import type { ExistingTicket } from './state.js'

export function changeTitle(
  { digest, personal }: Command<'ChangeTitle'>,
  { titleDigest }: ExistingTicket
): Decision {
  if (digest === titleDigest) return nothing
  return events({ type: 'TitleChanged', data: { digest }, ...(personal && { personal }) })
}

/** Those that hold what they are to hold already are left out. */
export function changeFields(
  { changes, personal }: Command<'ChangeFields'>,
  { fields }: ExistingTicket
): Decision {
  const changed = changes.filter(({ field, digest }) => digest !== (fields.get(field) ?? null))
  if (changed.length === 0) return nothing
  return events({ type: 'FieldsChanged', data: { changed }, ...(personal && { personal }) })
}
