import { Controller, Get, Headers, Inject, Res } from '@nestjs/common'
import type { Response } from 'express'
import { languages } from '#domain'
import type { JsonObject } from '#kernel'
import { Public } from '../auth/public.js'
import { Scope } from '../auth/scope.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'

@Controller()
export class HealthController {
  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {}

  /** The process runs. */
  @Public()
  @Get('health/live')
  live(): JsonObject {
    return { status: 'ok' }
  }

  /** 503 while this process can't serve the API. */
  @Public()
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) response: Response): Promise<JsonObject> {
    const { ready, checks } = await this.deps.health.ready()
    if (!ready) response.status(503).setHeader('Retry-After', '1')
    return { status: ready ? 'ok' : 'unavailable', checks }
  }

  /** Also below `/api/v1`, where the console finds everything. In English, unless `Accept-Language` begins with another. */
  @Scope('operations:read')
  @Get(['health', 'api/v1/health'])
  report(@Headers('accept-language') asked = ''): Promise<JsonObject> {
    const language = languages.find(one => asked.toLowerCase().startsWith(one)) ?? 'en'
    return this.deps.health.report(language)
  }

  @Scope('operations:read')
  @Get('metrics')
  async metrics(@Res() response: Response): Promise<void> {
    const { type, text } = await this.deps.metrics.render()
    response.setHeader('Content-Type', type)
    response.send(text)
  }
}
