import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { DisclosureDocument } from '#views'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type Page, type Place, pageOf } from './paging.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'

/** Whoever got personal data of a person whole, newest first. */
export class ListDisclosures extends Query<Reflecting<Page<DisclosureDocument>>> {
  constructor(
    readonly paging: { readonly after?: Place | undefined; readonly limit: number },
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(ListDisclosures)
export class ListDisclosuresHandler implements IQueryHandler<ListDisclosures> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ paging: { after, limit }, at }: ListDisclosures) {
    const reflects = await reach(this.reads, ['disclosures'], at)
    const found = await this.reads.disclosures.find({
      index: 'at',
      where: {},
      descending: true,
      ...(after ? { after } : {}),
      limit: limit + 1
    })
    return { value: pageOf(found, limit, ({ at: order, id }) => ({ order, id })), reflects }
  }
}
