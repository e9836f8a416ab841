import { HttpConnections, type Response } from './http-connection.js'
import { messageUpdate } from './updates.js'

export interface TargetOptions {
  readonly port: number
  readonly webhookPath: string
  readonly webhookSecret: string
  readonly apiKey: string
}

/** A desk under load. */
export class Target {
  readonly #connections: HttpConnections
  readonly #webhookHeaders: string
  readonly #apiHeaders: string

  constructor(private readonly options: TargetOptions) {
    this.#connections = new HttpConnections(options.port)
    this.#webhookHeaders = `X-Telegram-Bot-Api-Secret-Token: ${options.webhookSecret}\r\n`
    this.#apiHeaders = `Authorization: Bearer ${options.apiKey}\r\n`
  }

  /** Resolves when the update was answered with 200. */
  async write(customer: number, marker: string): Promise<void> {
    const { webhookPath } = this.options
    const body = messageUpdate(customer, marker)
    const { status } = await this.#connections.send('POST', webhookPath, this.#webhookHeaders, body)
    if (status !== 200) throw new Error(`the webhook answered ${status}`)
  }

  async read(path: string): Promise<string> {
    const { status, body } = await this.#get(path)
    if (status !== 200) throw new Error(`${path} answered ${status}: ${body}`)
    return body
  }

  /** A command of the API. */
  async post(path: string, body: object): Promise<void> {
    const { status, body: answer } = await this.#connections.send(
      'POST',
      path,
      this.#apiHeaders,
      JSON.stringify(body)
    )
    if (status !== 200) throw new Error(`${path} answered ${status}: ${answer}`)
  }

  close(): void {
    this.#connections.close()
  }

  #get(path: string): Promise<Response> {
    return this.#connections.send('GET', path, this.#apiHeaders)
  }
}
