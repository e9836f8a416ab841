import type { TicketCommand } from '#domain'
import type { JsonObject } from '#kernel'
import { type FieldsAsked, type FieldsFrom, fieldsChange } from '../title-and-fields.js'

/** What fills the fields that take these values as they are now; the others are left out. Undefined: none does. */
export async function fittingFields(
  from: FieldsFrom,
  asked: Pick<FieldsAsked, 'ticketId' | 'subjectId'> & { readonly given: JsonObject }
): Promise<TicketCommand | undefined> {
  const given: { [field: string]: JsonObject[string] } = { ...asked.given }
  while (Object.keys(given).length > 0) {
    const prepared = await fieldsChange(from, { ...asked, held: [], given })
    if ('command' in prepared) return prepared.command
    if ('refusal' in prepared) return undefined
    const wrong = prepared.problems.flatMap(({ pointer }) => pointer.split('/')[2] ?? [])
    if (wrong.length === 0) return undefined
    for (const field of wrong) delete given[field]
  }
  return undefined
}
