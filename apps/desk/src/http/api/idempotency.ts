import { createHash } from 'node:crypto'
import type { TicketAnswer } from '#application'
import type { DeskState, Remembered } from '#desk-state'
import { actorOf, type Principal } from '#domain'
import {
  type Clock,
  type CommandId,
  canonicalJson,
  commandIdFor,
  isJsonObject,
  type Json,
  type JsonObject
} from '#kernel'
import type { Answer } from '../answer.js'
import { badRequest, Problem } from '../problems/problem.js'
import { ofCustomer } from '../tickets/present-ticket.js'

/** Where a request with an Idempotency-Key stands: the same for the same call and key of the same principal. */
export interface Keyed {
  readonly key: string
  /** SHA-256 of method, path and canonical body. */
  readonly fingerprint: string
  readonly commandId: CommandId
}

/** Those of the admin key are made as when there was no other: a retry over an upgrade does nothing twice. */
export function keyedBy(asked: {
  readonly principal: Pick<Principal, 'kind' | 'id'>
  readonly method: string
  readonly path: string
  readonly idempotencyKey: string
  readonly body: unknown
}): Keyed {
  const { principal, method, path, idempotencyKey, body } = asked
  const actor = actorOf(principal)
  const owner = actor === 'key:key_admin' ? [] : [actor]
  const key = sha256(JSON.stringify([method, path, idempotencyKey, ...owner]))
  return {
    key,
    fingerprint: sha256(JSON.stringify([method, path, canonical(body)])),
    commandId: commandIdFor(key, 'http')
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64url')

function canonical(body: unknown): string {
  try {
    // Comes from JSON.parse.
    return canonicalJson(body as Json | undefined)
  } catch (error) {
    if (error instanceof RangeError) throw badRequest('the body is nested too deep')
    throw error
  }
}

/**
 * The same key and body give the first answer again, ahead of every other check; another body is 422.
 * A second request while the first is at work waits for it here; one at another process, or after a crash, goes on:
 * the commandId comes from the key, so the log makes one set of events of it. Remembered is every answer but faults
 * (5xx) and 412, whose If-Match may be another next time.
 */
export class Idempotency {
  readonly #atWork = new Map<string, Promise<void>>()

  constructor(
    private readonly state: Pick<DeskState, 'remember' | 'answered'>,
    private readonly clock: Clock,
    private readonly replayed: () => void,
    private readonly personalOf: PersonalOf,
    private readonly namesOf: NamesOf
  ) {}

  /** `named`: whether the answer, given again, names the customer. */
  async once(
    { key, fingerprint, commandId }: Keyed,
    named: boolean,
    work: () => Promise<Answer>
  ): Promise<Answer> {
    for (let other = this.#atWork.get(key); other; other = this.#atWork.get(key)) await other
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#atWork.set(key, promise)
    try {
      const remembered = await this.state.remember(key, fingerprint, this.clock.now())
      if (remembered.fingerprint !== fingerprint) throw keyReused()
      if (remembered.answer) {
        this.replayed()
        return await this.#again(remembered.answer, commandId, named)
      }
      const answer = await work()
      if (answer.status < 500 && answer.status !== 412) {
        const body = withPersonal(answer.body ?? {}, undefined, undefined)
        await this.state.answered(key, { ...answer, headers: { ...answer.headers }, body })
      }
      return answer
    } finally {
      this.#atWork.delete(key)
      resolve()
    }
  }

  async #again(
    { status, headers, body }: NonNullable<Remembered['answer']>,
    commandId: CommandId,
    named: boolean
  ): Promise<Answer> {
    const texts = Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as const] : []
    )
    return {
      status,
      headers: { ...Object.fromEntries(texts), 'Idempotent-Replayed': 'true' },
      body: named ? await this.#named(body, commandId) : body
    }
  }

  async #named(body: JsonObject, commandId: CommandId): Promise<JsonObject> {
    const idOf = (value: Json | undefined) => (isJsonObject(value) ? value['id'] : undefined)
    const [ticketId, customerId] = [idOf(body['ticket']), idOf(body['customer'])]
    return withPersonal(
      body,
      typeof ticketId === 'string' ? await this.personalOf(ticketId, commandId) : undefined,
      typeof customerId === 'string' ? await this.namesOf(customerId) : undefined
    )
  }
}

/** Of a customer as the API shows them, now. */
export type NamesOf = (customerId: string) => Promise<Names | undefined>
interface Names {
  readonly name: string | null
  readonly username: string | null
}

/** The ticket right after the command, or as it is where that left nothing. `ticketId` is as the API shows it. */
export type PersonalOf = (ticketId: string, commandId: CommandId) => Promise<TicketAnswer | undefined>

/** It lies sealed in the log and nowhere else: answers are kept without it, and it is read when they are given again. */
function withPersonal(
  body: JsonObject,
  answer: TicketAnswer | undefined,
  names: Names | undefined
): JsonObject {
  const { ticket, customer } = body
  if (isJsonObject(customer)) {
    const known = { display_name: names?.name ?? null, username: names?.username ?? null }
    return { ...body, customer: { ...customer, ...known } }
  }
  if (!isJsonObject(ticket)) return body
  const before = isJsonObject(ticket['customer']) ? ticket['customer'] : {}
  const { customer: named, ...members } = ofCustomer(answer)
  return { ...body, ticket: { ...ticket, ...members, customer: { ...before, ...named } } }
}

export const keyReused = (): Problem =>
  new Problem(422, 'idempotency_key_reused', 'this Idempotency-Key was used with another body')
