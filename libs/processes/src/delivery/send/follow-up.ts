import type { StaffGroupId } from '#kernel'
import { unreachable } from '#kernel'
import type { Lane, Outbox, Task } from '../outbox/index.js'
import type { Consequences } from '../report/index.js'
import type { Destination } from './destination.js'
import type { GroupTrouble } from './group-trouble.js'
import type { Besides } from './verdict.js'

/** Does what a verdict asks for besides its record. */
export class FollowUp {
  constructor(
    private readonly outbox: Outbox,
    private readonly consequences: Consequences
  ) {}

  async follow(besides: Besides, task: Task, lane: Lane, where: Destination): Promise<void> {
    const { outbox, consequences } = this
    const facts = task.ticketId ? outbox.known.tickets.get(task.ticketId) : undefined
    const cause = task.event.id
    switch (besides.kind) {
      case 'lose_topic':
        if (facts?.topic && facts.topic.threadId === where.threadId) {
          await consequences.topicLost(facts.ticketId, facts.topic, cause)
        }
        return
      case 'reopen_topic':
        // A ticket that is over gets its topic closed again afterwards.
        outbox.wish(lane, { kind: 'reopen' }, lane.key)
        outbox.wish(lane, { kind: 'topic_state' }, lane.key)
        return
      case 'customer_unreachable':
        if (task.conversationId) await consequences.unreachable(task.conversationId, cause)
        // The log says so too, a moment later: nothing more is begun until then.
        for (const other of lane.queue) other.doomed ??= 'customer_blocked_bot'
        return
      case 'migrate':
      case 'rights_missing':
        return this.ofGroup(besides, where.staffGroupId ?? this.#sourceGroupOf(task), cause)
      default:
        return unreachable(besides)
    }
  }

  async ofGroup(trouble: GroupTrouble, staffGroupId: StaffGroupId | null, cause: string): Promise<void> {
    if (!staffGroupId) return
    if (trouble.kind === 'migrate') await this.consequences.migrated(staffGroupId, trouble.to, cause)
    else await this.consequences.rightsMissing(staffGroupId, trouble.missing, cause)
  }

  /** Where media of a reply are copied from. */
  #sourceGroupOf({ work, ticketId }: Task): StaffGroupId | null {
    const facts = ticketId ? this.outbox.known.tickets.get(ticketId) : undefined
    const source = work.kind === 'reply' ? facts?.replies.get(work.messageId)?.source : undefined
    return source?.kind === 'message' ? source.place.staffGroupId : null
  }
}
