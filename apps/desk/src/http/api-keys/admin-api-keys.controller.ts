import { Post } from '@nestjs/common'
import type { Answer } from '../answer.js'
import { AnswersSecret } from '../api/answers-secret.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Scope } from '../auth/scope.js'
import { emptyBody } from '../input/body.js'
import { KeyCalls } from './key-calls.js'

@ApiController('admin/api-keys')
export class AdminApiKeysController {
  constructor(private readonly keys: KeyCalls) {}

  /** One more key that may everything. The answer is the only time it is seen. */
  @AnswersSecret()
  @Scope('admin')
  @Post()
  make(@TheCall() call: Call): Promise<Answer> {
    emptyBody(call.body)
    return this.keys.issue(call, null, { scopes: ['admin'], queues: null, cidrs: null, expiresAt: null })
  }
}
