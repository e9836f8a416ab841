import type { Webhooks } from '#processes'
import { startTestApi, type TestApi, type TestStores } from '../testing.js'
import { Receiver, webhooksOf } from './testing.js'

export const path = '/api/v1/webhooks'

/** Looks again until it is so: what another part of the desk does takes a moment. */
export async function eventually<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (;;) {
    const found = await look()
    if (found) return found
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

/** An API, the process that sends over its stores, and a receiver. */
export class HooksScene {
  sending: Webhooks | undefined

  private constructor(
    readonly api: TestApi,
    readonly receiver: Receiver,
    readonly url: string
  ) {}

  static async start(stores: TestStores = {}): Promise<HooksScene> {
    const api = await startTestApi({ ...stores, privateWebhooks: ['127.0.0.0/8'] })
    const receiver = new Receiver()
    const scene = new HooksScene(api, receiver, await receiver.listen())
    await scene.begin()
    return scene
  }

  async stop(): Promise<void> {
    await this.sending?.stop()
    this.receiver.close()
    await this.api.stop()
  }

  /** The process begins, again where it was stopped or killed. */
  async begin(options: Parameters<typeof webhooksOf>[1] = {}): Promise<void> {
    this.sending = webhooksOf(this.api, options)
    await this.sending.start()
  }

  register(more: object = {}, headers = {}) {
    const body = { name: 'Shop', url: this.url, events: ['ticket.*'], ...more }
    return this.api.post(path, body, headers)
  }

  async stateOf(id: string): Promise<string> {
    return (await this.api.get(`${path}/${id}`)).body.state
  }

  isIn(id: string, state: string): Promise<boolean> {
    return eventually(async () => (await this.stateOf(id)) === state)
  }

  async active(more: object = {}) {
    const { body } = await this.register(more)
    await this.isIn(body.id, 'active')
    return body
  }

  async deliveries(id: string, query = '') {
    return (await this.api.get(`${path}/${id}/deliveries${query}`)).body.data
  }

  passed(ms: number): Promise<void> {
    return this.api.clock.advance(ms)
  }

  /** Time passes until it is so: whoever has to wait for so long may begin to wait a moment later. */
  async passedUntil(ms: number, holds: () => boolean): Promise<void> {
    await eventually(async () => {
      if (!holds()) await this.passed(ms)
      return holds()
    })
  }

  async key(scopes: readonly string[], queues: readonly string[] | null = null) {
    const { body } = await this.api.post('/api/v1/api-keys', { name: 'a program', scopes, queues })
    return { id: body.id, headers: { Authorization: `Bearer ${body.key}` } }
  }
}
