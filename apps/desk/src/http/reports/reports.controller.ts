import { Get, Inject } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetReport, ListReportRows } from '#application'
import type { ReportName, ReportQuestion } from '#domain'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { minPosition, parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { reportBody } from './present-report.js'
import { type Asked, filtersOf, keyOf, numbersAsked, questionOf, rowFilters } from './report-query.js'
import { AsCsv, csvAnswer, rowBody } from './rows.js'

@Scope('reports:read')
@ApiController('reports')
export class ReportsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Get('volume')
  volume(@TheCall() call: Call): Promise<Answer> {
    return this.#report('volume', call)
  }

  @Get('times')
  times(@TheCall() call: Call): Promise<Answer> {
    return this.#report('times', call)
  }

  @Get('agents')
  agents(@TheCall() call: Call): Promise<Answer> {
    return this.#report('agents', call)
  }

  @Get('ratings')
  ratings(@TheCall() call: Call): Promise<Answer> {
    return this.#report('ratings', call)
  }

  @Get('volume/tickets')
  volumeRows(@TheCall() call: Call, @AsCsv() asCsv: boolean): Promise<Answer> {
    return this.#rows('volume', call, asCsv)
  }

  @Get('times/tickets')
  timesRows(@TheCall() call: Call, @AsCsv() asCsv: boolean): Promise<Answer> {
    return this.#rows('times', call, asCsv)
  }

  @Get('agents/tickets')
  agentsRows(@TheCall() call: Call, @AsCsv() asCsv: boolean): Promise<Answer> {
    return this.#rows('agents', call, asCsv)
  }

  @Get('ratings/tickets')
  ratingsRows(@TheCall() call: Call, @AsCsv() asCsv: boolean): Promise<Answer> {
    return this.#rows('ratings', call, asCsv)
  }

  async #report(name: ReportName, call: Call): Promise<Answer> {
    const filters = { ...filtersOf(name, this.deps.clock), min_position: minPosition }
    const { min_position, ...asked } = parseQuery(call.query, filters)
    const question = await this.#question(name, asked, call)
    const at = { minPosition: min_position }
    const { value, reflects } = await this.queries.execute(
      new GetReport(name, question, asked.as_of !== undefined, at)
    )
    return found(await reportBody(name, value, asked.as_of), reflects)
  }

  async #rows(name: ReportName, call: Call, asCsv: boolean): Promise<Answer> {
    const filters = { ...filtersOf(name, this.deps.clock), ...rowFilters(name) }
    const { filters: asked, paging, at, body } = this.lists.parse(call.query, `rows of ${name}`, filters)
    const of = numbersAsked(name, asked.of)
    const question = await this.#question(name, asked, call)
    const key = keyOf(question, asked.key)
    const { value: rows, reflects } = await this.queries.execute(
      new ListReportRows(name, question, of, key, asked.as_of !== undefined, at)
    )
    return asCsv
      ? csvAnswer(name, rows, reflects)
      : found(body(rows.page(paging), rowBody), reflects, { Vary: 'Accept' })
  }

  async #question(name: ReportName, asked: Asked, { principal }: Call): Promise<ReportQuestion> {
    const { teamTimeZone: teamZone } = await this.deps.settings.desk()
    return questionOf(name, asked, { principal, teamZone, now: this.deps.clock.now() })
  }
}
