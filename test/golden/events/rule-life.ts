import type { Decided, Decider, RuleAction, RuleEvent, TicketEvent, TicketState } from '#domain'
import { evolve, noTicket } from '#domain'
import { type AgentId, type MessageId, ok, type QueueId, type TeamId } from '#kernel'
import { conceal } from '#privacy'

const noon = Date.UTC(2026, 0, 5, 12)

const grounds = {
  rule: 'urgent',
  version: 2,
  on: 'ticket_opened',
  at: noon,
  once: 'ticket',
  instance: 'resolution 0'
} as const
const personal = conceal({ matched: [{ field: 'text', terms: ['urgent'] }] })

/** One for each shape: an action has the shape of its own kind. */
const actions: readonly RuleAction[] = [
  { set_priority: 'urgent' },
  { add_tags: ['vip'] },
  { remove_tags: ['vip'] },
  { transfer: 'billing' as QueueId },
  { assign_team: 'l2' as TeamId },
  { unassign: true },
  { set_status: 'on_hold' },
  { assign_agent: 'agt_5f0c9d0e-3c62-5f8b-9d53-3c0d8a8f7a11' },
  { reply_template: 'refund' },
  { note: 'look' },
  { notify: { who: 'leads', text: 'look' } },
  { request_rating: true },
  { start_form: 'request' }
]

const given = { name: 'pay_link', agentId: 'bob' as AgentId, via: { kind: 'api' } } as const

const applied = (more: Partial<RuleEvent['data']>): Decided<TicketEvent> => ({
  type: 'RuleApplied',
  data: { ...grounds, actions: [], ...more }
})

export const ruleLife: readonly Decided<TicketEvent>[] = [
  ...actions.map(action => applied({ actions: [action] })),
  { ...applied({ actions: [{ set_priority: 'urgent' }] }), personal },
  applied({ refused: [{ action: { set_priority: 'high' }, reason: 'ticket_closed' }] }),
  applied({ heldUntil: noon + 60_000 }),
  applied({ from: noon, ladder: 'first-reply' }),
  {
    type: 'RulesAwaited',
    data: {
      awaited: [
        {
          ...{ rule: 'late', version: 0, on: 'sla_warned', from: noon, afterS: 600, due: noon + 60_000 },
          ...{ who: 'team', once: 'instance', instance: 'first_reply 1', ladder: 'first-reply' },
          ...{ status: null, sla: { metric: 'first_reply', instance: 1, reason: null }, messageId: null }
        }
      ]
    }
  },
  {
    type: 'RulesAwaited',
    data: {
      awaited: [
        {
          ...{ rule: 'late', version: 0, on: 'status_changed', from: noon, afterS: 600, due: null },
          ...{ who: null, once: 'ticket', instance: 'resolution 0', ladder: null },
          ...{ status: { from: 'open', to: 'resolved' }, sla: null, messageId: null }
        }
      ]
    }
  },
  {
    type: 'RulesAwaited',
    data: {
      awaited: [
        {
          ...{ rule: 'late', version: 0, on: 'customer_message', from: noon, afterS: 600, due: noon },
          ...{ who: 'team', once: 'ticket', instance: 'resolution 0', ladder: null },
          ...{ status: null, sla: null, messageId: 'message-1' as MessageId }
        }
      ]
    }
  },
  {
    type: 'RuleLapsed',
    data: {
      ...{
        rule: 'late',
        from: noon,
        instance: 'resolution 0',
        at: noon + 60_000,
        because: 'agent_away' as const
      },
      action: { assign_agent: 'agt_5f0c9d0e-3c62-5f8b-9d53-3c0d8a8f7a11' }
    }
  },
  {
    type: 'RuleLapsed',
    data: { rule: 'late', from: noon, instance: 'resolution 0', at: noon + 60_000, because: 'status' }
  },
  applied({ actions: [{ webhook: { endpoint_id: 'whk_5f0c9d0e-3c62-5f8b-9d53-3c0d8a8f7a11' } }] }),
  { type: 'CommandGiven', data: given, personal: conceal({ arguments: '50' }) },
  {
    ...applied({ on: 'command', command: given, once: 'event' }),
    personal: conceal({ matched: [], arguments: '50' })
  },
  {
    type: 'RuleLapsed',
    data: {
      ...{ rule: 'late', version: 2, from: noon, instance: 'resolution 0', at: noon + 60_000 },
      because: 'status'
    }
  },
  applied({ actions: [{ require_skills: [{ skill: 'german', drop_after_s: 600 }] }] }),
  applied({ actions: [{ require_skills: [{ skill: 'german', drop_after_s: null }] }] }),
  { type: 'SkillsRequired', data: { skills: [{ skill: 'german', dropAfterS: 600 }], at: noon } },
  { type: 'SkillsRequired', data: { skills: [{ skill: 'german', dropAfterS: null }], at: noon } },
  applied({ actions: [{ suggest_articles: { query: null, to: 'agent', max: 3 } }] }),
  applied({ actions: [{ suggest_articles: { query: 'refund', to: 'customer', max: 1 } }] })
]

/** Writes down what it is given: rules are asked together with whatever started them. */
export const asGiven: Decider<Decided<TicketEvent>, TicketState, TicketEvent, never> = {
  initial: noTicket,
  evolve,
  decide: event => ok([event])
}
