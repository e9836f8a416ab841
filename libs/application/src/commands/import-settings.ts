import { Inject } from '@nestjs/common'
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs'
import type { SettingKindName } from '#domain'
import type { Position } from '#event-log'
import { type CommandContext, stepOf } from '../command-context.js'
import { DESK, type Desk } from '../desk.js'
import type { Done } from '../done.js'
import { checkRows, type ImportRow, type RowResult } from '../settings/check-rows.js'
import { publishWhole } from '../settings/publish-whole.js'

export interface ImportOutcome {
  /** In the order of the rows. */
  readonly results: readonly RowResult[]
  /** False: nothing was published, for a row is refused or it was a dry run. */
  readonly published: boolean
  /** Of the last event. */
  readonly position: Position | undefined
}

/**
 * Many documents of a kind, all checked before the first is published: where one is refused none is, unless `partial`.
 * One that another overtakes while they are being published is refused alone.
 */
export class ImportSettings extends Command<ImportOutcome> {
  constructor(
    readonly kind: SettingKindName,
    readonly rows: readonly ImportRow[],
    readonly how: { readonly dryRun: boolean; readonly partial: boolean },
    readonly context: CommandContext
  ) {
    super()
  }
}

@CommandHandler(ImportSettings)
export class ImportSettingsHandler implements ICommandHandler<ImportSettings> {
  constructor(@Inject(DESK) private readonly desk: Desk) {}

  async execute({ kind, rows, how, context }: ImportSettings): Promise<ImportOutcome> {
    const { results, right } = await checkRows(kind, rows, this.desk)
    const isRefused = right.length < rows.length
    if (how.dryRun || (isRefused && !how.partial)) return { results, published: false, position: undefined }
    const done = [...results]
    let position: Position | undefined
    for (const { row, ...one } of right) {
      const published = await publishWhole(this.desk, one, stepOf(context, `${kind}/${one.id}`))
      if (published.ok) {
        done[row] = { result: resultOf(published.value) }
        position = published.value.position ?? position
      } else {
        const { reason } = published
        const message = 'was overtaken by another publication'
        done[row] = { result: 'refused', problems: [{ pointer: placeOf(reason), code: reason, message }] }
      }
    }
    return { results: done, published: true, position }
  }
}

/** Where the same is said of a row before it is published. */
function placeOf(reason: string): string {
  if (reason === 'stale_source_version') return '/source_version'
  return reason === 'shortcode_taken' ? '/shortcode' : ''
}

function resultOf({ events: [first] }: Done): 'created' | 'updated' | 'unchanged' {
  if (!first) return 'unchanged'
  return first.revision === 0 ? 'created' : 'updated'
}
