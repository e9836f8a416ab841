import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { DeliveryId } from '#kernel'
import type { DeliveryDocument } from '#views'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type Page, type Place, pageOf } from './paging.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'

/** What is asked for and not done at Telegram, oldest first. */
export class ListDeliveries extends Query<Reflecting<Page<DeliveryDocument>>> {
  constructor(
    readonly state: DeliveryDocument['state'] | undefined,
    readonly paging: { readonly after?: Place | undefined; readonly limit: number },
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(ListDeliveries)
export class ListDeliveriesHandler implements IQueryHandler<ListDeliveries> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ state, paging: { after, limit }, at }: ListDeliveries) {
    const reflects = await reach(this.reads, ['deliveries'], at)
    const found = await this.reads.deliveries.find({
      index: state ? 'state' : 'asked',
      where: state ? { state } : {},
      ...(after ? { after } : {}),
      limit: limit + 1
    })
    return { value: pageOf(found, limit, ({ askedAt, id }) => ({ order: askedAt, id })), reflects }
  }
}

/** Undefined: none, or done. */
export class GetDelivery extends Query<Reflecting<DeliveryDocument | undefined>> {
  constructor(
    readonly id: DeliveryId,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetDelivery)
export class GetDeliveryHandler implements IQueryHandler<GetDelivery> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ id, at }: GetDelivery) {
    const reflects = await reach(this.reads, ['deliveries'], at)
    return { value: await this.reads.deliveries.get(id), reflects }
  }
}
