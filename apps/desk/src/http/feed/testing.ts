import { request } from 'node:http'

export interface Told {
  readonly id: string
  readonly item: { readonly type: string; readonly data: { readonly event: { readonly id: string } } }
}

/** An SSE client for specs: what has come, and the end of it. */
export interface Reader {
  readonly status: number
  readonly body: string
  readonly told: readonly Told[]
  /** Resolves once so many have come. */
  has(count: number): Promise<void>
  readonly ended: Promise<void>
  close(): void
}

export function openReader(url: string, headers: { readonly [name: string]: string }): Promise<Reader> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { headers, agent: false }, response => {
      const told: Told[] = []
      const waiting = new Set<() => void>()
      let text = ''
      const ended = new Promise<void>(done => response.once('close', done))
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        const blocks = text.split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) {
          const [, id, data] = /^id: (.*)\ndata: (.*)$/.exec(block) ?? []
          if (id && data) told.push({ id, item: JSON.parse(data) })
        }
        for (const look of waiting) look()
      })
      response.on('error', () => {})
      resolve({
        status: response.statusCode ?? 0,
        get body() {
          return text
        },
        told,
        has: count =>
          new Promise(done => {
            const look = () => {
              if (told.length < count) return
              waiting.delete(look)
              done()
            }
            waiting.add(look)
            look()
          }),
        ended,
        close: () => asking.destroy()
      })
    })
    asking.once('error', reject).end()
  })
}
