import { Controller, Get, Header, Inject } from '@nestjs/common'
import type { JsonObject } from '#kernel'
import { Public } from '../auth/public.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { linksOf } from './links.js'
import { pagePolicy, welcomePage } from './page.js'

/** For who opens the desk's address: where everything is. */
@Controller()
export class WelcomeController {
  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {}

  @Public()
  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', pagePolicy)
  page(): string {
    return welcomePage(linksOf(this.deps.sandboxUrl))
  }

  @Public()
  @Get('api/v1')
  api(): JsonObject {
    const links = linksOf(this.deps.sandboxUrl)
    return { name: 'Topicdesk', links: Object.fromEntries(links.map(({ name, to }) => [name, to])) }
  }
}
