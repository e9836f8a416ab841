import { createHash } from 'node:crypto'
import type { TicketId } from '#kernel'
import { isUsable, type StaffGroup, type StaffGroupDirectory } from '../../directories/index.js'

const weight = (group: StaffGroup, ticket: TicketId): string =>
  createHash('sha256').update(`${group.staffGroupId} ${ticket}`).digest('hex')

/** The same one for a ticket as long as the groups stay the same; another group more or less moves few of them. */
export function groupFor(ticket: TicketId, groups: Pick<StaffGroupDirectory, 'all'>): StaffGroup | undefined {
  const able = groups.all().filter(group => group.active && isUsable(group))
  if (able.length < 2) return able[0]
  return able
    .map(group => ({ group, weight: weight(group, ticket) }))
    .sort((a, b) => (a.weight < b.weight ? -1 : 1))[0]?.group
}
