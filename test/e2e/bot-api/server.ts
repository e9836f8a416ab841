import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { UpdateDelivery } from './delivery.js'
import { methods } from './methods.js'
import { type Call, type Mishap, type Params, Refused, type Update } from './types.js'
import { World } from './world.js'

interface Scripted {
  method: string
  chatId: number | undefined
  mishap: Mishap
}

/** A Bot API server of a few methods, made for these tests alone: it shares no code with the desk or its sandbox. */
export class BotApi {
  readonly world = new World()
  readonly updates = new UpdateDelivery()
  readonly calls: Call[] = []
  readonly #mishaps: Scripted[] = []
  readonly #server: Server = createServer((request, response) => {
    void this.#serve(request, response).catch(() => response.destroy())
  })

  private constructor() {
    this.world.onUpdate = update => this.updates.push(update)
  }

  static async start(): Promise<BotApi> {
    const api = new BotApi()
    await new Promise<void>(resolve => api.#server.listen(0, '127.0.0.1', resolve))
    return api
  }

  get url(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    return `http://127.0.0.1:${address.port}`
  }

  /** What the desk needs to be told of it. */
  get env(): Record<string, string> {
    return { ...this.envWithoutGroup, TELEGRAM_STAFF_GROUP_ID: String(this.world.group.id) }
  }

  get envWithoutGroup(): Record<string, string> {
    return { TELEGRAM_API_ROOT: this.url, TELEGRAM_BOT_TOKEN: this.world.token }
  }

  /** The next call of `method`, in `chatId` where it is given, ends like this. */
  next(method: string, mishap: Mishap, chatId?: number): void {
    this.#mishaps.push({ method, chatId, mishap })
  }

  callsOf(method: string): Call[] {
    return this.calls.filter(call => call.method === method)
  }

  /** Holds the update back from the usual way: for posting it by hand. */
  withheld(act: () => unknown): Update[] {
    const held: Update[] = []
    const before = this.world.onUpdate
    this.world.onUpdate = update => held.push(update)
    act()
    this.world.onUpdate = before
    return held
  }

  async stop(): Promise<void> {
    this.updates.stop()
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? []
    const body = await bodyOf(request)
    const params = (body === '' ? {} : JSON.parse(body)) as Params
    const call: Call = { method, params, at: performance.now(), outcome: 'ok' }
    this.calls.push(call)
    try {
      if (token !== encodeURI(this.world.token)) throw new Refused(401, 'Unauthorized')
      const mishap = this.#mishapFor(method, params)
      if (mishap?.kind === 'refused') throw new Refused(mishap.code, mishap.description, mishap.parameters)
      if (mishap?.kind === 'page') {
        call.outcome = mishap.status
        response.writeHead(mishap.status, { 'content-type': 'text/html' }).end('<html>Not today</html>')
        return
      }
      const result = await this.#run(method, params)
      if (mishap?.kind === 'answer_lost') {
        call.outcome = 'lost'
        response.destroy()
        return
      }
      reply(response, 200, { ok: true, result })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      call.outcome = error.code
      const { code, message: description, parameters } = error
      reply(response, code, { ok: false, error_code: code, description, ...(parameters && { parameters }) })
    }
  }

  #run(method: string, params: Params): unknown {
    switch (method) {
      case 'getUpdates':
        return this.updates.getUpdates(params)
      case 'setWebhook':
        return this.updates.setWebhook(params)
      case 'deleteWebhook':
        return this.updates.setWebhook({ ...params, url: '' })
      case 'getWebhookInfo':
        return this.updates.info()
      default: {
        const known = methods[method]
        if (!known) throw new Refused(404, 'Not Found: method not found')
        return known(this.world, params)
      }
    }
  }

  #mishapFor(method: string, params: Params): Mishap | undefined {
    const index = this.#mishaps.findIndex(
      each =>
        each.method === method && (each.chatId === undefined || each.chatId === Number(params['chat_id']))
    )
    return index < 0 ? undefined : this.#mishaps.splice(index, 1)[0]?.mishap
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
