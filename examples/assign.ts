// Gives the tickets of a queue to agents, where its `assignment.strategy` is `external`: whom, only this program says.
// While it does not run, the queue's `fallback` does. It keeps nothing: start it again, and it goes on with what waits.
// npm run client, then: DESK_URL=http://127.0.0.1:8080 DESK_API_KEY=tdk_… node examples/assign.ts vip
import { setTimeout as sleep } from 'node:timers/promises'
import { createDeskClient } from '../dist/client/index.js'

const { DESK_URL: url = 'http://127.0.0.1:8080', DESK_API_KEY: key = '' } = process.env
const queue = process.argv[2] ?? 'vip'
const desk = createDeskClient({ url, key })
const types = 'ticket.created,ticket.transferred,ticket.unassigned,ticket.resolved,agent.availability_changed'

/** Here: who carries least of those who may have it. Yours may look at anything. */
async function candidates() {
  const { data } = await desk.GET('/api/v1/queues/{id}/agents', { params: { path: { id: queue } } })
  return (data?.data ?? []).filter(agent => agent.eligible).sort((a, b) => a.load - b.load)
}

async function assignWaiting(): Promise<void> {
  const { data: waiting } = await desk.GET('/api/v1/queues/{id}/tickets', {
    params: { path: { id: queue }, query: { assignee: 'none', sort: '-priority' } }
  })
  for (const { id, code, revision } of waiting?.data ?? []) {
    for (const agent of await candidates()) {
      const { error } = await desk.PATCH('/api/v1/tickets/{id}', {
        // Only as we have seen it: whoever was faster keeps it.
        params: { path: { id }, header: { 'If-Match': `"r${revision}"` } },
        body: { assigned_agent_id: agent.id }
      })
      if (!error) console.log(`${code} is ${agent.display_name ?? agent.id}'s`)
      // The next one may have room; anything else is about the ticket: somebody was faster.
      if (!error || !/agent_(at_capacity|away)$/.test(error.type)) break
    }
  }
}

for (;;) {
  try {
    const query = { types, queue }
    const { data: stream, error } = await desk.GET('/api/v1/stream', { params: { query }, parseAs: 'stream' })
    if (!stream) throw new Error(`${error?.status}: ${error?.detail}`)
    // What came before the stream began; then with all that happens, and with each heartbeat.
    await assignWaiting()
    for await (const _ of stream) {
      // Lists are a moment behind what is told.
      await sleep(300)
      await assignWaiting()
    }
  } catch (error) {
    console.error(String(error))
  }
  await sleep(1000)
}
