import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { isJsonObject } from '#kernel'
import type { Received } from './received.js'

/**
 * A receiver of webhooks that may be killed at any moment: it writes down what it got before it answers. Of some that it has
 * never seen it says that it failed, of others it breaks off the answer although it took them.
 */
const [port = '', file = ''] = process.argv.slice(2)
const seen = new Set(
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(line => line !== '')
        .map(line => (JSON.parse(line) as Received).id)
    : []
)
const refusedShare = 12
const brokenOffShare = 8

const server = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  request.on('end', () => {
    const header = (name: string) => String(request.headers[name])
    const id = header('webhook-id')
    const body: unknown = JSON.parse(text)
    const data = isJsonObject(body) && isJsonObject(body['data']) ? body['data'] : {}
    const isFirst = !seen.has(id) && data['challenge'] === undefined
    const luck = isFirst ? (createHash('sha256').update(id).digest()[0] ?? 0) : 255
    const taken = luck >= refusedShare
    seen.add(id)
    const got: Received = {
      id,
      timestamp: header('webhook-timestamp'),
      signature: header('webhook-signature'),
      text,
      taken
    }
    appendFileSync(file, `${JSON.stringify(got)}\n`)
    if (luck >= refusedShare && luck < refusedShare + brokenOffShare) return request.socket.destroy()
    const challenge = typeof data['challenge'] === 'string' ? { challenge: data['challenge'] } : {}
    response.writeHead(taken ? 200 : 500).end(JSON.stringify(challenge))
    return undefined
  })
})
server.listen(Number(port), '127.0.0.1', () => process.send?.('listening'))
