import type { Instant, JsonObject } from '#kernel'

/** One call to an endpoint outside, from when it was asked for until it is too old to be kept. */
export interface Hook {
  readonly endpoint: string
  /** Its webhook-id: of one endpoint, and never of two bodies. */
  readonly id: string
  /** Its place among those of its endpoint; two may have the same: then they go by their ids. */
  readonly order: number
  /** What is sent one after the other, e.g. a ticket. */
  readonly lane: string
  readonly type: string
  /** Of the event that it tells. */
  readonly at: Instant
  /** Whose key seals the body. */
  readonly subject: string
  /** Sealed; null once the person was forgotten. */
  readonly body: string | null
  readonly state: 'pending' | 'delivered' | 'given_up'
  /** Not before; of what is pending. */
  readonly dueAt: Instant
  /** In a row, since it was asked for or replayed. */
  readonly failures: number
  readonly attempts: readonly JsonObject[]
}

export interface HooksAsked {
  readonly endpoint: string
  readonly state?: Hook['state']
  /** Exclusive: behind this one, in the order that is asked for. */
  readonly after?: Pick<Hook, 'order' | 'id'>
  readonly newestFirst?: boolean
  readonly limit: number
}

/** What is sent to endpoints, kept until its retention. */
export interface Hooks {
  /** First caller wins: a hook of this endpoint and id that is there stays as it is, and the answer is false. */
  add(hook: Hook, fence: number): Promise<boolean>
  /** What came of it; nothing happens where it is gone. @throws Superseded when a higher fence has claimed or saved it */
  save(
    hook: Pick<Hook, 'endpoint' | 'id' | 'state' | 'dueAt' | 'failures' | 'attempts'>,
    fence: number
  ): Promise<void>
  /** The body of one that has none, whose key seals it. @throws Superseded as `save` */
  fill(hook: Pick<Hook, 'endpoint' | 'id' | 'subject' | 'body'>, fence: number): Promise<void>
  /** What is pending of an endpoint is this owner's: no lower fence saves it any more. @throws Superseded */
  claim(endpoint: string, fence: number): Promise<void>
  find(endpoint: string, id: string): Promise<Hook | undefined>
  /** In their order, or newest first. */
  list(asked: HooksAsked): Promise<Hook[]>
  /** The highest place of the endpoint; 0 while there is none. */
  last(endpoint: string): Promise<number>
  /**
   * Drops the bodies sealed under this person's key and gives up what was pending. Answers the endpoints that had some,
   * now or when it was asked before.
   */
  forget(subject: string): Promise<string[]>
  /** Drops those of older events, at most so many; answers how many. */
  dropBefore(instant: Instant, limit: number): Promise<number>
  /** All of an endpoint. */
  drop(endpoint: string): Promise<void>
  /** All there are, pulled; for copies. */
  all(): AsyncIterable<Hook>
}
