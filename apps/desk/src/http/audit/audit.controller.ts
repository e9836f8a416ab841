import { Get, Inject, Param, Post } from '@nestjs/common'
import { QueryBus } from '@nestjs/cqrs'
import { parseTilePath, vkeyOf } from '#audit'
import { type JsonObject, toIso } from '#kernel'
import { type Anchored, checkpointsFrom, type SealedCheckpoint } from '#processes'
import { type Answer, found } from '../answer.js'
import { ApiController } from '../api/api-controller.js'
import { type Call, TheCall } from '../api/call.js'
import { Lists } from '../api/lists.js'
import { Scope } from '../auth/scope.js'
import { minPosition, parseQuery, wholeNumber } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { badQuery, notFound, Problem } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'
import { mustSeeStream } from './ticket-in.js'

const retryLater = { headers: { 'Retry-After': '60' } }
const notSealedYet = (): Problem =>
  new Problem(
    404,
    'not_sealed_yet',
    'this is not sealed yet: ask again, or POST /audit/checkpoints',
    retryLater
  )

const eventId = {
  read: (text: string) => (text.length >= 1 && text.length <= 200 ? text : undefined),
  expected: 'the id of an event'
}

/** Hashes and signatures: they hold no data, and may be given to anybody. */
@Scope('audit:read')
@ApiController('audit')
export class AuditController {
  constructor(
    private readonly queries: QueryBus,
    private readonly lists: Lists,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  @Get('checkpoint')
  async latest(@TheCall() call: Call): Promise<Answer> {
    parseQuery(call.query, { min_position: minPosition })
    return textFile((await this.#latest()).note)
  }

  @Get('checkpoints')
  async list(@TheCall() call: Call): Promise<Answer> {
    const { paging, body } = this.lists.parse(call.query, 'checkpoints', {})
    const { log, proofs } = this.deps.audit
    const end = paging.after ? Number(paging.after.order) : ((await proofs.latest())?.revision ?? -1)
    const start = Math.max(0, end - paging.limit + 1)
    const items: SealedCheckpoint[] = []
    if (end >= 0)
      for await (const checkpoint of checkpointsFrom(log, start)) {
        if (checkpoint.revision > end) break
        items.unshift(checkpoint)
      }
    const anchored = new Map<SealedCheckpoint, readonly Anchored[]>()
    for (const checkpoint of items) anchored.set(checkpoint, await this.deps.audit.anchors(checkpoint))
    const present = (checkpoint: SealedCheckpoint) =>
      checkpointBody(checkpoint, anchored.get(checkpoint) ?? [])
    return found(body({ items, next: start > 0 ? { order: start - 1, id: '' } : null }, present), undefined)
  }

  @Post('checkpoints')
  async seal(): Promise<Answer> {
    const sealed = await this.deps.audit.seal()
    if (!sealed.ok) throw problemOf(sealed)
    const { isNew, checkpoint } = sealed.value
    const anchors = await this.deps.audit.anchors(checkpoint)
    return { status: isNew ? 201 : 200, headers: {}, body: checkpointBody(checkpoint, anchors) }
  }

  @Get('keys')
  async keys(@TheCall() call: Call): Promise<Answer> {
    parseQuery(call.query, { min_position: minPosition })
    const { audit } = this.deps
    const origin = await audit.origin()
    if (origin === undefined) throw notSealedYet()
    return textFile(
      audit
        .keys(origin)
        .map(key => `${vkeyOf(key)}\n`)
        .join('')
    )
  }

  @Get('tile/*path')
  async tile(@Param('path') path: string | string[], @TheCall() call: Call): Promise<Answer> {
    parseQuery(call.query, { min_position: minPosition })
    const name = parseTilePath(Array.isArray(path) ? path.join('/') : path)
    const latest = await this.deps.audit.proofs.latest()
    const tile = name && latest && (await this.deps.audit.proofs.tile(name, latest.size))
    if (!tile) throw notFound('tile')
    return { ...found({}, undefined, { 'Content-Type': 'application/octet-stream' }), file: tile }
  }

  @Get('proofs')
  async proof(@TheCall() call: Call): Promise<Answer> {
    const { event: id } = parseQuery(call.query, { event: eventId, min_position: minPosition })
    if (id === undefined) throw badQuery('event must be the id of an event')
    const { proofs } = this.deps.audit
    const latest = await proofs.latest()
    const entry = await proofs.find(id, latest?.size ?? 0)
    if (entry.kind === 'unknown') throw notFound('event')
    await mustSeeStream(entry.event.stream, call.principal, this.queries)
    if (entry.kind === 'not_sealed' || !latest) throw notSealedYet()
    return textFile(await proofs.inclusion(entry.index, latest))
  }

  @Get('consistency')
  async consistency(@TheCall() call: Call): Promise<Answer> {
    const { from, to } = parseQuery(call.query, {
      from: wholeNumber(0),
      to: wholeNumber(0),
      min_position: minPosition
    })
    if (from === undefined || to === undefined) throw badQuery('from and to must be sizes of trees')
    if (from > to) throw badQuery('two sizes in order are needed: from is larger than to')
    if (to > (await this.#latest()).size) throw notSealedYet()
    const hashes = await this.deps.audit.proofs.consistency(from, to)
    return found({ from, to, hashes: hashes.map(hash => hash.toString('base64')) }, undefined)
  }

  async #latest(): Promise<SealedCheckpoint> {
    const latest = await this.deps.audit.proofs.latest()
    if (!latest) throw notSealedYet()
    return latest
  }
}

const textFile = (text: string): Answer => ({
  ...found({}, undefined, { 'Content-Type': 'text/plain; charset=utf-8' }),
  file: Buffer.from(text)
})

export const checkpointBody = (
  { size, root, sealedAt, note }: SealedCheckpoint,
  anchors: readonly Anchored[]
): JsonObject => ({
  size,
  root: root.toString('hex'),
  sealed_at: toIso(sealedAt),
  note,
  anchors: anchors.map(({ kind, where, at }) => ({ kind, where, at: toIso(at) }))
})
