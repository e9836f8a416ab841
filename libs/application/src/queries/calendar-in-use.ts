import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { SettingDocument } from '#views'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { reach } from './reflect.js'

/** Whether a policy that is not retired counts by the calendar, as of everything recorded before asking. @throws NotReached */
export class CalendarInUse extends Query<boolean> {
  constructor(readonly calendar: string) {
    super()
  }
}

@QueryHandler(CalendarInUse)
export class CalendarInUseHandler implements IQueryHandler<CalendarInUse> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ calendar }: CalendarInUse): Promise<boolean> {
    await reach(this.reads, ['settings'], { minPosition: await this.reads.log.head() })
    const policies = await livePolicies(this.reads)
    return policies.some(({ body }) => body['calendar_id'] === calendar)
  }
}

/** The policies that are not retired, as the view holds them now. */
export async function livePolicies({ settings }: Pick<DeskReads, 'settings'>): Promise<SettingDocument[]> {
  const all: SettingDocument[] = []
  for (;;) {
    const last = all.at(-1)
    const after = last ? { after: { order: last.place, id: last.id } } : {}
    const where = { kind: 'sla_policy', retired: 0 }
    const page = await settings.find({ index: 'kind', where, ...after, limit: 500 })
    all.push(...page)
    if (page.length < 500) return all
  }
}
