/**
 * The stand-in as a process of its own: `node main.js <directory> [port]`. Prints `DESK_EVENT_LOG_URL=…`, the address of the
 * control port and `ready`; leaves cleanly on SIGTERM. For trying and for tests, not for production.
 *
 * The control port takes `POST /conditions` with a part of the conditions as JSON, `POST /end-subscriptions?how=gracefully`
 * (or `tooSlow`, `reset`), and answers `GET /conditions`.
 */
import { createServer } from 'node:http'
import { type Conditions, startStandIn } from './index.js'

const [directory, port = '0'] = process.argv.slice(2)
if (directory === undefined) throw new Error('name the directory for the data')
const standIn = await startStandIn({ dir: directory, port: Number(port) })

const control = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (request.method === 'POST' && url.pathname === '/conditions') {
      const asked: Partial<Conditions> = JSON.parse(Buffer.concat(chunks).toString())
      Object.assign(standIn.control.conditions, asked)
    } else if (request.method === 'POST' && url.pathname === '/end-subscriptions') {
      const how = url.searchParams.get('how')
      standIn.control.endSubscriptions(how === 'tooSlow' || how === 'reset' ? how : 'gracefully')
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ...standIn.control.conditions, calls: standIn.control.calls }))
  })
})
control.listen(0, '127.0.0.1', () => {
  const address = control.address()
  process.stdout.write(`DESK_EVENT_LOG_URL=${standIn.url}\n`)
  if (typeof address === 'object' && address)
    process.stdout.write(`CONTROL_URL=http://127.0.0.1:${address.port}\n`)
  process.stdout.write('the event log is a stand-in for EventStoreDB, not for production\nready\n')
})

const stop = () => {
  control.close()
  control.closeAllConnections()
  void standIn.stop()
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
