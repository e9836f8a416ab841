import { Delete, Get, Inject, Param, Post } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { GetApiKeys } from '#application'
import { scopes } from '#domain'
import { type ApiKeyId, apiKeyIdIn, instantIn, isIpRange, isSlug, type QueueId } from '#kernel'
import { type Answer, found } from '../answer.js'
import { AnswersSecret } from '../api/answers-secret.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists, pageOf } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { each, optional, orNull, parseBody, parsed, required, text, wholeNumber } from '../input/body.js'
import { minPosition, parseQuery } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { invalidBody, notFound } from '../problems/problem.js'
import { KeyCalls } from './key-calls.js'

const maxEach = 100
const maxOverlapS = 2_592_000

const asked = {
  name: required(text(200)),
  scopes: required(each(one => scopes.find(scope => scope === one), maxEach, 'must be a scope')),
  queues: optional(
    orNull(each(id => (isSlug(id) ? (id as QueueId) : undefined), maxEach, 'must be the id of a queue'))
  ),
  cidrs: optional(
    orNull(
      each(range => (isIpRange(range) ? range : undefined), maxEach, 'must be a range such as 10.0.0.0/8')
    )
  ),
  expires_at: optional(orNull(parsed(instantIn, 'must be a time as of RFC 3339')))
}
const rotation = { overlap_s: optional(wholeNumber(0, maxOverlapS)) }

@ApiController('api-keys')
export class ApiKeysController {
  constructor(
    private readonly keys: KeyCalls,
    private readonly lists: Lists,
    private readonly queries: QueryBus,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  /** The answer is the only time the key is seen. */
  @AnswersSecret()
  @Scope('keys:manage')
  @Post()
  issue(@TheCall() call: Call): Promise<Answer> {
    const { name, scopes: wanted, queues = null, cidrs = null, expires_at } = parseBody(call.body, asked)
    const expiresAt = expires_at ?? null
    if (expiresAt !== null && expiresAt <= this.deps.clock.now()) {
      throw invalidBody([{ pointer: '/expires_at', code: 'invalid', message: 'must be a time to come' }])
    }
    return this.keys.issue(call, name, { scopes: wanted, queues, cidrs, expiresAt })
  }

  @Scope('keys:manage')
  @Get()
  async list(@TheCall() call: Call): Promise<Answer> {
    const { paging, at, body } = this.lists.parse(call.query, 'api keys', {})
    const days = await this.deps.apiKeys.register.all()
    const { value, reflects } = await this.queries.execute(new GetApiKeys([...days.keys()], at))
    const byAge = [...value].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    const present = (key: (typeof value)[number]) => this.keys.present(key, days.get(key.id) ?? null)
    return found(body(pageOf(byAge, paging), present), reflects)
  }

  @Scope('keys:manage')
  @Get(':id')
  async get(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const { min_position } = parseQuery(call.query, { min_position: minPosition })
    const { value, reflects } = await this.keys.find(idOf(id), { minPosition: min_position })
    return found(value, reflects)
  }

  /** The new key; the former one holds for `overlap_s` more. */
  @AnswersSecret()
  @Scope('keys:manage')
  @Post(':id/rotations')
  rotate(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    const keyId = idOf(id)
    const { overlap_s: overlapS = 0 } = call.body === undefined ? {} : parseBody(call.body, rotation)
    return this.keys.rotate(keyId, overlapS * 1000, call)
  }

  @Scope('keys:manage')
  @Delete(':id')
  revoke(@Param('id') id: string, @TheCall() call: Call): Promise<Answer> {
    return this.keys.revoke(idOf(id), call)
  }
}

/** `key_…` of a path. The admin key is none of these. @throws Problem 404 for anything else */
function idOf(text: string): ApiKeyId {
  const id = apiKeyIdIn(text)
  if (id === undefined) throw notFound('API key')
  return id
}
