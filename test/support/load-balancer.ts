import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** Passes connections on to one of several ports in turn, leaving out those where nobody listens. */
export class LoadBalancer {
  #next = 0
  readonly #sockets = new Set<Socket>()
  readonly #server = createServer(client => void this.#pass(client))

  private constructor(private readonly ports: readonly number[]) {}

  static async start(ports: readonly number[]): Promise<LoadBalancer> {
    const balancer = new LoadBalancer(ports)
    balancer.#server.listen(0, '127.0.0.1')
    await once(balancer.#server, 'listening')
    return balancer
  }

  get url(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('not listening')
    return `http://127.0.0.1:${address.port}`
  }

  async stop(): Promise<void> {
    this.#server.close()
    for (const socket of this.#sockets) socket.destroy()
  }

  async #pass(client: Socket): Promise<void> {
    this.#watch(client)
    for (const _ of this.ports) {
      const server = await connected(this.ports[this.#next++ % this.ports.length] ?? 0)
      if (!server) continue
      this.#watch(server)
      client.pipe(server).pipe(client)
      for (const [one, other] of [
        [client, server],
        [server, client]
      ] as const)
        one.on('close', () => other.destroy())
      return
    }
    client.destroy()
  }

  #watch(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => this.#sockets.delete(socket))
  }
}

function connected(port: number): Promise<Socket | undefined> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.once('error', () => resolve(undefined))
  })
}
