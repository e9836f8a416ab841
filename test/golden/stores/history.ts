import { createHash } from 'node:crypto'
import { policyOf, type TicketCommand, targetsFor } from '#domain'
import { FakeClock, type MessageId, type SubjectId, type TicketId } from '#kernel'
import type { Vault } from '#privacy'
import { openMemoryVault } from '#privacy/memory'
import type { TestApi } from '../../../apps/desk/src/http/testing.js'

const minutes = (n: number) => n * 60_000
const office = {
  name: 'Office',
  time_zone: 'Europe/Berlin',
  weekly: {
    mon: [
      ['09:00', '12:30'],
      ['13:30', '18:00']
    ],
    tue: [['09:00', '17:00']]
  },
  holidays: [{ date: '2026-01-06', name: 'Epiphany' }]
}
const policy = {
  name: 'Standard',
  calendar_id: 'office',
  targets: [
    { metric: 'first_reply', target_s: 3600, warn_before_s: [600] },
    { metric: 'next_reply', target_s: 1800, clock: 'calendar' },
    { metric: 'resolution', target_s: 28_800, pause_in: ['on_hold'] }
  ]
}

/** Subjects and keys that follow from the person: two runs seal for the same subjects, and say the same of them. */
export function predictableVault(): Vault {
  const vault = openMemoryVault({ masterKey: Buffer.alloc(32, 3), clock: new FakeClock() })
  const gone = new Set<SubjectId>()
  const hash = (text: string) => createHash('sha256').update(text).digest()
  const subjectOf = (user: number) => {
    const hex = hash(`subject ${user}`).toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}` as SubjectId
  }
  return {
    ...vault,
    subjectFor: async user => subjectOf(user),
    findSubject: async user => subjectOf(user),
    keyOf: async subject => (gone.has(subject) ? undefined : hash(subject)),
    forget: async subject => {
      if (gone.has(subject)) return false
      gone.add(subject)
      return true
    }
  }
}

/** The same week of a small desk each time: customers, agents, clocks, a breach, a person who is forgotten. */
export async function liveThrough(api: TestApi): Promise<readonly TicketId[]> {
  let keys = 0
  const say = async (path: string, body: unknown): Promise<{ readonly message_id?: string }> => {
    const answer = await api.post(`/api/v1/${path}`, body, { 'Idempotency-Key': `golden-${++keys}` })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    await api.settled()
    return answer.body
  }
  const publish = (path: string, body: unknown) => send('PUT', path, body)
  const change = (path: string, body: unknown) => send('PATCH', path, body)
  const send = async (method: 'PUT' | 'PATCH', path: string, body: unknown) => {
    const headers = { 'Idempotency-Key': `golden-${++keys}` }
    const answer = await api.send(method, `/api/v1/${path}`, { body, headers })
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  const apply = (ticket: TicketId, cause: 'opened' | 'priority_changed', priority: 'normal' | 'urgent') =>
    act(ticket, {
      type: 'ApplySla',
      policyId: 'standard',
      policyVersion: 0,
      calendarId: 'office',
      calendarVersion: 0,
      zoneData: '2026a',
      targets: targetsFor(policyOf('standard', 0, policy), priority),
      notify: { warn: true, breach: true },
      cause,
      at: api.clock.now()
    })
  const act = (ticket: TicketId, command: TicketCommand) => api.act(ticket, command)
  const pass = (n: number) => api.clock.advance(minutes(n))
  const replied = async (ticket: TicketId, agent: string, text: string) => {
    const { message_id } = await say(`tickets/tkt_${ticket}/replies`, { text, agent_id: agent })
    await pass(1)
    await act(ticket, {
      type: 'ConfirmReply',
      messageId: String(message_id).slice(4) as MessageId,
      telegramMessageIds: [700 + keys],
      acceptedAt: api.clock.now(),
      afterReply: 'waiting_on_customer'
    })
  }

  await publish('calendars/office', office)
  await publish('sla-policies/standard', policy)
  await publish('queues/billing', { name: 'Billing', position: 2 })
  const ann = `agt_${await api.agent(7, 'Ann')}`
  const bob = `agt_${await api.agent(8, 'Bob')}`
  await publish('teams/front', { name: 'Front', members: [ann, 'tg:8'] })
  await publish('desk/capacity', { limit: 5, counts: ['assigned', 'in_progress', 'on_hold'] })

  const [first, second, third] = [
    await api.customerWrites(1, 'My order is broken 📦', { name: 'Cleo Ōtani' }),
    await api.customerWrites(2, 'Where is my invoice?', { name: 'Dmitri' }),
    await api.customerWrites(3, 'Please forget me', { name: 'Eve' })
  ]
  for (const ticket of [first, second, third]) await apply(ticket, 'opened', 'normal')
  await pass(20)
  await say(`tickets/tkt_${first}/assignments`, { agent_id: ann })
  await replied(first, ann, 'We look into it')
  await say(`tickets/tkt_${second}/transfers`, { queue_id: 'billing' })
  await say(`tickets/tkt_${second}/tag-changes`, { add: ['vip', 'invoice'] })
  await say(`tickets/tkt_${second}/assignments`, { auto: true, team_id: 'front' })
  await say(`tickets/tkt_${second}/notes`, { text: 'an old customer', agent_id: bob })
  await pass(90)
  await act(second, {
    type: 'BreachSla',
    metric: 'first_reply',
    instance: 1,
    targetS: 3600,
    at: api.clock.now() - minutes(50),
    noticedAt: api.clock.now(),
    reason: 'time_passed',
    inDigest: false
  })
  await replied(second, bob, 'Here it is')
  await api.customerWrites(1, 'Still broken', { name: 'Cleo Ōtani' })
  await pass(5)
  await say(`tickets/tkt_${first}/priority-changes`, { priority: 'urgent' })
  await apply(first, 'priority_changed', 'urgent')
  await say(`tickets/tkt_${first}/status-changes`, { to: 'on_hold' })
  await pass(60)
  await act(first, { type: 'ResumeTicket' })
  await pass(24 * 60)
  await replied(first, ann, 'A new one is on its way')
  await say(`tickets/tkt_${first}/status-changes`, { to: 'resolved', comment: 'sent again' })
  await say(`tickets/tkt_${second}/status-changes`, { to: 'closed' })
  await say('admin/forgettings', { ticket_id: `tkt_${third}` })
  await pass(30)
  await publish('ticket-fields/order', { name: 'Order', type: 'text' })
  await publish('ticket-fields/paid', { name: 'Paid', type: 'yes_no', decides: true })
  await change(`tickets/tkt_${first}`, {
    title: 'Parcel',
    fields: { order: '7', paid: true },
    tags: ['sent']
  })
  await change(`tickets/tkt_${first}`, { title: 'Broken parcel', fields: { order: null } })
  const { body: shown } = await api.get(`/api/v1/tickets/tkt_${second}`)
  await change(`customers/${shown.customer.id}`, { tier: 'gold', tags: ['press'] })
  const begun = {
    customer_id: shown.customer.id,
    title: 'Another invoice',
    text: 'We owe you one',
    agent_id: ann
  }
  await say('tickets', begun)
  await api.settled()
  return [first, second, third]
}

const reportsIn = (period: string): readonly string[] => [
  `/reports/volume?${period}&group_by=day&tz=Europe/Berlin`,
  `/reports/volume/tickets?${period}&of=backlog`,
  `/reports/times?${period}&metric=first_reply&group_by=queue`,
  `/reports/times?${period}&metric=resolution&clock=business&group_by=tag`,
  `/reports/agents?${period}`,
  `/reports/ratings?${period}&group_by=month`
]

/** Everything that the API says, positions aside. */
export async function answersOf(api: TestApi, tickets: readonly TicketId[]): Promise<string> {
  const at = new Date(api.clock.now() - minutes(20 * 60)).toISOString()
  const { body } = await api.get(`/api/v1/tickets/tkt_${tickets[1]}`)
  const customer: string = body.customer.id
  const paths = [
    '/tickets?status=open,assigned,in_progress,waiting_on_customer,on_hold,resolved,closed',
    '/tickets?sort=-priority&limit=2',
    '/tickets?sla=breached',
    '/queues',
    '/queues/general/tickets?sort=breach_at',
    '/queues/billing/tickets?status=closed',
    '/agents',
    '/teams',
    '/desk/capacity',
    `/tickets?as_of=${at}&sort=-priority`,
    '/tickets?sort=updated_at&tag=SENT,invoice',
    '/tickets?team=none&status=closed',
    `/queues?as_of=${at}`,
    `/customers/${customer}`,
    `/customers/${customer}/tickets?sort=updated_at`,
    `/tickets/tkt_${tickets[0]}?include=thread`,
    `/tickets/tkt_${tickets[0]}/thread?q=broken`,
    '/calendars/office',
    '/sla-policies',
    '/sla/attainment?from=2026-01-01T00:00:00Z&to=2026-01-08T00:00:00Z',
    ...reportsIn('from=2026-01-01T00:00:00Z&to=2026-01-08T00:00:00Z'),
    ...reportsIn(`from=2026-01-01T00:00:00Z&to=2026-01-08T00:00:00Z&as_of=${at}`),
    ...tickets.flatMap(id =>
      [
        '',
        '?as_of_revision=1',
        `?as_of=${at}`,
        '/thread',
        '/events',
        '/sla',
        `/sla?as_of=${at}`,
        '/sla/explanation'
      ].map(part => `/tickets/tkt_${id}${part}`)
    )
  ]
  const answers: [string, unknown][] = []
  for (const path of paths) {
    const { status, body } = await api.get(`/api/v1${path}`)
    answers.push([`${status} ${path}`, body])
  }
  // Cursors are signed over positions of the list, requests have ids of their own.
  const aside = new Set(['position', 'next_cursor', '$causationId', 'instance_id'])
  const text = JSON.stringify(answers, (name, value) => (aside.has(name) ? undefined : value), 1)
  return `${text}\n`
}
