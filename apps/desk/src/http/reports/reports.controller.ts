import { Get, Inject } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetReport } from '#application'
import type { ReportName } from '#domain'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { reportBody } from './present-report.js'
import { filtersOf, questionOf } from './report-query.js'

@Scope('reports:read')
@ApiController('reports')
export class ReportsController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Get('volume')
  volume(@TheCall() call: Call): Promise<Answer> {
    return this.#report('volume', call)
  }

  async #report(name: ReportName, { query, principal }: Call): Promise<Answer> {
    const { clock, settings } = this.deps
    const asked = parseQuery(query, filtersOf(name, clock))
    const { teamTimeZone: teamZone } = await settings.desk()
    const question = questionOf(name, asked, { principal, teamZone, now: clock.now() })
    const at = { minPosition: asked.min_position }
    const { value, reflects } = await this.queries.execute(
      new GetReport(name, question, asked.as_of !== undefined, at)
    )
    return found(reportBody(name, value, asked.as_of), reflects)
  }
}
