import { beforeEach, describe, expect, it } from '@jest/globals'
import type { TeamId, TicketId } from '#kernel'
import { type RulesScene, rulesScene } from '../testing/rules.js'

let scene: RulesScene
beforeEach(async () => {
  scene = await rulesScene()
  await scene.publish('team', 'l2', { name: 'Level 2', level: 2 })
  await scene.publish('team', 'l3', { name: 'Level 3', level: 3 })
})

const threats = { all: [{ field: 'text', op: 'has_any', value: ['lawyer'] }] }
const changes = ['TicketEscalated', 'TeamAssigned', 'PriorityChanged', 'TicketUnassigned']
const escalate = (ticketId: TicketId, teamId: string) =>
  scene.act(ticketId, {
    type: 'EscalateTicket',
    teamId: teamId as TeamId,
    ...{ reassign: false, raisePriorityTo: null, rule: null, levels: new Map(), now: 1 }
  })

describe('A rule that escalates', () => {
  it('hands the ticket up in the append of what started it, with its level, and says so', async () => {
    await scene.rule('threat', {
      on: ['ticket_opened', 'customer_message'],
      if: threats,
      then: [{ escalate: { team_id: 'l2', reassign: true, raise_priority_to: 'urgent' } }]
    })
    const ticketId = await scene.write('hello')
    const ann = await scene.agent('ann')
    await scene.act(ticketId, { type: 'ClaimTicket', agentId: ann })
    await scene.write('My lawyer will hear of this')
    const told = await scene.told(ticketId, 'RuleApplied', ...changes)
    expect(told.map(({ type }) => type)).toEqual(['RuleApplied', ...changes])
    expect(told[1]?.data).toMatchObject({
      from: { teamId: null, level: 0 },
      to: { teamId: 'l2', level: 2 },
      rule: { id: 'threat', version: 0 }
    })
  })

  it('starts no rule, but what a person does, does', async () => {
    await scene.rule('a-threat', {
      on: ['ticket_opened'],
      if: threats,
      then: [{ escalate: { team_id: 'l2' } }]
    })
    await scene.rule('b-told', {
      on: ['escalated'],
      once: 'event',
      if: { all: [{ field: 'escalation_level', op: 'at_least', value: 3 }] },
      then: [{ add_tags: ['high'] }]
    })
    await scene.rule('c-noted', { on: ['acknowledged'], then: [{ add_tags: ['noted'] }] })
    const ticketId = await scene.write('My lawyer will hear of this')
    expect(await scene.applied(ticketId)).toEqual(['a-threat'])
    await escalate(ticketId, 'l3')
    await scene.act(ticketId, { type: 'AcknowledgeEscalation', by: { keyId: 'key_1' }, teams: null, now: 2 })
    expect(await scene.applied(ticketId)).toEqual(['a-threat', 'b-told', 'c-noted'])
  })

  it('is a step of a ladder that nothing goes up once somebody has taken note', async () => {
    const step = { ladder: 'up', once: 'instance' }
    const first = { on: ['ticket_opened'], ...step, then: [{ escalate: { team_id: 'l2' } }] }
    const next = { on: ['customer_message'], ...step, then: [{ escalate: { team_id: 'l3' } }] }
    await scene.rule('a-first', first)
    await scene.rule('b-next', next)
    const ticketId = await scene.write('hello')
    await scene.act(ticketId, { type: 'AcknowledgeEscalation', by: { keyId: 'key_1' }, teams: null, now: 2 })
    await scene.write('are you there?')
    expect(await scene.applied(ticketId)).toEqual(['a-first'])
  })

  it('goes no further by any ladder once somebody has taken note, also where nothing was handed up', async () => {
    const step = { once: 'instance' }
    const on = { first: ['ticket_opened'], next: ['customer_message'] }
    for (const ladder of ['told', 'tagged']) {
      await scene.rule(`${ladder}-1`, { on: on.first, ...step, ladder, then: [{ add_tags: [ladder] }] })
      await scene.rule(`${ladder}-2`, { on: on.next, ...step, ladder, then: [{ set_priority: 'urgent' }] })
    }
    const ticketId = await scene.write('hello')
    const note = { type: 'AcknowledgeEscalation', by: { keyId: 'key_1' }, teams: null, now: 2 } as const
    await scene.act(ticketId, note)
    expect(await scene.told(ticketId, 'EscalationAcknowledged')).toHaveLength(1)
    await scene.act(ticketId, note)
    expect(await scene.told(ticketId, 'EscalationAcknowledged')).toHaveLength(1)
    await scene.write('are you there?')
    expect(await scene.applied(ticketId)).toEqual(['tagged-1', 'told-1'])
  })

  it('may begin another ladder after somebody has taken note, of which they take note again', async () => {
    const note = { type: 'AcknowledgeEscalation', by: { keyId: 'key_1' }, teams: null, now: 2 } as const
    const step = { once: 'instance', ladder: 'late' }
    await scene.rule('a', { on: ['customer_message'], ...step, then: [{ add_tags: ['late'] }] })
    await scene.rule('b', { on: ['tags_changed'], ...step, then: [{ set_priority: 'urgent' }] })
    const ticketId = await scene.write('hello')
    await escalate(ticketId, 'l2')
    await scene.act(ticketId, note)
    await scene.write('are you there?')
    await scene.act(ticketId, note)
    expect(await scene.told(ticketId, 'EscalationAcknowledged')).toHaveLength(2)
    await scene.act(ticketId, { type: 'ChangeTags', add: ['x'], remove: [] })
    expect(await scene.applied(ticketId)).toEqual(['a'])
  })

  it('leaves the ticket with whoever has it and is of the team already', async () => {
    const ann = await scene.agent('ann')
    await scene.publish('team', 'l2', { name: 'Level 2', level: 2, members: [`agt_${ann}`] })
    const up = { escalate: { team_id: 'l2', reassign: true } }
    await scene.rule('up', { on: ['customer_message'], then: [up] })
    const ticketId = await scene.write('hello')
    await scene.act(ticketId, { type: 'ClaimTicket', agentId: ann })
    await scene.write('and?')
    const told = await scene.told(ticketId, 'RuleApplied', ...changes)
    expect(told.map(({ type }) => type)).toEqual(['RuleApplied', 'TicketEscalated', 'TeamAssigned'])
    expect(told[0]?.data).toMatchObject({ actions: [{ escalate: { team_id: 'l2', reassign: false } }] })
  })

  it('leaves the priority where it names none', async () => {
    const then = [{ escalate: { team_id: 'l2', raise_priority_to: null } }]
    await scene.rule('up', { on: ['ticket_opened'], then })
    const told = await scene.told(await scene.write('hello'), 'RuleApplied', ...changes)
    expect(told.map(({ type }) => type)).toEqual(['RuleApplied', 'TicketEscalated', 'TeamAssigned'])
  })

  it('is refused where it names no team', async () => {
    const then = (team_id: string) => ({
      name: 'x',
      on: ['ticket_opened'],
      then: [{ escalate: { team_id } }]
    })
    expect(await scene.try('rule', 'bad', then('l9'))).toMatchObject({
      ok: false,
      problems: [{ pointer: '/then/0/escalate/team_id', code: 'unknown_team' }]
    })
    expect(await scene.try('rule', 'good', then('l2'))).toMatchObject({ ok: true })
  })
})
