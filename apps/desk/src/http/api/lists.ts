import { Inject, Injectable } from '@nestjs/common'
import type { Page, Place } from '#application'
import type { JsonObject } from '#kernel'
import { Cursors } from '../input/cursors.js'
import { minPosition, type Param, parseQuery, type Values, wholeNumber } from '../input/query.js'
import { HTTP_DEPS, type HttpDeps } from '../ports.js'

const cursor: Param<string> = {
  read: text => (text.length <= 2000 ? text : undefined),
  expected: 'the next_cursor of an earlier answer'
}
const paging = { cursor, limit: wholeNumber(1, 100), min_position: minPosition }

const defaultLimit = 25

/** What every list has in common: its parameters and its shape. */
@Injectable()
export class Lists {
  readonly #cursors: Cursors

  constructor(@Inject(HTTP_DEPS) { cursorKey }: HttpDeps) {
    this.#cursors = new Cursors(cursorKey)
  }

  /** `list` names the list, with the id it hangs on: a cursor of one is refused by every other. */
  parse<P extends { readonly [name: string]: Param<unknown> }>(
    query: { readonly [name: string]: unknown },
    list: string,
    filters: P
  ): ListCall<P> {
    const { cursor: given, limit, min_position } = parseQuery(query, withPaging(filters))
    const values = parseQuery(pick(query, Object.keys(filters)), filters)
    const scope = { list, ...textsOf(query, Object.keys(filters)) }
    return {
      filters: values,
      paging: {
        after: typeof given === 'string' ? this.#cursors.read(given, scope) : undefined,
        limit: typeof limit === 'number' ? limit : defaultLimit
      },
      at: { minPosition: typeof min_position === 'string' ? min_position : undefined },
      body: ({ items, next }, present) => ({
        data: items.map(present),
        page: { next_cursor: next && this.#cursors.write(next, scope), has_more: next !== null }
      })
    }
  }
}

interface Paging {
  readonly after: Place | undefined
  readonly limit: number
}

export interface ListCall<P extends { readonly [name: string]: Param<unknown> }> {
  readonly filters: Values<P>
  readonly paging: Paging
  readonly at: { readonly minPosition: string | undefined }
  body<T>(page: Page<T>, present: (item: T) => JsonObject): ListBody
}

export type ListBody = {
  readonly data: readonly JsonObject[]
  readonly page: { readonly next_cursor: string | null; readonly has_more: boolean }
}

/** Of a short list that is all there: continued by where a page ended. */
export function pageOf<T>(all: readonly T[], { after, limit }: Paging): Page<T> {
  const start = Number(after?.order ?? 0)
  const end = start + limit
  return { items: all.slice(start, end), next: all.length > end ? { order: end, id: '' } : null }
}

const withPaging = <P extends object>(filters: P) => ({ ...filters, ...paging })

const pick = (query: { readonly [name: string]: unknown }, names: readonly string[]) =>
  Object.fromEntries(Object.entries(query).filter(([name]) => names.includes(name)))

function textsOf(query: { readonly [name: string]: unknown }, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map(name => [name, typeof query[name] === 'string' ? query[name] : null]))
}
