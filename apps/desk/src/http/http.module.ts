import { type DynamicModule, Module } from '@nestjs/common'
import { APP_FILTER, APP_GUARD } from '@nestjs/core'
import { Lists } from './api/lists.js'
import { BearerGuard } from './auth/bearer.guard.js'
import { HTTP_DEPS, type HttpDeps } from './ports.js'
import { ProblemFilter } from './problems/problem.filter.js'
import { TicketsController } from './tickets/tickets.controller.js'

@Module({})
export class HttpModule {}

/** Every HTTP call of the desk but the webhook. The buses come from the root's `CqrsModule.forRoot()`. */
export function httpModule(deps: HttpDeps): DynamicModule {
  return {
    module: HttpModule,
    controllers: [TicketsController],
    providers: [
      { provide: HTTP_DEPS, useValue: deps },
      Lists,
      { provide: APP_GUARD, useClass: BearerGuard },
      { provide: APP_FILTER, useClass: ProblemFilter }
    ]
  }
}
