import { HttpStatus, Inject, Injectable } from '@nestjs/common'
import { CommandBus, QueryBus } from '@nestjs/cqrs'
import {
  type Done,
  GetSetting,
  ListSettings,
  PublishSetting,
  RetireSetting,
  RuleStandings,
  type SettingMoment,
  SettingReferences
} from '#application'
import {
  endpointsIn,
  isIdOf,
  membersOf,
  type SettingKindName,
  settingKindOf,
  settingStream,
  telegramUserIn
} from '#domain'
import { agentIdFor, isJsonObject, type JsonObject } from '#kernel'
import type { SettingDocument } from '#views'
import { type Answer, etagOf, found, positionOf } from '../answer.js'
import { type Call, contextOf } from '../api/call.js'
import { keyReused } from '../api/idempotency.js'
import { Lists } from '../api/lists.js'
import { mustHave } from '../auth/must-have.js'
import { readable, UnreadableBody } from '../input/body.js'
import { pastTime } from '../input/params.js'
import { minPosition, parseQuery, wholeNumber } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'
import { badQuery, invalidBody, notFound, Problem } from '../problems/problem.js'
import { problemOf } from '../problems/refusals.js'
import { time } from '../tickets/present-ticket.js'
import { EndpointCalls } from '../webhooks/endpoint-calls.js'

/** Publishing, reading and retiring settings: the same for every kind. */
@Injectable()
export class SettingCalls {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly lists: Lists,
    private readonly endpoints: EndpointCalls,
    @Inject(HTTP_DEPS) private readonly deps: HttpDeps
  ) {}

  /** Those that are not retired. */
  async list(kind: SettingKindName, call: Call): Promise<Answer> {
    const { paging, at, body } = this.lists.parse(call.query, `settings ${kind}`, {})
    const { value, reflects } = await this.queries.execute(new ListSettings(kind, paging, at))
    const present = await this.#presenting(kind, value.items)
    return found(body(value, present), reflects)
  }

  async get(kind: SettingKindName, id: string, call: Call): Promise<Answer> {
    const asked = parseQuery(call.query, {
      version: wholeNumber(0),
      as_of: pastTime(this.deps.clock),
      min_position: minPosition
    })
    const moment = momentOf(asked.version, asked.as_of)
    const at = { minPosition: asked.min_position }
    const { value, reflects } = await this.queries.execute(new GetSetting(kind, id, moment, at))
    if (!value) throw notFound('setting')
    const present = await this.#presenting(kind, [value])
    return found(present(value), reflects, { ETag: etagOf(value.version) })
  }

  /** The settings that would have to go, or to change, before it is retired. */
  async references(kind: SettingKindName, id: string, call: Call): Promise<Answer> {
    const asked = parseQuery(call.query, { min_position: minPosition })
    const at = { minPosition: asked.min_position }
    const { value, reflects } = await this.queries.execute(new GetSetting(kind, id, { kind: 'now' }, at))
    if (!value) throw notFound('setting')
    return found({ referred_by: await this.queries.execute(new SettingReferences(kind, id)) }, reflects)
  }

  put(kind: SettingKindName, id: string, call: Call): Promise<Answer> {
    return this.publish(kind, id, call.body, call)
  }

  /** 201 the first version, 200 a later one and one that holds already. `over`: only over this version. */
  async publish(
    kind: SettingKindName,
    id: string,
    body: unknown,
    call: Call,
    over?: number
  ): Promise<Answer> {
    const context = await this.#context(kind, id, call, over)
    const asJson = body instanceof UnreadableBody ? undefined : body
    await this.#mustHaveFor(kind, id, asJson, call)
    const done = await this.commands.execute(new PublishSetting(kind, id, asJson, context))
    if (!done.ok && 'problems' in done) {
      readable(body)
      throw invalidBody(done.problems)
    }
    if (!done.ok) throw problemOf(done)
    await this.#mustBeTheSame(done.value, call)
    const version = done.value.events.at(-1)?.revision
    const moment: SettingMoment = version === undefined ? { kind: 'now' } : { kind: 'version', version }
    const { value } = await this.queries.execute(new GetSetting(kind, id, moment, {}))
    if (!value) throw notFound('setting')
    const headers = { ETag: etagOf(value.version), ...positionOf(done.value) }
    const present = await this.#presenting(kind, [value])
    return { status: version === 0 ? 201 : 200, headers, body: present(value) }
  }

  /** Of a rule also how it stands now. */
  async #presenting(
    kind: SettingKindName,
    documents: readonly SettingDocument[]
  ): Promise<(document: SettingDocument) => JsonObject> {
    if (kind !== 'rule') return settingBody
    const ids = documents.map(({ settingId }) => settingId)
    const standings = await this.queries.execute(new RuleStandings(ids))
    return document => {
      const { state, why } = standings.get(document.settingId) ?? { state: 'off', why: null }
      return { ...settingBody(document), standing: { state, why } }
    }
  }

  /** Beside what its kind always takes. @throws Problem 403 */
  async #mustHaveFor(kind: SettingKindName, id: string, body: unknown, call: Call): Promise<void> {
    const declared = settingKindOf(kind, id)
    if (!declared || !isJsonObject(body) || !isIdOf(declared, id)) return
    const published = (await this.deps.settings.body(kind, id)) ?? {}
    mustHave(call.principal, declared.alsoNeeds(body, published))
    // What is wrong with it by itself is told first, and all of it.
    const isRight = declared.check(body, this.deps.clock.now()).length === 0
    if (kind === 'rule' && isRight) await this.#mustReach(body, call)
    if (kind === 'team' && isRight) await this.#mustBeAdminFor(body, published, call)
  }

  /** Whoever becomes an agent again by being named is an admin again, if they were one. @throws Problem 403 */
  async #mustBeAdminFor({ members }: JsonObject, published: JsonObject, { principal }: Call): Promise<void> {
    const before = membersOf(published)
    for (const member of Array.isArray(members) ? members : []) {
      const user = typeof member === 'string' ? telegramUserIn(member) : undefined
      const subjectId = user === undefined ? undefined : await this.deps.vault.findSubject(user)
      const agentId = subjectId && agentIdFor(subjectId)
      if (!agentId || before.includes(agentId)) continue
      const standing = await this.deps.standingOf(agentId)
      if (standing?.role === 'admin' && standing.removed) mustHave(principal, ['admin'])
    }
  }

  /** The endpoints that a rule names are such as who writes it may have send something. @throws Problem 403, 422 */
  async #mustReach(rule: JsonObject, call: Call): Promise<void> {
    for (const { endpoint, pointer } of endpointsIn(rule)) {
      const own = await this.endpoints.findOwn(endpoint, call).catch((error: unknown) => {
        if (error instanceof Problem && error.status === HttpStatus.NOT_FOUND) return undefined
        throw error
      })
      if (!own) throw invalidBody([{ pointer, code: 'unknown_endpoint', message: 'is no endpoint' }])
    }
  }

  async retire(kind: SettingKindName, id: string, call: Call): Promise<Answer> {
    const context = await this.#context(kind, id, call)
    // Who may not write it as it stands may not take it away.
    const published = (await this.deps.settings.body(kind, id)) ?? {}
    mustHave(call.principal, settingKindOf(kind, id)?.alsoNeeds(published, published) ?? [])
    const done = await this.commands.execute(new RetireSetting(kind, id, context))
    if (!done.ok) throw problemOf(done)
    return { status: 204, headers: positionOf(done.value), body: null }
  }

  async #context(kind: SettingKindName, id: string, call: Call, over?: number) {
    const ifRevision = (await this.#ifRevision(kind, id, call)) ?? over
    return {
      ...contextOf(call, settingStream(kind, id)),
      ...(ifRevision === undefined ? {} : { ifRevision })
    }
  }

  /** The revision the runner must meet, behind its look for a known command; undefined: any. */
  async #ifRevision(
    kind: SettingKindName,
    id: string,
    { ifMatch, ifNothing }: Call
  ): Promise<number | undefined> {
    if (ifNothing) return nothingThere
    if (!ifMatch) return undefined
    const { value } = await this.queries.execute(new GetSetting(kind, id, { kind: 'now' }, {}))
    if (!value) return neverMet
    if (ifMatch.kind === 'any') return undefined
    return ifMatch.revisions.includes(value.version) ? value.version : neverMet
  }

  /** Known from the log only: the body may be another one. @throws Problem 422 */
  async #mustBeTheSame({ repeated, events, stream }: Done, { fingerprint }: Call): Promise<void> {
    const [first] = events
    if (!repeated || !first) return
    for await (const event of this.deps.reads.log.readStream(stream, first.revision)) {
      if (event.meta.fingerprint !== fingerprint) throw keyReused()
      return
    }
  }
}

const nothingThere = -1
const neverMet = Number.MAX_SAFE_INTEGER

/** A field that came later has its default. */
export const settingBody = ({
  kind,
  settingId,
  version,
  publishedAt,
  body
}: SettingDocument): JsonObject => ({
  ...(settingKindOf(kind, settingId)?.complete(body) ?? body),
  id: settingId,
  version,
  published_at: time(publishedAt)
})

function momentOf(version: number | undefined, asOf: number | undefined): SettingMoment {
  if (version !== undefined && asOf !== undefined) throw badQuery('version and as_of exclude each other')
  if (version !== undefined) return { kind: 'version', version }
  return asOf === undefined ? { kind: 'now' } : { kind: 'time', instant: asOf }
}
