import { connect, type Socket } from 'node:net'

export interface Response {
  readonly status: number
  readonly body: string
}

const endOfHead = Buffer.from('\r\n\r\n')

/**
 * One kept connection, one request at a time, as little work as possible: what a load spends on its own HTTP is taken
 * from the server under load, on the same machine. Understands answers with a Content-Length only.
 */
export class HttpConnection {
  readonly #socket: Socket
  #received: Buffer = Buffer.alloc(0)
  #waiting: { resolve: (response: Response) => void; reject: (error: Error) => void } | undefined
  #broken: Error | undefined

  constructor(private readonly port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.on('data', (chunk: Buffer) => this.#read(chunk))
    this.#socket.on('error', error => this.#break(error))
    this.#socket.on('close', () => this.#break(new Error('the server closed the connection')))
  }

  get isBroken(): boolean {
    return this.#broken !== undefined
  }

  /** @throws Error when the connection breaks */
  send(method: 'GET' | 'POST', path: string, headers: string, body = ''): Promise<Response> {
    if (this.#broken) return Promise.reject(this.#broken)
    const content =
      method === 'POST'
        ? `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`
        : ''
    this.#socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${this.port}\r\n${headers}${content}\r\n${body}`
    )
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  close(): void {
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    const headEnds = this.#received.indexOf(endOfHead)
    if (headEnds < 0) return
    const head = this.#received.toString('latin1', 0, headEnds)
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
    if (length === undefined) {
      this.#break(new Error(`an answer without Content-Length: ${head}`))
      return
    }
    const ends = headEnds + endOfHead.length + Number(length)
    if (this.#received.length < ends) return
    const body = this.#received.toString('utf8', headEnds + endOfHead.length, ends)
    this.#received = this.#received.subarray(ends)
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve({ status: Number(head.slice(9, 12)), body })
  }

  #break(error: Error): void {
    this.#broken ??= error
    this.#waiting?.reject(error)
    this.#socket.destroy()
  }
}

/** Servers drop idle connections after 5 s (Node's default); one that is about to be dropped is not used. */
const idleMs = 3000

/** As many connections as are needed at once; the one used last comes first. */
export class HttpConnections {
  readonly #idle: { readonly connection: HttpConnection; readonly since: number }[] = []

  constructor(private readonly port: number) {}

  async send(method: 'GET' | 'POST', path: string, headers: string, body?: string): Promise<Response> {
    const connection = this.#take() ?? new HttpConnection(this.port)
    const response = await connection.send(method, path, headers, body)
    this.#idle.push({ connection, since: performance.now() })
    return response
  }

  close(): void {
    for (const { connection } of this.#idle.splice(0)) connection.close()
  }

  #take(): HttpConnection | undefined {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (!idle.connection.isBroken && performance.now() - idle.since < idleMs) return idle.connection
      idle.connection.close()
    }
    return undefined
  }
}
