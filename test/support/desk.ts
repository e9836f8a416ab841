import type { Agent, List, Queue, Recorded, ThreadMessage, Ticket } from './api-types.js'

export interface Answer<T> {
  readonly status: number
  readonly headers: Headers
  readonly body: T
}

/** A client of the REST API that knows only its description. */
export class Desk {
  constructor(
    readonly url: string,
    private readonly key: string | null
  ) {}

  /** The same desk, asked with another key or none. */
  withKey(key: string | null): Desk {
    return new Desk(this.url, key)
  }

  get<T>(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer<T>> {
    return this.send<T>('GET', path, undefined, headers)
  }

  post<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer<T>> {
    return this.send<T>('POST', path, JSON.stringify(body), headers)
  }

  put<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer<T>> {
    return this.send<T>('PUT', path, JSON.stringify(body), headers)
  }

  /** The body goes out as it is given. */
  async send<T>(
    method: string,
    path: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>> = {}
  ): Promise<Answer<T>> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.key !== null && { authorization: `Bearer ${this.key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers
      },
      ...(body !== undefined && { body })
    })
    const text = await response.text()
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }

  /** @throws unless the answer is 200 */
  async ok<T>(path: string): Promise<T> {
    const answer = await this.get<T>(path)
    if (answer.status !== 200) throw new Error(`GET ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** Every page of a list. */
  async all<T>(path: string): Promise<T[]> {
    const found: T[] = []
    const base = `${path}${path.includes('?') ? '&' : '?'}limit=100`
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: List<T> = await this.ok(cursor === '' ? base : `${base}&cursor=${cursor}`)
      found.push(...page.data)
      cursor = page.page.next_cursor
    }
    return found
  }

  /** Newest first. */
  tickets(): Promise<Ticket[]> {
    return this.all('/api/v1/tickets')
  }

  ticket(id: string): Promise<Ticket> {
    return this.ok(`/api/v1/tickets/${id}`)
  }

  thread(id: string): Promise<ThreadMessage[]> {
    return this.all(`/api/v1/tickets/${id}/thread`)
  }

  events(id: string): Promise<Recorded[]> {
    return this.all(`/api/v1/tickets/${id}/events`)
  }

  queues(): Promise<Queue[]> {
    return this.all('/api/v1/queues')
  }

  agents(): Promise<Agent[]> {
    return this.all('/api/v1/agents')
  }
}
