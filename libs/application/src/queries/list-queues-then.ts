import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { settingStream } from '#domain'
import { type Instant, type Outcome, ok, type QueueId } from '#kernel'
import { foldSetting, type SettingDocument } from '#views'
import { firstQueue } from '../settings/settings-reader.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import type { QueueAnswer } from './list-queues.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { TicketsThen } from './tickets-then.js'

const mostQueues = 500

/** As `ListQueues`, as everything was recorded at or before a time: which there were, and their counts. All of them. */
export class ListQueuesThen extends Query<Outcome<Reflecting<readonly QueueAnswer[]>, 'too_many_tickets'>> {
  constructor(
    /** Of these only; null: of all. */
    readonly queues: readonly QueueId[] | null,
    readonly instant: Instant,
    readonly at: ReadAt
  ) {
    super()
  }
}

interface Counts {
  open: number
  unassigned: number
  escalated: number
  overdue: number
  oldest: Instant | null
}
const noCounts: Counts = { open: 0, unassigned: 0, escalated: 0, overdue: 0, oldest: null }

@QueryHandler(ListQueuesThen)
export class ListQueuesThenHandler implements IQueryHandler<ListQueuesThen> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ queues, instant, at }: ListQueuesThen) {
    await reach(this.reads, ['log'], at)
    const minPosition = await this.reads.log.head()
    const reflects = await reach(this.reads, ['settings', 'tickets', 'sla'], { minPosition })
    const then = new TicketsThen(this.reads, {}, instant, true)
    const refusal = await then.tooMany()
    if (refusal) return refusal
    const counts = new Map<string, Counts>()
    for await (const { ticket, standing } of then.all()) {
      if (!ticket.live) continue
      const one = counts.get(ticket.queueId) ?? { ...noCounts }
      counts.set(ticket.queueId, one)
      one.open++
      if (ticket.escalated) one.escalated++
      if (standing === 'breached') one.overdue++
      if (ticket.assignedAgentId !== null) continue
      one.unassigned++
      one.oldest = Math.min(one.oldest ?? ticket.createdAt, ticket.createdAt)
    }
    const isDefault =
      (await this.#settingThen('desk', 'default-queue', instant))?.body['queue_id'] ?? firstQueue
    const settings = await this.#queuesThen(instant)
    const seen = settings.filter(({ settingId }) => queues === null || queues.includes(settingId as QueueId))
    const value = seen.map((setting): QueueAnswer => {
      const id = setting.settingId
      const { open, unassigned, escalated, overdue, oldest } = counts.get(id) ?? noCounts
      return {
        id,
        setting,
        isDefault: id === isDefault,
        open,
        unassigned,
        assigned: open - unassigned,
        escalated,
        waitingLongestS: oldest === null ? null : Math.max(0, Math.floor((instant - oldest) / 1000)),
        overdue
      }
    })
    return ok({ value, reflects })
  }

  async #queuesThen(instant: Instant): Promise<SettingDocument[]> {
    const where = { kind: 'queue', retired: [0, 1] }
    const known = await this.reads.settings.find({ index: 'kind', where, limit: mostQueues })
    const found = await Promise.all(
      known.map(({ settingId }) => this.#settingThen('queue', settingId, instant))
    )
    const inForce = found.filter(setting => setting !== undefined && !setting.retired)
    return inForce
      .flatMap(setting => (setting ? [setting] : []))
      .sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1))
  }

  async #settingThen(kind: 'queue' | 'desk', id: string, instant: Instant) {
    let setting: SettingDocument | undefined
    for await (const event of this.reads.log.readStream(settingStream(kind, id))) {
      if (event.recordedAt > instant) break
      setting = foldSetting(setting, event)
    }
    return setting
  }
}
