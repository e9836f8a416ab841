import { describe, expect, it } from '@jest/globals'
import type { TeamId } from '#kernel'
import type { Awaited } from '../rule/events.js'
import { deciderSpec } from '../testing/given.js'
import * as t from '../testing/ticket.js'
import type { TicketCommand } from './commands.js'
import { ticketDecider } from './decide.js'
import type { TicketEvent } from './events.js'
import { evolve, type TicketState } from './state.js'

const { given, givenCommands } = deciderSpec(ticketDecider)
const firstLevel = 'l1' as TeamId
const levels = new Map([
  [firstLevel, 1],
  [t.secondLevel, 2]
])
const escalate = (more: object = {}): TicketCommand => ({ ...t.escalate, levels, ...more }) as TicketCommand
const escalated = (from: object) => ({
  type: 'TicketEscalated' as const,
  data: { from, to: { teamId: t.secondLevel, level: 2 }, rule: null, at: t.noon }
})

const afterOpening = (...more: readonly TicketCommand[]): readonly TicketEvent[] => {
  const told: TicketEvent[] = []
  for (const command of [t.openTicket, ...more]) {
    const decided = ticketDecider.decide(command, told.reduce<TicketState>(evolve, ticketDecider.initial))
    if (decided.ok) told.push(...decided.value)
  }
  return told
}
const awaitedStep: Omit<Awaited, 'who'> = {
  ...{
    rule: 'step',
    version: 0,
    on: 'ticket_opened' as const,
    from: t.noon,
    afterS: 60,
    due: t.noon + 60_000
  },
  ...{ once: 'instance' as const, instance: 'resolution 0', ladder: 'up' },
  ...{ status: null, sla: null, messageId: null }
}

describe('An escalation', () => {
  it('hands the ticket up to the team, whoever has it, with where it stood', () => {
    givenCommands(t.openTicket, t.claim(t.ann))
      .when(escalate())
      .thenEvents(escalated({ teamId: null, level: 0 }), {
        type: 'TeamAssigned',
        data: { teamId: t.secondLevel, previousTeamId: null }
      })
    givenCommands(t.openTicket, t.assignTeam(firstLevel))
      .when(escalate())
      .thenEvents(escalated({ teamId: firstLevel, level: 1 }), { type: 'TeamAssigned' })
    const { state } = givenCommands(t.openTicket, t.claim(t.ann), escalate())
    expect(state).toMatchObject({
      assignee: t.ann,
      team: t.secondLevel,
      escalation: { teamId: t.secondLevel, level: 2, acknowledgedBy: null }
    })
  })

  it('takes it from whoever has it, and raises its priority, where that is wanted; it lowers none', () => {
    const reassign = escalate({ reassign: true, raisePriorityTo: 'urgent' })
    givenCommands(t.openTicket, t.claim(t.ann))
      .when(reassign)
      .thenEvents(
        { type: 'TicketEscalated' },
        { type: 'TeamAssigned' },
        { type: 'PriorityChanged', data: { from: 'normal', to: 'urgent' } },
        { type: 'TicketUnassigned', data: { previousAgentId: t.ann } }
      )
    givenCommands(t.openTicket, t.urgent)
      .when(escalate({ raisePriorityTo: 'high' }))
      .thenEvents({ type: 'TicketEscalated' }, { type: 'TeamAssigned' })
  })

  it('comes once to one team until somebody has taken note, and then again', () => {
    givenCommands(t.openTicket, escalate()).when(escalate()).thenNothing()
    givenCommands(t.openTicket, escalate(), t.acknowledge)
      .when(escalate())
      .thenEvents(escalated({ teamId: t.secondLevel, level: 2 }))
  })

  it('is taken note of once, by the team or by who may for any', () => {
    const up = givenCommands(t.openTicket, escalate())
    up.when(t.acknowledge).thenEvents({
      type: 'EscalationAcknowledged',
      data: { by: { agentId: t.ann }, at: t.noon }
    })
    const other: TicketCommand = { ...t.acknowledge, teams: [firstLevel] } as TicketCommand
    up.when(other).thenRefused('not_in_team')
    const lead: TicketCommand = { ...t.acknowledge, by: { keyId: 'key_1' }, teams: null } as TicketCommand
    up.when(lead).thenEvents({ type: 'EscalationAcknowledged', data: { by: { keyId: 'key_1' } } })
    givenCommands(t.openTicket, escalate(), t.acknowledge).when(lead).thenNothing()
    givenCommands(t.openTicket).when(t.acknowledge).thenRefused('not_escalated')
  })

  it('is taken note of also where a ladder has only begun, by the team that has the ticket; of what waits for the customer nobody does', () => {
    const begun = (who: 'team' | 'customer', ...more: readonly TicketEvent[]) =>
      given(...more, {
        type: 'RulesAwaited',
        data: { awaited: [{ ...awaitedStep, who }] }
      })
    const opened = afterOpening()
    begun('customer', ...opened)
      .when(t.acknowledge)
      .thenRefused('not_escalated')
    begun('team', ...opened)
      .when(t.acknowledge)
      .thenEvents({ type: 'EscalationAcknowledged' })
    const ofFirst = begun('team', ...afterOpening(t.assignTeam(firstLevel)))
    ofFirst.when(t.acknowledge).thenRefused('not_in_team')
    ofFirst.when({ ...t.acknowledge, teams: [firstLevel] } as TicketCommand).thenEvents({
      type: 'EscalationAcknowledged'
    })
  })

  it('is over when another team gets the ticket, or none', () => {
    const up = givenCommands(t.openTicket, escalate())
    const data = { from: { teamId: t.secondLevel, level: 2 }, toTeamId: firstLevel }
    up.when(t.assignTeam(firstLevel)).thenEvents(
      { type: 'TeamAssigned' },
      { type: 'TicketDeescalated', data }
    )
    expect(givenCommands(t.openTicket, escalate(), t.assignTeam(null)).state).toMatchObject({
      escalation: null
    })
    up.when(t.assignTeam(t.secondLevel)).thenNothing()
  })
})
