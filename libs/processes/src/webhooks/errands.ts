import { randomBytes } from 'node:crypto'
import { type Endpoint, readFeed } from '#application'
import type { EndpointErrand, FeedMark } from '#domain'
import type { RecordedEvent } from '#event-log'
import { type EndpointId, toIso } from '#kernel'
import type { Breakers } from './breaker.js'
import type { Kept } from './kept.js'
import type { WebhooksOptions } from './options.js'

export interface ErrandsOptions extends Pick<WebhooksOptions, 'desk' | 'faultIn'> {
  readonly kept: Kept
  readonly breakers: Breakers
  /** It may be called sooner than was thought. */
  readonly placeFreed: (id: EndpointId) => void
}

/** What somebody asks for at an endpoint. */
export class Errands {
  constructor(private readonly options: ErrandsOptions) {}

  async run(endpoint: Endpoint, errand: EndpointErrand, event: RecordedEvent): Promise<void> {
    const { kept, breakers, placeFreed } = this.options
    switch (errand.kind) {
      case 'verification':
        await this.#own(endpoint, event, 'webhook.verification', {
          challenge: randomBytes(32).toString('base64url')
        })
        // After that: its place goes by the host that it has now.
        return this.hurry(endpoint)
      case 'test':
        return this.#own(endpoint, event, 'webhook.test', { test: true })
      case 'replay':
        breakers.hurry(endpoint.state.terms.host)
        placeFreed(endpoint.id)
        await breakers.save()
        if (errand.after === undefined) return kept.replay(endpoint, errand)
        return this.#replayBehind(endpoint, errand.after, event)
    }
  }

  /** Somebody says that it works: nothing of it waits for its next attempt any more. */
  hurry({ id, state }: Endpoint): Promise<void> {
    const { kept, breakers, placeFreed } = this.options
    breakers.hurry(state.terms.host)
    kept.hurry(id)
    placeFreed(id)
    return breakers.save()
  }

  /** By the log, up to where it was asked for: by what it tells, not by when that was recorded. */
  async #replayBehind(
    endpoint: Endpoint,
    { stream, revision, told }: FeedMark,
    asked: RecordedEvent
  ): Promise<void> {
    const { log } = this.options.desk
    for await (const { position, id: eventId } of log.readStream(stream, revision)) {
      const never = new AbortController()
      for await (const step of readFeed(log, { after: { position, eventId }, told }, never.signal)) {
        if (step.kind === 'end' || (step.next.after?.position ?? '') >= asked.position) return
        if (step.kind === 'told') await this.options.kept.replayOne(endpoint, step.told)
      }
    }
  }

  /** What is about the endpoint itself; in a lane of its own, so that it waits for nothing that failed before. */
  #own(endpoint: Endpoint, event: RecordedEvent, type: string, data: { [name: string]: string | boolean }) {
    const timestamp = toIso(event.recordedAt)
    const text = JSON.stringify({ type, timestamp, data: { event: { id: event.id }, ...data } })
    const fault = this.options.faultIn(text)
    const held = { queues: null, full: false, personal: false }
    const made = { event, type, lane: `${type} ${event.id}`, text, fault, about: null, held, named: [] }
    return this.options.kept.keep(endpoint, { ...made, subject: endpoint.subjectId })
  }
}
