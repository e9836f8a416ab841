import { staffGroupStream, type TopicPlace, toldIn } from '#domain'
import type { EventLog } from '#event-log'
import type { StaffGroupId } from '#kernel'
import type { TicketDocument } from '#views'

/** Where staff groups are now: Telegram gives a group another chat id when it migrates, and its topics move with it. */
export interface GroupChats {
  /** The same tickets, their topics named in the present chat. As fresh as the log. */
  present(tickets: readonly TicketDocument[]): Promise<TicketDocument[]>
}

interface Known {
  readonly revision: number
  /** Undefined: it has never moved. */
  readonly movedTo: number | undefined
}

export function createGroupChats(log: EventLog): GroupChats {
  const known = new Map<StaffGroupId, Known>()

  async function look(id: StaffGroupId): Promise<Known> {
    let { revision, movedTo } = known.get(id) ?? { revision: -1, movedTo: undefined }
    for await (const event of log.readStream(staffGroupStream(id), revision + 1)) {
      const told = toldIn('staff-group', event)
      if (told?.type === 'StaffGroupMigrated') movedTo = told.data.toChatId
      revision = event.revision
    }
    const found = { revision, movedTo }
    known.set(id, found)
    return found
  }

  return {
    async present(tickets) {
      const ids = new Set(tickets.flatMap(({ topic }) => (topic ? [topic.staffGroupId] : [])))
      const found = new Map(await Promise.all([...ids].map(async id => [id, await look(id)] as const)))
      const placeOf = (topic: TopicPlace): TopicPlace => ({
        ...topic,
        chatId: found.get(topic.staffGroupId)?.movedTo ?? topic.chatId
      })
      return tickets.map(ticket => (ticket.topic ? { ...ticket, topic: placeOf(ticket.topic) } : ticket))
    }
  }
}
