import fc from 'fast-check'
import type { TicketCommand } from '../ticket/commands.js'
import { ticketStatuses } from '../ticket-words.js'
import * as asked from './asked.js'
import * as r from './routing.js'
import * as t from './ticket.js'

const messageId = fc.integer({ min: 5, max: 16 })
const name = fc.constantFrom('a', 'b', 'c')
const agent = fc.constantFrom(t.ann, t.bob)
const tagList = fc.subarray(['vip', 'VIP', 'new', 'late', 'no tag'])
const minutes = fc.nat({ max: 90 }).map(n => t.noon + n * t.minute)
const thread = fc.constantFrom(7, 8)

/** Any command that can be asked of a ticket, over few names, so that they meet each other. */
export const anyTicketCommand: fc.Arbitrary<TicketCommand> = fc.oneof(
  fc.constantFrom(t.openTicket, t.beginTicket, t.unassign, t.hold, t.wait, t.resume, t.urgent),
  fc.constantFrom(t.resolve, t.reopen, t.close, t.note, t.refuseCommand),
  fc.constantFrom(t.applySla, t.applyNothing, t.pauseSla, t.resumeSla),
  fc.constantFrom(t.warnSla, t.breachSla, t.retractBreach),
  fc.constantFrom(t.escalate, t.acknowledge),
  fc.constantFrom(
    asked.askRating,
    asked.askForm(),
    asked.askForm('other'),
    asked.submitForm,
    asked.leaveForm
  ),
  fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 2 }))
    .map(([score, resolution]) => asked.giveScore(score, { resolution })),
  messageId.map(id => asked.comment(id)),
  fc.constantFrom(...ticketStatuses).map(t.changeStatus),
  agent.map(t.claim),
  agent.map(t.assign),
  fc.tuple(agent, fc.option(minutes)).map(([who, by]) => r.route(who, by)),
  fc.constant(r.waits({ skills: [{ skill: 'german', dropAt: t.noon }] })),
  agent.map(who => r.requeue(who)),
  minutes.map(r.onTime),
  agent.map(t.force),
  fc.constantFrom(t.secondLevel, null).map(t.assignTeam),
  fc.constantFrom(t.general, t.billing).map(t.transferTo),
  fc.tuple(tagList, tagList).map(([add, remove]) => t.tags(add, remove)),
  tagList.map(t.setTags),
  fc.option(name).map(t.entitle),
  fc.array(name, { maxLength: 3 }).map(t.suggest),
  name.map(reply => t.sendArticle(reply, 'refunds')),
  fc.tuple(name, fc.boolean()).map(([reply, helpful]) => t.rate(reply, helpful)),
  fc.tuple(name, fc.option(name)).map(([field, option]) => t.fill(field, option)),
  fc
    .record({
      id: messageId,
      late: fc.boolean(),
      soundsClosing: fc.boolean(),
      hours: fc.integer({ min: -1, max: 200 })
    })
    .map(({ id, late, soundsClosing, hours }) =>
      t.receive(id, { late, soundsClosing, sentAt: t.noon + hours * 60 * t.minute })
    ),
  fc.tuple(messageId, name).map(([id, words]) => t.edit(id, words)),
  fc.tuple(name, fc.option(agent)).map(([reply, by]) => t.reply(reply, by)),
  fc
    .tuple(name, fc.constantFrom('waiting_on_customer' as const, 'in_progress' as const))
    .map(([reply, after]) => t.accept(reply, after)),
  name.map(t.fail),
  name.map(t.doubt),
  name.map(t.resend),
  fc.tuple(name, name).map(([reply, words]) => t.editReply(reply, words)),
  fc.tuple(name, fc.nat(3)).map(([reply, version]) => t.failEdit(reply, version)),
  name.map(reply => t.albumItem(reply, 'album')),
  fc.constant(t.withdraw('album')),
  thread.map(t.bindTopic),
  thread.map(t.loseTopic),
  fc.constant(t.notDelivered),
  fc.tuple(thread, fc.constantFrom(70, 71)).map(([id, card]) => t.recordCard(id, card))
)

/** What somebody might ask of a ticket over its life. */
export const anyTicketLife: fc.Arbitrary<TicketCommand[]> = fc
  .array(anyTicketCommand, { maxLength: 40 })
  .map(commands => [t.openTicket, ...commands])
