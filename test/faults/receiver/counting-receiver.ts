import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Webhook } from 'standardwebhooks'
import { freePort } from '../../servers/ports.js'
import type { Desk } from '../../support/desk.js'
import { eventually } from '../../support/eventually.js'
import type { Opened } from '../../support/opened.js'
import { feedOf, type Told } from './feed-of.js'
import type { Received } from './received.js'

const main = fileURLToPath(new URL('../../../dist/test/faults/receiver/main.js', import.meta.url))
const events = ['ticket.*', 'sla.*', 'template.*', 'form.*', 'article.*']
/** All that is told of tickets: then each body names the one before it. What a rule tells comes by its name. */
const told = [...events, 'rule.fired']

/** A program that is told of all tickets, in a process of its own, and counts. */
export class CountingReceiver {
  #process: ChildProcess | undefined

  private constructor(
    private readonly port: number,
    private readonly file: string,
    private readonly endpoint: { readonly id: string; readonly secret: string }
  ) {}

  /** Registered before there are tickets, so that the whole feed is its own. */
  static async start(opened: Opened, desk: Desk): Promise<CountingReceiver> {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}/`
    const terms = { name: 'counts', url, events, personal: true }
    const { status, body } = await desk.post<{ id: string; secret: string }>('/api/v1/webhooks', terms)
    if (status !== 201) throw new Error(`the endpoint was answered ${status}`)
    const receiver = new CountingReceiver(port, join(opened.directory(), 'received.ndjson'), body)
    opened.add(receiver)
    await receiver.#launch()
    await desk.post(`/api/v1/webhooks/${body.id}/verifications`, {})
    const state = async () => (await desk.ok<{ state: string }>(`/api/v1/webhooks/${body.id}`)).state
    await eventually('the receiver is verified', async () => (await state()) === 'active')
    const rule = { name: 'Tell', on: ['customer_message'], then: [{ webhook: { endpoint_id: body.id } }] }
    const put = await desk.put('/api/v1/rules/tell-the-receiver', { ...rule, once: 'event' })
    if (put.status !== 201) throw new Error(`the rule was answered ${put.status}`)
    return receiver
  }

  /** Killed, and back at once. */
  async kill(): Promise<void> {
    await this.stop()
    await this.#launch()
  }

  async stop(): Promise<void> {
    const process = this.#process
    if (!process || process.exitCode !== null || process.signalCode !== null) return
    const exited = once(process, 'exit')
    process.kill('SIGKILL')
    await exited
  }

  /** Nothing waits any more; what waits for its next attempt is asked for at once. Ask it of a quiet desk. */
  async toldAll(desk: Desk): Promise<void> {
    const path = `/api/v1/webhooks/${this.endpoint.id}`
    await eventually(
      'nothing waits to be told',
      async () => {
        const waiting = await desk.all(`${path}/deliveries?state=pending`)
        if (waiting.length === 0) return true
        await desk.post(`${path}/replays`, { only: 'given_up' })
        return false
      },
      120_000,
      500
    )
  }

  /** What was missed, doubled otherwise than with the same bytes, put out of order or signed wrongly; empty when all is well. */
  async broken(desk: Desk): Promise<string[]> {
    const feed = await feedOf(desk, told)
    const received = this.#received()
    const first = new Map<string, Told>()
    const texts = new Map<string, string>()
    const known = new Set<string | null>([null])
    const names = new Set<string>()
    const broken: string[] = []
    for (const { id, text, taken, ...signed } of received) {
      if ((texts.get(id) ?? text) !== text) broken.push(`${id} came with other bytes`)
      texts.set(id, text)
      if (!isSigned(this.endpoint.secret, { id, text, ...signed })) broken.push(`${id} is signed wrongly`)
      const one = JSON.parse(text) as Told
      if (!taken || one.type.startsWith('webhook.') || first.has(id)) continue
      const previous = one.data.previous_event_id
      if (!known.has(previous)) broken.push(`${nameOf(one)} came before ${previous}`)
      if (names.has(nameOf(one))) broken.push(`${nameOf(one)} has two ids`)
      known.add(one.data.event.id)
      names.add(nameOf(one))
      first.set(id, one)
    }
    const came = [...first.values()]
    const inFeed = new Set(feed.map(nameOf))
    for (const name of inFeed) if (!names.has(name)) broken.push(`${name} never came`)
    for (const name of names) if (!inFeed.has(name)) broken.push(`${name} is none of the feed`)
    const of = (list: readonly Told[]) => Map.groupBy(list, ({ data }) => data.ticket?.id ?? null)
    const inOrder = of(came)
    for (const [ticket, all] of of(feed)) {
      if (all.map(nameOf).join() !== (inOrder.get(ticket) ?? []).map(nameOf).join())
        broken.push(`what came of ${ticket} is not in the feed's order`)
    }
    const calls = received.length
    const byRules = feed.filter(({ type }) => type === 'rule.fired').length
    if (byRules === 0) broken.push('no rule told anything')
    process.stdout.write(
      `webhooks: ${feed.length} told, ${byRules} by rules, ${calls} calls, ${calls - came.length} not the first taken\n`
    )
    return broken
  }

  #received(): Received[] {
    if (!existsSync(this.file)) return []
    const lines = readFileSync(this.file, 'utf8').split('\n')
    // Killed while it wrote: the desk has no answer and sends it again.
    const whole = lines.slice(0, -1)
    return whole.map(line => JSON.parse(line) as Received)
  }

  async #launch(): Promise<void> {
    this.#process = fork(main, [String(this.port), this.file], { execArgv: ['--no-warnings'] })
    await once(this.#process, 'message')
  }
}

const nameOf = ({ type, data }: Told) => `${type} ${data.event.id}`

/** By the published library; it goes by the time of the day. */
function isSigned(secret: string, { id, timestamp, signature, text }: Omit<Received, 'taken'>): boolean {
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
  const { now } = Date
  try {
    Date.now = () => Number(timestamp) * 1000
    new Webhook(secret).verify(text, headers)
    return true
  } catch {
    return false
  } finally {
    Date.now = now
  }
}
