import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { QueueId } from '#kernel'
import type { SettingDocument } from '#views'
import { firstQueue } from '../settings/settings-reader.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type Page, type Place, pageOf } from './paging.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'
import { countsOf } from './standings.js'

export interface QueueAnswer {
  readonly id: string
  readonly setting: SettingDocument
  readonly isDefault: boolean
  /** Neither resolved nor closed. */
  readonly open: number
  readonly unassigned: number
  readonly assigned: number
  /** How long ago the oldest of the unassigned was opened; null where there is none. */
  readonly escalated: number
  readonly waitingLongestS: number | null
  /** Of the open ones: an SLA clock that has not ended is breached. */
  readonly overdue: number
}

/** The queues that are not retired, in the order of their position, counted at the time of asking. A page may be short. */
export class ListQueues extends Query<Reflecting<Page<QueueAnswer>>> {
  constructor(
    /** Of these only; null: of all. */
    readonly queues: readonly QueueId[] | null,
    readonly paging: { readonly after?: Place | undefined; readonly limit: number },
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(ListQueues)
export class ListQueuesHandler implements IQueryHandler<ListQueues> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ queues, paging: { after, limit }, at }: ListQueues) {
    const { settings } = this.reads
    const reflects = await reach(this.reads, ['settings', 'tickets', 'sla'], at)
    const where = { kind: 'queue', retired: 0 }
    const found = await settings.find({ index: 'kind', where, ...(after ? { after } : {}), limit: limit + 1 })
    const { items, next } = pageOf(found, limit, ({ place, id }) => ({ order: place, id }))
    const defaultQueue = (await settings.get('desk/default-queue'))?.body['queue_id'] ?? firstQueue
    const seen = items.filter(({ settingId }) => queues === null || queues.includes(settingId as QueueId))
    const answers = await Promise.all(seen.map(setting => this.#count(setting, defaultQueue)))
    return { value: { items: answers, next }, reflects }
  }

  async #count(setting: SettingDocument, defaultQueue: unknown): Promise<QueueAnswer> {
    const { tickets, clock } = this.reads
    const id = setting.settingId
    const nobody = { index: 'holder', where: { live: 1, assignedAgentId: null, queueId: id } }
    const [open, escalated, counts, [oldest]] = await Promise.all([
      tickets.count({ index: 'queue', where: { queueId: id, live: 1 } }),
      tickets.count({ index: 'escalated', where: { queueId: id, escalated: 1 } }),
      countsOf(this.reads, id),
      tickets.find({ ...nobody, limit: 1 })
    ])
    const waitingLongestS = oldest ? Math.max(0, Math.floor((clock.now() - oldest.createdAt) / 1000)) : null
    const assigned = Math.max(0, open - counts.unassigned)
    return {
      id,
      setting,
      isDefault: id === defaultQueue,
      open,
      assigned,
      escalated,
      waitingLongestS,
      ...counts
    }
  }
}
