import { systemClock } from '#kernel'
import type { Desk } from '../../support/desk.js'
import { apiKey } from '../../support/desk-process.js'
import { eventually } from '../../support/eventually.js'
import type { Opened } from '../../support/opened.js'
import type { Seeded } from '../../support/seeded.js'
import { feedOf } from './feed-of.js'

/** A program that listens to the feed, comes again behind what it has seen whenever it is cut off, and breaks off itself. */
export class StreamReader {
  readonly #seen: string[] = []
  readonly #stop = new AbortController()
  readonly #reading: Promise<void>
  #cuts = 0

  private constructor(
    private readonly url: string,
    private readonly random: Seeded,
    private cursor: string
  ) {
    this.#reading = this.#read()
  }

  static async start(opened: Opened, desk: Desk, random: Seeded): Promise<StreamReader> {
    const { page } = await desk.ok<{ page: { next_cursor: string } }>('/api/v1/events?limit=100')
    return opened.add(new StreamReader(desk.url, random, page.next_cursor))
  }

  stop(): Promise<void> {
    this.#stop.abort()
    return this.#reading
  }

  /** What was missed, repeated or put out of order; empty when all is well. Ask it of a quiet desk. */
  async broken(desk: Desk): Promise<string[]> {
    const feed = (await feedOf(desk, ['ticket.*'])).map(({ type, data }) => `${type} ${data.event.id}`)
    const last = feed.at(-1)
    if (last !== undefined) await eventually('the stream has told all', () => this.#seen.includes(last))
    process.stdout.write(`stream: ${feed.length} told, ${this.#cuts} times begun again\n`)
    const different = this.#seen.findIndex((name, at) => name !== feed[at])
    if (different >= 0) return [`the stream told ${this.#seen[different]} instead of ${feed[different]}`]
    return this.#seen.length === feed.length ? [] : [`the stream told ${this.#seen.length} of ${feed.length}`]
  }

  async #read(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const away = AbortSignal.timeout(50 + this.random.below(3000))
      await this.#listen(AbortSignal.any([this.#stop.signal, away])).catch(() => {})
      this.#cuts++
      await systemClock.sleep(20)
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const headers = { Authorization: `Bearer ${apiKey}`, 'Last-Event-ID': this.cursor }
    const { status, body } = await fetch(`${this.url}/api/v1/stream?types=ticket.*`, { headers, signal })
    if (status !== 200 || !body) return body?.cancel()
    let text = ''
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const [, id, data] = /^id: (.*)\ndata: (.*)$/.exec(block) ?? []
        if (!id || !data) continue
        const { type, data: told } = JSON.parse(data) as { type: string; data: { event: { id: string } } }
        this.#seen.push(`${type} ${told.event.id}`)
        this.cursor = id
      }
    }
  }
}
