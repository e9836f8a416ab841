import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ticketCodeFor } from '#kernel'
import { startTestApi, type TestApi } from '../http/testing.js'
import { standingsOf } from './intake-reads.js'

describe('What /queues is told', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi()
  })
  afterAll(() => api.stop())

  it('counts what waits for the team and who has nobody, and names what was opened first', async () => {
    const agentId = await api.agent(7, 'Ann')
    const [answered = '' as never, claimed = '' as never] = [
      await api.customerWrites(1, 'One'),
      await api.customerWrites(2, 'Two')
    ]
    await api.customerWrites(3, 'Three')
    // What waits on the customer does not wait for the team, though it is oldest.
    await api.act(answered, { type: 'ClaimTicket', agentId })
    await api.act(answered, { type: 'WaitOnCustomer' })
    await api.act(claimed, { type: 'ClaimTicket', agentId })
    expect(await standingsOf(api.deps.reads)).toEqual([
      {
        queueId: 'general',
        name: 'General',
        waiting: 2,
        unassigned: 1,
        overdue: 0,
        oldest: { code: ticketCodeFor(claimed), createdAt: expect.any(Number) }
      }
    ])
  })
})
