import { Inject, Post } from '@nestjs/common'
import type { Answer } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { emptyBody } from '../input/body.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { badRequest } from '../problems/problem.js'

@ApiController('admin/api-keys')
export class ApiKeysController {
  constructor(@Inject(HTTP_DEPS) private readonly deps: HttpDeps) {}

  /** The answer is the only time the key is seen. Takes no Idempotency-Key: a remembered answer would keep it in clear. */
  @Scope('admin')
  @Post()
  async make(@TheCall() call: Call): Promise<Answer> {
    emptyBody(call.body)
    if (call.fingerprint !== undefined) throw badRequest('this call takes no Idempotency-Key')
    return { status: 201, headers: {}, body: { key: await this.deps.apiKey.add() } }
  }
}
