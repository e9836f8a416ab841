import { isNativeError } from 'node:util/types'
import { isJsonObject, type Json, type JsonObject } from '#kernel'
import { codeOf, Failure, messageOf } from './failure.js'

const patienceMs = 30_000
const pageSize = '100'

/** A desk refused what was asked: `problem` is the last part of the `type`. */
export class Refused extends Failure {
  constructor(
    readonly status: number,
    readonly problem: string,
    message: string
  ) {
    super(message)
  }
}

/** The running desk over HTTP. Every failure is a Failure with one line. */
export class DeskClient {
  constructor(
    readonly url: string,
    private readonly key: string
  ) {}

  get(path: string): Promise<JsonObject> {
    return this.#call('GET', path)
  }

  /** Once: nothing is sent again by itself. */
  post(path: string, body?: JsonObject): Promise<JsonObject> {
    return this.#call('POST', path, body && JSON.stringify(body))
  }

  /** Once, as `post`. */
  delete(path: string): Promise<JsonObject> {
    return this.#call('DELETE', path)
  }

  /** Once, as `post`. */
  postText(path: string, type: string, text: string): Promise<JsonObject> {
    return this.#call('POST', path, text, type)
  }

  /** A file that the desk answers. */
  async file(path: string): Promise<Buffer> {
    const request = {
      headers: { authorization: `Bearer ${this.key}` },
      signal: AbortSignal.timeout(patienceMs)
    }
    const response = await fetch(`${this.url}/${path}`, request).catch(error => {
      throw new Failure(`no desk answers at ${this.url} (${reasonOf(error)}): is it running?`)
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    if (response.status === 200) return bytes
    const answer = parsed(bytes.toString())
    throw refusal(response.status, isJsonObject(answer) ? answer : {})
  }

  /** Every item of a list, page after page. */
  async *list(path: string, filters: { readonly [name: string]: string } = {}): AsyncIterable<JsonObject> {
    let cursor: string | undefined
    do {
      const query = new URLSearchParams({
        ...filters,
        limit: pageSize,
        ...(cursor === undefined ? {} : { cursor })
      })
      const { data, page } = await this.get(`${path}?${query}`)
      yield* objectsIn(data)
      const next = isJsonObject(page) ? page['next_cursor'] : null
      cursor = typeof next === 'string' ? next : undefined
    } while (cursor !== undefined)
  }

  async #call(method: string, path: string, body?: string, type = 'application/json'): Promise<JsonObject> {
    const request: RequestInit = {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${this.key}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': type })
      },
      signal: AbortSignal.timeout(patienceMs),
      ...(body === undefined ? {} : { body })
    }
    const { status, text } = await this.#fetch(`${this.url}/${path}`, request)
    if (status === 204) return {}
    const answer = parsed(text)
    if (!isJsonObject(answer)) {
      throw new Failure(
        `what answers at ${this.url} is no desk (${status} without JSON): check HOST, PORT or --url`
      )
    }
    if (status >= 200 && status < 300) return answer
    throw refusal(status, answer)
  }

  async #fetch(url: string, request: RequestInit): Promise<{ status: number; text: string }> {
    try {
      const response = await fetch(url, request)
      return { status: response.status, text: await response.text() }
    } catch (error) {
      throw new Failure(
        `no desk answers at ${this.url} (${reasonOf(error)}): is it running, and are HOST, PORT or --url right?`
      )
    }
  }
}

/** The objects of a list in an answer; nothing where there is none. */
export const objectsIn = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : []

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusal(status: number, { type, detail }: JsonObject): Refused {
  const problem = typeof type === 'string' ? type.slice(type.lastIndexOf('/') + 1) : ''
  const why = typeof detail === 'string' ? detail : `it answered ${status}`
  return status === 401
    ? new Refused(
        status,
        problem,
        `the desk does not take this key (${why}): set DESK_API_KEY or give --key-file`
      )
    : new Refused(status, problem, why)
}

function reasonOf(error: unknown): string {
  if (isNativeError(error) && error.name === 'TimeoutError') return `no answer within ${patienceMs / 1000} s`
  const cause = isNativeError(error) ? error.cause : undefined
  return codeOf(cause) ?? (cause === undefined ? messageOf(error) : messageOf(cause))
}
