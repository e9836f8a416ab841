import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Place } from '#application'
import { canonicalJson, type JsonObject } from '#kernel'
import { badQuery } from '../problems/problem.js'

/** Opaque to the caller: where the next page begins, signed together with the list and the filters it belongs to. */
export class Cursors {
  constructor(private readonly key: Uint8Array) {}

  write(place: Place, scope: JsonObject): string {
    const payload = Buffer.from(JSON.stringify([place.order, place.id])).toString('base64url')
    return `${payload}.${this.#sign(payload, scope).toString('base64url')}`
  }

  /** @throws Problem 400 for one that was changed, or belongs to another list or other filters */
  read(text: string, scope: JsonObject): Place {
    const [payload = '', signature = '', ...more] = text.split('.')
    const given = Buffer.from(signature, 'base64url')
    const wanted = this.#sign(payload, scope)
    if (more.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      throw badQuery('cursor does not belong to this list with these filters')
    }
    // Signed by us, so it is what `write` wrote.
    const [order, id] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [Place['order'], string]
    return { order, id }
  }

  #sign(payload: string, scope: JsonObject): Buffer {
    return createHmac('sha256', this.key)
      .update(`v1\n${canonicalJson(scope)}\n${payload}`)
      .digest()
  }
}
