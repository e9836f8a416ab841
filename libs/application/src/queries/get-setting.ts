import { Inject } from '@nestjs/common'
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs'
import { type SettingKindName, settingKindOf, settingStream } from '#domain'
import { type Instant, isSlug } from '#kernel'
import { foldSetting, type SettingDocument } from '#views'
import { DESK_READS, type DeskReads } from './desk-reads.js'
import { type ReadAt, type Reflecting, reach } from './reflect.js'

/** `version` is that publication, retired since or not; `time` is what was in force then. */
export type SettingMoment =
  | { readonly kind: 'now' }
  | { readonly kind: 'time'; readonly instant: Instant }
  | { readonly kind: 'version'; readonly version: number }

/** From its own stream, so as fresh as the log. Undefined: none, none yet, retired, or no such version. */
export class GetSetting extends Query<Reflecting<SettingDocument | undefined>> {
  constructor(
    readonly kind: SettingKindName,
    readonly id: string,
    readonly moment: SettingMoment,
    readonly at: ReadAt
  ) {
    super()
  }
}

@QueryHandler(GetSetting)
export class GetSettingHandler implements IQueryHandler<GetSetting> {
  constructor(@Inject(DESK_READS) private readonly reads: DeskReads) {}

  async execute({ kind, id, moment, at }: GetSetting) {
    const reflects = await reach(this.reads, ['log'], at)
    if (!settingKindOf(kind, id) || !isSlug(id)) return { value: undefined, reflects }
    let setting: SettingDocument | undefined
    for await (const event of this.reads.log.readStream(settingStream(kind, id))) {
      if (moment.kind === 'time' && event.recordedAt > moment.instant) break
      if (moment.kind === 'version' && event.revision > moment.version) break
      setting = foldSetting(setting, event)
    }
    const wanted =
      setting && !setting.retired && (moment.kind !== 'version' || setting.version === moment.version)
    return { value: wanted ? setting : undefined, reflects }
  }
}
