// Tells everybody who waits that it is known, as a job, and says what came of it.
// npm run client, then: DESK_URL=http://127.0.0.1:8080 DESK_API_KEY=tdk_… node examples/client.ts outage
import { setTimeout as sleep } from 'node:timers/promises'
import { createDeskClient } from '../dist/client/index.js'

const { DESK_URL: url = 'http://127.0.0.1:8080', DESK_API_KEY: key = '' } = process.env
const tag = process.argv[2] ?? 'outage'
const desk = createDeskClient({ url, key })

const { data: page, error } = await desk.GET('/api/v1/tickets', {
  params: { query: { tag, status: 'open,in_progress', sort: 'created_at' } }
})
if (!page) throw new Error(`${error.status}: ${error.detail}`)
for (const ticket of page.data) console.log(ticket.code, ticket.status, ticket.priority)

const taken = await desk.POST('/api/v1/tickets/bulk', {
  params: { header: { 'Idempotency-Key': `tell-${tag}` } },
  body: {
    filter: { tag, status: ['open', 'in_progress'] },
    command: { type: 'replies', text: 'We know of it and are at work on it.' }
  }
})
if (!taken.data) throw new Error(`${taken.error.status}: ${taken.error.detail}`)

for (;;) {
  const { data: job } = await desk.GET('/api/v1/jobs/{id}', { params: { path: { id: taken.data.id } } })
  if (job && job.state !== 'running') {
    for (const { ticket_id, status, type } of job.results) console.log(ticket_id, status, type ?? 'done')
    break
  }
  await sleep(200)
}
