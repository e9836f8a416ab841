import { Controller, Get } from '@nestjs/common'
import type { JsonObject } from '#kernel'
import { Public } from '../auth/public.js'
import { openApiDocument } from './document.js'

@Controller('api/v1/openapi.json')
export class OpenApiController {
  @Public()
  @Get()
  document(): JsonObject {
    return openApiDocument
  }
}
