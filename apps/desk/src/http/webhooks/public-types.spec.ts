import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { type PublicType, publicTypePatterns, publicTypes } from '#domain'
import type { NewEvent } from '#event-log'
import { commandIdFor, type EventId } from '#kernel'
import { openApiDocument } from '../openapi/document.js'
import { Receiver } from './testing.js'
import { HooksScene } from './testing-scene.js'

/** One of every shape of event that a desk has written: test/golden/events. */
const text = readFileSync(new URL('../../../../../test/golden/events/v1.json', import.meta.url), 'utf8')
/** Its ids are for people; outside they have a form. */
const formed = text.replaceAll(/\b(ticket|agent|message|conversation)-\d+\b/g, id =>
  commandIdFor('golden', id)
)
const { events: golden }: { events: readonly (NewEvent & { readonly stream: string })[] } = JSON.parse(formed)
const told = ['ticket', 'conversation', 'agent', 'setting', 'alerts', 'subject']

// biome-ignore lint/suspicious/noExplicitAny: bodies are looked into as a receiver without types does
type Data = any
const changed = (name: string) => (data: Data) => ({ changes: Object.keys(data.changed).includes(name) })
const said = ({ message_id }: Data) => ({ says: /^msg_/.test(message_id) })

/** What each type tells of its own. A type without a row does not compile; one that nothing is told of is red. */
const rows: { readonly [Type in Exclude<PublicType, 'rule.fired'>]: (data: Data) => object } = {
  'ticket.created': ({ changed, previous_event_id }) => ({
    first: Object.keys(changed).length === 0 && previous_event_id === null
  }),
  'ticket.status_changed': changed('status'),
  'ticket.assigned': changed('assigned_agent_id'),
  'ticket.unassigned': changed('assigned_agent_id'),
  'ticket.transferred': changed('queue_id'),
  'ticket.priority_changed': changed('priority'),
  'ticket.tags_changed': changed('tags'),
  'ticket.fields_changed': ({ ticket }) => ({ ticket: ticket !== null }),
  'ticket.title_changed': ({ ticket }) => ({ ticket: ticket !== null }),
  'ticket.message_added': said,
  'ticket.message_edited': said,
  'ticket.resolved': ({ ticket }) => ({ ticket: ticket !== null }),
  'ticket.reopened': ({ ticket }) => ({ ticket: ticket !== null }),
  'ticket.closed': ({ ticket }) => ({ ticket: ticket !== null }),
  'ticket.escalated': changed('escalation'),
  'ticket.rated': changed('rating'),
  'sla.warned': ({ sla }) => ({ sla: sla.at !== null && sla.target_s > 0 }),
  'sla.breached': ({ sla }) => ({ sla: sla.at !== null && sla.target_s > 0 }),
  'sla.breach_retracted': ({ sla }) => ({ sla: typeof sla.metric === 'string' }),
  'template.applied': ({ template, message_id }) => ({
    template: template.version > 0,
    says: /^msg_/.test(message_id)
  }),
  'form.finished': said,
  'article.linked': ({ article }) => ({ article: typeof article.id === 'string' }),
  'customer.blocked': ({ customer, ticket }) => ({ who: /^cus_/.test(customer.id), ticket: ticket === null }),
  'customer.unblocked': ({ customer, ticket }) => ({
    who: /^cus_/.test(customer.id),
    ticket: ticket === null
  }),
  'customer.forgotten': ({ customer }) => ({ who: /^cus_/.test(customer.id) }),
  'agent.availability_changed': ({ agent, changed }) => ({
    who: /^agt_/.test(agent.id),
    to: 'availability' in changed
  }),
  'setting.published': ({ setting }) => ({
    setting: typeof setting.kind === 'string' && setting.version >= 0
  }),
  'setting.retired': ({ setting }) => ({ setting: typeof setting.kind === 'string' && setting.version >= 0 }),
  'desk.alert': ({ alert }) => ({ alert: ['began', 'ended'].includes(alert.state) && alert.name !== '' })
}

describe('Every public type', () => {
  let scene: HooksScene
  const thin = new Receiver()
  const ids: string[] = []
  beforeAll(async () => {
    scene = await HooksScene.start()
    const events = publicTypePatterns.filter(one => one.endsWith('.*') && one !== 'rule.*')
    ids.push((await scene.active({ events, personal: true })).id)
    ids.push((await scene.active({ events, payload: 'thin', url: await thin.listen() })).id)
    const { log } = scene.api.desk
    const before: number = (await scene.api.get('/api/v1/events?limit=100')).body.data.length
    for (const category of told)
      for (const [at, { stream, ...event }] of golden.entries()) {
        if (!stream.startsWith(`${category}-`)) continue
        let last = -1
        for await (const { revision } of log.readStream(stream)) last = revision
        // Lives of their own there: an id may come twice.
        const id = commandIdFor('golden', String(at)) as string as EventId
        const commandId = commandIdFor('golden', `${at} command`)
        await log.append(
          stream,
          [{ ...event, id, meta: { ...event.meta, commandId } }],
          last < 0 ? 'none' : last
        )
      }
    const inFeed: string[] = []
    for (let after = ''; ; ) {
      const { data, page } = (await scene.api.get(`/api/v1/events?limit=100${after}`)).body
      inFeed.push(...data.map(({ type }: Data) => type))
      if (page.end) break
      after = `&after=${page.next_cursor}`
    }
    const isTold = (type: string) => type !== 'rule.fired'
    const count = inFeed.filter(isTold).length - before
    for (const one of [scene.receiver, thin]) await one.has(count)
  }, 60_000)
  afterAll(async () => {
    thin.close()
    await scene.stop()
  })

  it('of the contract but one has a row: what a rule tells is for whom it names', () => {
    expect(Object.keys(rows)).toEqual(publicTypes.filter(type => type !== 'rule.fired'))
  })

  it('is made of whatever a desk has ever written: nothing is given up', async () => {
    for (const id of ids)
      expect(
        (await scene.deliveries(id, '?state=given_up&limit=100')).map((one: Data) => [
          one.type,
          one.attempts.at(-1).error
        ])
      ).toEqual([])
  })

  it.each(Object.entries(rows))(
    '%s is told in full and thin, as published, with what is its own',
    (type, own) => {
      for (const [receiver, schema] of [
        [scene.receiver, type === 'customer.forgotten' ? 'ThinWebhookBody' : 'WebhookBody'],
        [thin, 'ThinWebhookBody']
      ] as const) {
        const all = receiver.told.filter(({ body }) => body.type === type)
        expect([schema, all.length > 0]).toEqual([schema, true])
        const ajv = new Ajv2020({ strict: false, validateFormats: false })
        ajv.addSchema(openApiDocument, 'desk')
        const check = ajv.compile({ $ref: `desk#/components/schemas/${schema}` })
        for (const { body } of all) {
          expect([check(body), check.errors]).toEqual([true, null])
          if (schema === 'ThinWebhookBody') continue
          const is = own(body.data)
          expect(is).toEqual(Object.fromEntries(Object.keys(is).map(name => [name, true])))
        }
      }
    }
  )
})
