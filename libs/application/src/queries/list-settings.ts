import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { type SettingKindName, settingKindOf } from '#domain'
import type { SettingDocument } from '#views'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type Page, type Place, pageOf } from './paging.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'

/** The settings of a kind that are not retired, by position, then id. */
export class ListSettings extends Query<Reflecting<Page<SettingDocument>>> {
  constructor(
    readonly kind: SettingKindName,
    readonly paging: { readonly after?: Place | undefined; readonly limit: number },
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(ListSettings)
export class ListSettingsHandler implements IQueryHandler<ListSettings> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ kind, paging: { after, limit }, at }: ListSettings) {
    const { settings } = this.reads
    const reflects = await reach(this.reads, ['settings'], at)
    const where = { kind, retired: 0 }
    // One more than the page and the mark of the default queue, which is the desk's own and in no list.
    const all = await settings.find({ index: 'kind', where, ...(after ? { after } : {}), limit: limit + 2 })
    const found = all.filter(({ settingId }) => settingKindOf(kind, settingId))
    return { value: pageOf(found, limit, ({ place, id }) => ({ order: place, id })), reflects }
  }
}
