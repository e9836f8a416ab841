import { Readable } from 'node:stream'
import { Get, Post, type Type } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import { ImportSettings, ListSettings, type RowResult } from '#application'
import type { JsonObject } from '#kernel'
import type { SettingDocument } from '#views'
import { type Answer, found, positionOf } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, contextOf, TheCall } from '../api/call.js'
import { TakesQuery } from '../api/takes-query.js'
import { Scope } from '../auth/scope.js'
import { minPosition, oneOf, parseQuery } from '../input/query.js'
import { Problem } from '../problems/problem.js'
import { settingBody } from '../settings/setting-calls.js'
import { type ImportedKind, importedKinds } from './imported-kinds.js'
import { rowsIn } from './rows-in.js'

const yesNo = oneOf(['true', 'false'])
const pageSize = 100

/** Many documents of a kind, and all of them as the import takes them. */
function importsOf(kind: ImportedKind): Type {
  @ApiController(kind.path)
  class ImportsController {
    constructor(
      private readonly commands: CommandBus,
      private readonly queries: QueryBus
    ) {}

    @Scope('settings:write')
    @TakesQuery()
    @Post('imports')
    async import(@TheCall() call: Call): Promise<Answer> {
      const asked = parseQuery(call.query, { dry_run: yesNo, partial: yesNo })
      const rows = rowsIn(call.body, kind)
      const how = { dryRun: asked.dry_run === 'true', partial: asked.partial === 'true' }
      const context = contextOf(call, call.requestId)
      const done = await this.commands.execute(new ImportSettings(kind.kind, rows, how, context))
      const results = done.results.map((one, at) => presented(one, at + 1, rows[at]?.id ?? null))
      const refused = done.results.filter(({ result }) => result === 'refused').length
      if (refused > 0 && !how.partial && !done.published) {
        const detail = `${refused} of ${rows.length} rows are refused: nothing was published`
        throw new Problem(422, 'import_refused', detail, { members: { results } })
      }
      return { status: 200, headers: positionOf(done), body: { results } }
    }

    @Scope('settings:read')
    @Get('export')
    async export(@TheCall() call: Call): Promise<Answer> {
      const { min_position } = parseQuery(call.query, { min_position: minPosition })
      const page = (after: ListSettings['paging']['after']) =>
        this.queries.execute(
          new ListSettings(kind.kind, { after, limit: pageSize }, { minPosition: min_position })
        )
      const first = await page(undefined)
      const pages = async function* () {
        yield first.value.items
        for (let { next } = first.value; next; ) {
          const { value } = await page(next)
          yield value.items
          next = value.next
        }
      }
      const headers = { 'Content-Type': 'application/json; charset=utf-8' }
      return { ...found({}, first.reflects, headers), file: Readable.from(asArray(pages())) }
    }
  }
  return ImportsController
}

export const importControllers: readonly Type[] = importedKinds.map(importsOf)

const presented = (one: RowResult, row: number, id: string | null): JsonObject => ({
  row,
  id,
  result: one.result,
  errors: one.result === 'refused' ? one.problems.map(problem => ({ ...problem })) : []
})

/** JSON that is never whole in memory. */
async function* asArray(pages: AsyncIterable<readonly SettingDocument[]>): AsyncGenerator<string> {
  let before = '['
  for await (const page of pages) {
    for (const document of page) {
      const { version: _, published_at: __, id, ...body } = settingBody(document)
      yield `${before}\n${JSON.stringify({ id, ...body })}`
      before = ','
    }
  }
  yield before === '[' ? '[]\n' : '\n]\n'
}
