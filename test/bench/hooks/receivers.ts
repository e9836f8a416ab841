import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answering } from '../child.js'
import { Latencies, type Percentiles } from '../latencies.js'

export type ReceiversQuestion =
  /** Answers the port of each. */
  | { readonly kind: 'listen'; readonly count: number }
  | { readonly kind: 'taken' }
  /** Forgets what was counted. */
  | { readonly kind: 'begin' }
  | { readonly kind: 'result' }

export interface Received extends Percentiles {
  /** First attempts, of all receivers. */
  readonly taken: number
}

const seen = new Set<string>()
let latencies = new Latencies()
const stamp = /"timestamp":"([^"]+)"/
const challenge = /"challenge":"([^"]+)"/

/** Takes everything at once, and counts from the event's own time: both clocks are this machine's. */
async function listen(): Promise<number> {
  const server = createServer((request, response) => {
    const now = Date.now()
    let text = ''
    request.setEncoding('utf8').on('data', chunk => {
      text += chunk
    })
    request.on('end', () => {
      const asked = challenge.exec(text)?.[1]
      const key = `${server.listening && (server.address() as AddressInfo).port} ${request.headers['webhook-id']}`
      if (!asked && !seen.has(key)) {
        seen.add(key)
        latencies.add(now - Date.parse(stamp.exec(text)?.[1] ?? ''))
      }
      response.end(asked ? JSON.stringify({ challenge: asked }) : '')
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

answering<ReceiversQuestion>(async question => {
  switch (question.kind) {
    case 'listen':
      return Promise.all(Array.from({ length: question.count }, listen))
    case 'taken':
      return latencies.count
    case 'begin':
      seen.clear()
      latencies = new Latencies()
      return undefined
    case 'result':
      return { ...latencies.summary(), taken: latencies.count } satisfies Received
  }
})
