import { applyDecorators, Controller, UseInterceptors } from '@nestjs/common'
import { ApiInterceptor } from './api.interceptor.js'

/** A controller under /api/v1 whose handlers take a Call and return an Answer. */
export const ApiController = (path: string): ClassDecorator =>
  applyDecorators(Controller(`api/v1/${path}`), UseInterceptors(ApiInterceptor))
