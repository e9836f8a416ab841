import type { SubjectId } from '#kernel'
import type { TicketDocument } from '#views'
import type { DeskReads } from '../queries/desk-reads.js'

const pageSize = 500

/** All tickets of a person, oldest first, as the view has them. */
export async function ticketsOf({ tickets }: DeskReads, subjectId: SubjectId): Promise<TicketDocument[]> {
  const found: TicketDocument[] = []
  for (let last: TicketDocument | undefined; ; ) {
    const after = last && { order: last.createdAt, id: last.id }
    const where = { subjectId }
    const page = await tickets.find({ index: 'subject', where, ...(after && { after }), limit: pageSize })
    found.push(...page)
    last = page.at(-1)
    if (!last || page.length < pageSize) return found
  }
}
