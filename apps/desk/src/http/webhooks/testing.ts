import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { DeskState } from '#desk-state'
import type { EventLog } from '#event-log'
import { silentLogger } from '#observability'
import { addresses, createGuardedClient, type GuardedClient } from '#outbound'
import { createWebhooks, type Webhooks } from '#processes'
import { publicPresenter } from '../feed/public-presenter.js'
import type { TestApi } from '../testing.js'
import { createBodyCheck } from './body-check.js'

export interface Got {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly at: number
  // biome-ignore lint/suspicious/noExplicitAny: specs look into bodies as a receiver without types does
  readonly body: any
}

/** What a receiver answers; undefined: 200, and to a verification its challenge. */
export type Answering = (got: Got) =>
  | {
      readonly status: number
      readonly headers?: { readonly [name: string]: string }
      readonly text?: string
    }
  | 'hangs'
  | undefined

/** A receiver of webhooks for specs, that remembers all it got. */
export class Receiver {
  readonly got: Got[] = []
  answering: Answering = () => undefined
  readonly #server: Server
  readonly #waiting = new Set<() => void>()
  #hanging: { readonly response: ServerResponse; readonly right: object }[] = []

  constructor() {
    this.#server = createServer((request, response) => {
      let text = ''
      request.setEncoding('utf8').on('data', chunk => {
        text += chunk
      })
      request.on('end', () => {
        const body = JSON.parse(text)
        const got = { path: request.url ?? '', headers: request.headers, text, at: performance.now(), body }
        this.got.push(got)
        const answer = this.answering(got)
        for (const look of this.#waiting) look()
        const challenge = body.type === 'webhook.verification' ? { challenge: body.data.challenge } : {}
        if (answer === 'hangs') {
          this.#hanging.push({ response, right: challenge })
          return
        }
        response.writeHead(answer?.status ?? 200, answer?.headers)
        response.end(answer?.text ?? JSON.stringify(challenge))
      })
    })
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1')
    await new Promise(resolve => this.#server.once('listening', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`
  }

  /** Those but the verifications. */
  get told(): readonly Got[] {
    return this.got.filter(({ body }) => body.type !== 'webhook.verification')
  }

  /** Resolves once it is so; looked at with everything that comes. */
  until(holds: () => boolean): Promise<void> {
    return new Promise(resolve => {
      const look = () => {
        if (!holds()) return
        this.#waiting.delete(look)
        resolve()
      }
      this.#waiting.add(look)
      look()
    })
  }

  has(count: number): Promise<void> {
    return this.until(() => this.told.length >= count)
  }

  /** Answers 500 at last to whatever hangs. */
  refuseHanging(): void {
    for (const { response } of this.#hanging.splice(0)) response.writeHead(500).end()
  }

  /** Takes at last whatever hangs, or so many of it, and says so or this. */
  takeHanging(answer?: object, most = this.#hanging.length): void {
    for (const { response, right } of this.#hanging.splice(0, most))
      response.end(JSON.stringify(answer ?? right))
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

/** The process that sends, over the stores of this API; by the clock that stands still until it is moved. */
export function webhooksOf(
  api: TestApi,
  {
    random = () => 0.5,
    fence = 1,
    canCall = () => true,
    faultIn = createBodyCheck(),
    state = api.deps.state,
    client = createGuardedClient({ addresses: addresses(['127.0.0.0/8']) }),
    log = own => own
  }: {
    readonly random?: () => number
    readonly fence?: number
    readonly canCall?: () => boolean
    readonly faultIn?: (body: string) => string | undefined
    readonly state?: DeskState
    readonly client?: GuardedClient
    readonly log?: (own: EventLog) => EventLog
  } = {}
): Webhooks {
  const webhooks = createWebhooks({
    desk: { ...api.desk, log: log(api.desk.log), clock: api.clock },
    commands: api.commands,
    state,
    client,
    present: publicPresenter(api.deps.publicUrl),
    faultIn,
    fence,
    canCall,
    random,
    logger: silentLogger,
    metrics: api.deps.metrics
  })
  const stop = webhooks.stop.bind(webhooks)
  webhooks.stop = async () => {
    await stop()
    client.close()
  }
  return webhooks
}
