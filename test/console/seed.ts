import type { Ticket } from '../support/api-types.js'
import type { Desk } from '../support/desk.js'
import { eventually } from '../support/eventually.js'

interface Parts {
  readonly desk: Desk
  readonly control: (call: string, params: object) => Promise<unknown>
}

/** Names in several scripts, and texts that try to be HTML. */
const customers = [
  ['Carol', 'My parcel has not arrived yet. The number is 10117-22, it was to come on Tuesday.', 'shipping'],
  ['Zoë Ångström', 'The invoice shows VAT twice. Could you correct it?', 'billing'],
  ['محمد الشريف', 'I can not sign in since this morning. Please help me quickly!', 'general'],
  [
    '<b>Bobby</b> "Tables"',
    '<script>alert(1)</script> & <img src=x onerror=alert(2)> is shown on my page',
    'general'
  ],
  ['Анна Петрова', 'Здравствуйте! Можно ли перенести доставку на пятницу?', 'shipping'],
  ['Liu Wei', 'How do I change the address of my subscription?', 'billing'],
  ['Dora Vermeulen-van den Heuvel', 'The app closes when I open the second page, on two phones.', 'general'],
  ['Sam', 'Refund please', 'billing']
] as const
const replies = [
  'Thank you for writing. I am looking into it now.',
  'Could you send us the order number, please?'
]
const tags = [['vip'], ['refund'], [], ['bug'], [], ['address'], ['bug', 'mobile'], ['refund']]
const week = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

const settings: readonly (readonly [string, object])[] = [
  ['queues/shipping', { name: 'Shipping', position: 20 }],
  ['queues/billing', { name: 'Billing', position: 30 }],
  [
    'calendars/office',
    {
      name: 'Berlin office',
      time_zone: 'Europe/Berlin',
      weekly: Object.fromEntries(week.map(day => [day, [['00:00', '24:00']]])),
      holidays: [{ date: '2026-12-25', name: 'Christmas' }]
    }
  ],
  [
    'sla-policies/standard',
    {
      name: 'Standard',
      position: 10,
      calendar_id: 'office',
      targets: [
        { metric: 'first_reply', target_s: 1800 },
        { metric: 'resolution', target_s: 86_400 }
      ]
    }
  ],
  ['teams/second', { name: 'Second level', level: 2, members: [] }],
  [
    'templates/refund',
    {
      shortcode: 'refund',
      name: 'Refund, first answer',
      category: 'billing',
      texts: {
        en: 'Hello {{customer.first_name | default: "there"}}, the refund of <b>your order</b> is on its way.',
        ru: 'Здравствуйте! Возврат за <b>ваш заказ</b> уже отправлен.'
      }
    }
  ],
  [
    'articles/parcels',
    {
      title: 'Where is my parcel?',
      summary: 'How long a parcel takes, and what to do when it is late.',
      body: 'Parcels take two to four days. After a week we send another one.',
      keywords: ['delivery', 'late'],
      category: 'shipping'
    }
  ],
  [
    'rules/urgent',
    {
      name: 'Urgent words',
      position: 10,
      on: ['ticket_opened', 'customer_message'],
      if: { all: [{ field: 'text', op: 'has_any', value: ['urgent', 'срочно'] }] },
      then: [{ set_priority: 'urgent' }]
    }
  ],
  ['ticket-fields/order', { name: 'Order number', type: 'text' }],
  ['saved-lists/refunds', { name: 'Refunds', filter: { tag: ['refund'] }, sort: '-created_at' }]
]

export async function seed({ desk, control }: Parts): Promise<void> {
  for (const [path, body] of settings) {
    const { status, body: answer } = await desk.put(`/api/v1/${path}`, body)
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`)
  }
  const tickets: Ticket[] = []
  for (const [name, text] of customers) {
    const { id } = (await control('createCustomer', { first_name: name, language_code: 'en' })) as {
      id: number
    }
    await control('customerSays', { user_id: id, text })
    tickets.push(
      await eventually(`a ticket of ${name}`, async () =>
        (await desk.tickets()).find(one => one.customer.display_name === name)
      )
    )
  }
  const people = (await control('people', {})) as { id: number; first_name: string }[]
  const anna = people.find(({ first_name }) => first_name === 'Anna')
  const agents = await desk.all<{ id: string; display_name: string }>('/api/v1/agents')
  const agent = agents.find(({ display_name }) => display_name === 'Anna')?.id
  const post = async (path: string, body: object) => {
    const { status, body: answer } = await desk.post(`/api/v1/tickets/${path}`, body)
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`)
  }
  for (const [n, ticket] of tickets.entries()) {
    const queue = customers[n]?.[2] ?? 'general'
    if (queue !== 'general') await post(`${ticket.id}/transfers`, { queue_id: queue })
    const added = tags[n] ?? []
    if (added.length > 0) await post(`${ticket.id}/tag-changes`, { add: added })
    if (n % 3 === 0) await post(`${ticket.id}/priority-changes`, { priority: n === 0 ? 'urgent' : 'high' })
    if (n < 4) await post(`${ticket.id}/replies`, { text: replies[n % 2], agent_id: agent })
    if (n === 1) await post(`${ticket.id}/notes`, { text: 'Accounting knows of it.', agent_id: agent })
    if (n === 2) await post(`${ticket.id}/status-changes`, { to: 'on_hold' })
    if (n === 3) await post(`${ticket.id}/status-changes`, { to: 'resolved' })
  }
  await control('customerSays', { user_id: anna?.id, text: '/start' })
}
