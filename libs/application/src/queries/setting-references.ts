import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import type { SettingKindName } from '#domain'
import { referring } from '../settings/in-use.js'
import { DESK_READS, type DeskReads } from './desk-reads.js'

/** The settings in force that refer to a document, as `sla-policies/standard`. As of everything recorded before asking. */
export class SettingReferences extends Query<readonly string[]> {
  constructor(
    readonly kind: SettingKindName,
    readonly id: string
  ) {
    super()
  }
}

@QueryHandler(SettingReferences)
export class SettingReferencesHandler implements IQueryHandler<SettingReferences> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ kind, id }: SettingReferences): Promise<readonly string[]> {
    return referring(this.reads, kind, id, await this.reads.log.head())
  }
}
