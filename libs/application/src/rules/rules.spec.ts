import { beforeEach, describe, expect, it } from '@jest/globals'
import { ticketStream } from '#domain'
import type { JsonObject, QueueId } from '#kernel'
import { ClassifyCustomer, ClassifyCustomerHandler } from '../commands/classify-customer.js'
import { RetireSetting, RetireSettingHandler } from '../commands/retire-setting.js'
import { type RulesScene, rulesScene } from '../testing/rules.js'
import { contextOf } from '../testing/test-desk.js'
import { titleChange } from '../title-and-fields.js'

let scene: RulesScene
beforeEach(async () => {
  scene = await rulesScene()
  await scene.publish('queue', 'billing', { name: 'Billing' })
  await scene.publish('team', 'seniors', { name: 'Seniors' })
})

const has = (...value: string[]) => ({ all: [{ field: 'text', op: 'has_any', value }] })
const onMessages = { on: ['ticket_opened', 'customer_message'] }

describe('A rule', () => {
  it('acts in the append of what started it, before the changes that it makes', async () => {
    await scene.rule('urgent', {
      ...onMessages,
      if: has('urgent'),
      then: [{ set_priority: 'urgent' }, { assign_team: 'seniors' }]
    })
    const ticketId = await scene.write('This is URGENT!')
    const stored = await scene.desk.stored(ticketStream(ticketId))
    expect(stored.map(({ type }) => type)).toEqual([
      'TicketOpened',
      'CustomerMessageReceived',
      'RuleApplied',
      'PriorityChanged',
      'TeamAssigned'
    ])
    expect(new Set(stored.map(({ meta }) => meta.commandId)).size).toBe(1)
    expect(stored[2]?.data).toMatchObject({
      rule: 'urgent',
      version: 0,
      on: 'ticket_opened',
      actions: [{ set_priority: 'urgent' }, { assign_team: 'seniors' }]
    })
  })

  it.each([
    ['before', [{ assign_team: 'seniors' }, { transfer: 'billing' }]],
    ['after', [{ transfer: 'billing' }, { assign_team: 'seniors' }]]
  ])('gives a ticket to a team %s it moves it to another queue', async (_, then) => {
    await scene.rule('moves', { ...onMessages, if: has('invoice'), then })
    const stored = await scene.desk.stored(ticketStream(await scene.write('my invoice')))
    const changed = stored.filter(({ type }) => ['TicketTransferred', 'TeamAssigned'].includes(type))
    const to = changed.map(({ data }) => data['teamId'] ?? data['toQueueId'] ?? 'none')
    expect(to.sort()).toEqual(['billing', 'seniors'])
  })

  it('keeps what matched sealed', async () => {
    await scene.rule('urgent', { ...onMessages, if: has('urgent'), then: [{ set_priority: 'high' }] })
    const [event] = (await scene.desk.stored(ticketStream(await scene.write('urgently')))).slice(2)
    expect(JSON.stringify(event?.data)).not.toContain('urgently')
    const at = {
      stream: event?.stream ?? '',
      eventId: event?.id as never,
      type: 'RuleApplied',
      subjectId: scene.subjectId
    }
    const opened = event?.personal && (await scene.desk.sealer.open(at, event.personal))
    expect(opened).toEqual({ matched: [{ field: 'text', terms: ['urgent'] }] })
  })

  it('acts once for a ticket unless it says otherwise', async () => {
    await scene.rule('once', { ...onMessages, if: has('hot'), then: [{ add_tags: ['once'] }] })
    await scene.rule('each', {
      ...onMessages,
      if: has('hot'),
      then: [{ add_tags: ['each'] }],
      once: 'event'
    })
    const ticketId = await scene.write('hot')
    await scene.act(ticketId, { type: 'ChangeTags', add: [], remove: ['once', 'each'] })
    await scene.write('hot again')
    expect(await scene.applied(ticketId)).toEqual(['each', 'once', 'each'])
  })

  it('is not started by what a rule wrote', async () => {
    await scene.rule('first', { ...onMessages, then: [{ transfer: 'billing' }] })
    await scene.rule('second', { on: ['queue_changed'], then: [{ add_tags: ['moved'] }], once: 'event' })
    const ticketId = await scene.write('hello')
    expect(await scene.applied(ticketId)).toEqual(['first'])
    await scene.act(ticketId, { type: 'TransferTicket', queueId: 'general' as QueueId })
    expect(await scene.applied(ticketId)).toEqual(['first', 'second'])
  })

  it('is asked in order of position, then id; a later one sees what an earlier one did; stop ends it', async () => {
    await scene.rule('c', { ...onMessages, position: 1, then: [{ add_tags: ['c'] }], stop: true })
    await scene.rule('b', {
      ...onMessages,
      then: [{ add_tags: ['b'] }],
      if: { all: [{ field: 'tags', op: 'has_any', value: ['a'] }] }
    })
    await scene.rule('a', { ...onMessages, then: [{ add_tags: ['a'] }] })
    await scene.rule('d', { ...onMessages, position: 2, then: [{ add_tags: ['d'] }] })
    expect(await scene.applied(await scene.write('hello'))).toEqual(['a', 'b', 'c'])
  })

  it('that is off, or whose words are not there, does nothing; nor does one that finds all as it wants it', async () => {
    await scene.rule('off', { ...onMessages, enabled: false, then: [{ set_priority: 'high' }] })
    await scene.rule('words', { ...onMessages, if: has('urgent'), then: [{ set_priority: 'high' }] })
    await scene.rule('held', { ...onMessages, then: [{ set_priority: 'normal' }] })
    expect(await scene.told(await scene.write('hello'))).toHaveLength(2)
  })

  it('holds from its publication on and no longer than it is in force', async () => {
    await scene.rule('tag', { ...onMessages, then: [{ add_tags: ['x'] }], once: 'event' })
    const ticketId = await scene.write('hello')
    const context = contextOf('retire')
    await new RetireSettingHandler(scene.desk, undefined as never).execute(
      new RetireSetting('rule', 'none', context)
    )
    await scene.rule('tag', { ...onMessages, enabled: false, then: [{ add_tags: ['y'] }] })
    await scene.write('again')
    expect(await scene.applied(ticketId)).toEqual(['tag'])
  })

  it('is refused where it names what does not exist, and where RE2 does not take its pattern', async () => {
    const problems = async (body: object) => {
      const done = await scene.try('rule', 'wrong', {
        name: 'x',
        ...onMessages,
        then: [{ unassign: true }],
        ...body
      })
      return !done.ok && 'problems' in done
        ? done.problems.map(({ pointer, code }) => `${pointer} ${code}`)
        : []
    }
    const one = (field: string, op: string, value: unknown) => ({ if: { all: [{ field, op, value }] } })
    expect(await problems({ then: [{ transfer: 'nowhere' }] })).toEqual(['/then/0/transfer unknown_queue'])
    expect(await problems({ then: [{ assign_team: 'nobody' }] })).toEqual([
      '/then/0/assign_team unknown_team'
    ])
    expect(await problems(one('queue_id', 'in', ['general', 'gone']))).toEqual([
      '/if/all/0/value/1 unknown_queue'
    ])
    expect(await problems(one('field.order', 'is', 'a'))).toEqual(['/if/all/0/field unknown_ticket_field'])
    expect(await problems(one('calendar.berlin', 'is', 'open'))).toEqual(['/if/all/0/field unknown_calendar'])
    expect(await problems(one('text', 'matches', '(?<=a)b'))).toEqual(['/if/all/0/value pattern'])
    expect(await problems(one('text', 'matches', `${'a'.repeat(200)}`))).toEqual([])
    expect((await problems(one('text', 'matches', `${'a'.repeat(201)}`)))[0]).toContain('/if/all/0/value')
    expect(
      await problems(
        one(
          'text',
          'has_any',
          Array.from({ length: 1001 }, (_, n) => `w${n}`)
        )
      )
    ).toEqual(['/if/all/0/value too_many'])
    expect(
      await problems(
        one(
          'text',
          'has_any',
          Array.from({ length: 1000 }, (_, n) => `w${n}`)
        )
      )
    ).toEqual([])
    expect(await problems(one('colour', 'is', 'red'))).toEqual(['/if/all/0/field invalid'])
    expect(await problems(one('tags', 'is', 'red'))).toEqual(['/if/all/0/op invalid'])
    expect(await problems(one('assigned', 'is', 'yes'))).toEqual(['/if/all/0/value invalid'])
    expect(await problems({ then: [{ set_priority: 'high', unassign: true }] })).toEqual(['/then/0 invalid'])
    expect(await problems({ then: [] })).toEqual(['/then invalid'])
    const asked = [
      { skill: 'German' },
      { skill: 'german' },
      { skill: 'a,b' },
      { skill: 'tax', drop_after_s: -1 }
    ]
    expect(await problems({ then: [{ require_skills: asked }] })).toEqual([
      '/then/0/require_skills/2/skill invalid',
      '/then/0/require_skills/3/drop_after_s invalid'
    ])
    expect(await problems({ then: [{ require_skills: asked.slice(0, 2) }] })).toEqual([
      '/then/0/require_skills/1/skill repeated'
    ])
    expect(await problems({ then: [{ require_skills: [] }] })).toEqual(['/then/0/require_skills invalid'])
    expect(await problems({ then: [{ require_skills: ['german'] }] })).toEqual([
      '/then/0/require_skills/0 type'
    ])
    expect(await problems({ on: ['full_moon'] })).toEqual(['/on/0 invalid'])
  })
})

describe('What a rule looks at', () => {
  const finds = async (condition: JsonObject, text = 'hello') => {
    await scene.rule('asked', { ...onMessages, if: { all: [condition] }, then: [{ set_priority: 'low' }] })
    return (await scene.applied(await scene.write(text))).length === 1
  }
  const text = (op: string, ...value: string[]) => ({ field: 'text', op, value })

  it.each([
    ['word forms', text('has_any', 'refund'), 'I want REFUNDS', true],
    ['whole words only', text('has_any', 'fund'), 'a refund', false],
    ['ё as е', text('has_any', 'елка'), 'Ёлки', true],
    ['Russian forms', text('has_any', 'возврат'), 'оформить возврата', true],
    ['phrases in order', text('has_any', 'money back'), 'give me my money back', true],
    ['phrases not torn', text('has_any', 'money back'), 'back my money', false],
    ['exact forms', text('has_any', '=Refund'), 'REFUND', true],
    ['exact forms only', text('has_any', '=refund'), 'refunds', false],
    ['all', text('has_all', 'money', 'back'), 'back to my money', true],
    ['not all', text('has_all', 'money', 'gold'), 'money', false],
    ['none', text('has_none', 'money'), 'gold', true],
    ['not none', text('has_none', 'money'), 'moneys', false],
    ['a pattern anywhere', { field: 'text', op: 'matches', value: '[0-9]{4}' }, 'order 12345', true],
    ['a pattern as RE2 has it', { field: 'text', op: 'matches', value: '(?i)ORDER' }, 'my order', true],
    ['a pattern that is nowhere', { field: 'text', op: 'matches', value: '^[0-9]+$' }, 'order 1', false],
    ['the queue', { field: 'queue_id', op: 'is', value: 'general' }, 'x', true],
    ['another queue', { field: 'queue_id', op: 'is_not', value: 'general' }, 'x', false],
    ['the language', { field: 'language', op: 'in', value: ['de', 'en'] }, 'x', true],
    ['the bot', { field: 'bot', op: 'is', value: '1000' }, 'x', true],
    ['how many messages', { field: 'customer_messages', op: 'at_most', value: 1 }, 'x', true],
    ['how many tickets before', { field: 'previous_tickets', op: 'at_least', value: 1 }, 'x', false],
    ['whether somebody has it', { field: 'assigned', op: 'is', value: false }, 'x', true],
    ['the team', { field: 'team_id', op: 'is', value: null }, 'x', true],
    ['no title', { field: 'title', op: 'has_any', value: ['x'] }, 'x', false]
  ])('are %s', async (_, condition, said, expected) => {
    expect(await finds(condition, said)).toBe(expected)
  })

  it('is whether a calendar is open at the moment', async () => {
    await scene.publish('calendar', 'office', {
      name: 'Office',
      time_zone: 'UTC',
      weekly: { mon: [['09:00', '17:00']] }
    })
    const at = (iso: string) => scene.desk.clock.advance(Date.parse(iso) - scene.desk.clock.now())
    await scene.rule('closed', {
      on: ['customer_message'],
      if: { all: [{ field: 'calendar.office', op: 'is', value: 'closed' }] },
      then: [{ add_tags: ['night'] }]
    })
    await at('2026-03-02T12:00:00Z')
    const ticketId = await scene.write('hello')
    await scene.write('at noon')
    expect(await scene.applied(ticketId)).toEqual([])
    await at('2026-03-02T17:00:00Z')
    await scene.write('at five')
    expect(await scene.applied(ticketId)).toEqual(['closed'])
  })

  it('is the customer, by what the team holds of them', async () => {
    await scene.rule('vip', {
      on: ['customer_message'],
      if: {
        all: [{ field: 'customer.tier', op: 'is', value: 'premium' }],
        none: [{ field: 'customer.tags', op: 'has_any', value: ['Test'] }]
      },
      then: [{ set_priority: 'high' }]
    })
    const ticketId = await scene.write('hello')
    await scene.write('again')
    expect(await scene.applied(ticketId)).toEqual([])
    const classify = new ClassifyCustomer(
      scene.subjectId,
      [scene.conversationId],
      { tier: 'premium' },
      contextOf('classify')
    )
    await new ClassifyCustomerHandler(scene.desk).execute(classify)
    await scene.desk.clock.advance(1000)
    await scene.write('once more')
    expect(await scene.applied(ticketId)).toEqual(['vip'])
  })

  it('is the title that stands in the ticket, opened for it, and nothing once its key is gone', async () => {
    await scene.rule('title', {
      on: ['customer_message'],
      if: { all: [{ field: 'title', op: 'has_any', value: ['refund'] }] },
      then: [{ add_tags: ['x'] }],
      once: 'event'
    })
    const ticketId = await scene.write('hello')
    const change = await titleChange(scene.desk.vault, scene.subjectId, 'About a refund')
    if (!('command' in change)) throw new Error('no title')
    await scene.act(ticketId, change.command)
    await scene.write('again', { on: scene.desk })
    expect(await scene.applied(ticketId)).toEqual(['title'])
  })
})

describe('A ticket that rules toss to and fro', () => {
  it('is moved five times in an hour; the sixth move is not made, nor is that rule asked before the hour ends', async () => {
    const to = (queue: string, other: string) =>
      scene.rule(`to-${queue}`, {
        on: ['customer_message'],
        if: { all: [{ field: 'queue_id', op: 'is', value: other }] },
        then: [{ transfer: queue }],
        once: 'event',
        stop: true
      })
    await to('billing', 'general')
    await to('general', 'billing')
    const ticketId = await scene.write('hello')
    for (let n = 0; n < 8; n++) {
      await scene.desk.clock.advance(60_000)
      await scene.write(`again ${n}`)
    }
    expect(await scene.told(ticketId, 'TicketTransferred')).toHaveLength(5)
    const held = (await scene.told(ticketId, 'RuleApplied')).filter(
      ({ data }) => data['heldUntil'] !== undefined
    )
    expect(held.map(({ data }) => [data['rule'], data['actions']])).toEqual([['to-general', []]])
    await scene.desk.clock.advance(3_600_000)
    await scene.write('much later')
    expect(await scene.told(ticketId, 'TicketTransferred')).toHaveLength(6)
  })
})

describe('A rule that begins something with the customer', () => {
  it('asks a form once at a time, and says where the ticket refuses', async () => {
    const field = { name: 'Order', type: 'text' }
    await scene.publish('ticket_field', 'order', field)
    await scene.publish('form', 'new', { name: 'New', fields: [{ field: 'order', label: { en: 'Order?' } }] })
    await scene.rule('form', { ...onMessages, then: [{ start_form: 'new' }], once: 'event' })
    const ticketId = await scene.write('hello')
    await scene.write('again')
    expect(await scene.told(ticketId, 'FormRequested')).toEqual([
      { type: 'FormRequested', data: { form: 'new' } }
    ])
    const refused = (await scene.told(ticketId, 'RuleApplied')).map(({ data }) => data['refused'] ?? null)
    expect(refused).toEqual([null, [{ action: { start_form: 'new' }, reason: 'form_running' }]])
  })

  it('asks how it went of what is resolved, once', async () => {
    await scene.rule('rate', {
      on: ['status_changed'],
      if: { all: [{ field: 'status.to', op: 'is', value: 'resolved' }] },
      then: [{ request_rating: true }],
      once: 'instance'
    })
    const ticketId = await scene.write('hello')
    await scene.act(ticketId, { type: 'ResolveTicket', cause: 'command', now: scene.desk.clock.now() })
    expect(await scene.told(ticketId, 'RatingRequested')).toHaveLength(1)
  })
})
