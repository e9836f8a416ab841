import { Get, Inject, Param } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import { strToU8, zip } from 'fflate'
import { Disclose } from '#application'
import { customerIdText, refuse } from '#kernel'
import { type Answer, download } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, contextOf, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { minPosition, parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { problemOf } from '../problems/refusals.js'
import { customerIn } from './customer-in.js'
import { exportPage } from './export-page.js'
import { PersonExports } from './person-export.js'

/** Everything about a person in one file. Whoever gets it is on record before the answer begins. */
@Scope('privacy:manage')
@ApiController('customers')
export class CustomerExportsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly exports: PersonExports,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Get(':id/export')
  async export(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const { min_position } = parseQuery(call.query, { min_position: minPosition })
    const subjectId = await customerIn(id, call, this.queries)
    const { vault, reads, clock } = this.deps
    if (!(await vault.keyOf(subjectId))) throw problemOf(refuse('customer_forgotten'))
    const at = { minPosition: min_position ?? (await reads.log.head()) }
    const found = await this.exports.of(subjectId, call.principal, at)
    const file = await zipped(clock.now(), {
      'person.json': `${JSON.stringify(found.person, null, 2)}\n`,
      'index.html': exportPage(found)
    })
    const done = await this.commands.execute(new Disclose(subjectId, 'export', contextOf(call, subjectId)))
    if (!done.ok) throw problemOf(done)
    return download(file, `${customerIdText(subjectId)}.zip`, 'application/zip', found.reflects)
  }
}

/** Large files are compressed in threads of their own. */
function zipped(now: number, files: { readonly [name: string]: string }): Promise<Uint8Array> {
  const contents = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const)
  return new Promise((resolve, reject) =>
    zip(Object.fromEntries(contents), { mtime: now }, (error, file) =>
      error ? reject(error) : resolve(file)
    )
  )
}
