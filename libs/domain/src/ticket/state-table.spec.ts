import { describe, expect, it } from '@jest/globals'
import * as asked from '../testing/asked.js'
import { deciderSpec } from '../testing/given.js'
import * as r from '../testing/routing.js'
import * as t from '../testing/ticket.js'
import { type TicketStatus, ticketStatuses } from '../ticket-words.js'
import type { TicketCommand } from './commands.js'
import { ticketDecider } from './decide.js'

const { givenCommands } = deciderSpec(ticketDecider)

/** Every way a ticket can stand: its status, and whether somebody has it (Ann, then). */
const columns = [
  'open',
  'assigned',
  'in progress',
  'waiting on the customer',
  'waiting on the customer, nobody has it',
  'on hold',
  'on hold, nobody has it',
  'resolved',
  'resolved, nobody has it',
  'closed',
  'closed, nobody has it'
] as const

const commands: { readonly [name: string]: TicketCommand } = {
  'open again': t.openTicket,
  'begin again': t.beginTicket,
  'claim by ann': t.claim(t.ann),
  'claim by bob': t.claim(t.bob),
  'assign to ann': t.assign(t.ann),
  'assign to bob': t.assign(t.bob),
  'to second level': t.assignTeam(t.secondLevel),
  'to no team': t.assignTeam(null),
  'route to bob': r.route(t.bob),
  'record a wait': r.waits(),
  'ann is away': r.requeue(t.ann),
  'leave it with ann': r.leave(t.ann, t.noon + t.minute),
  'route on time': r.onTime(t.noon),
  unassign: t.unassign,
  'reply of ann': t.reply('new', t.ann),
  'reply of bob': t.reply('new', t.bob),
  'reply of api': t.reply('new', null),
  'reply r accepted': t.accept('r'),
  'r accepted, stay': t.accept('r', 'in_progress'),
  'reply r failed': t.fail('r'),
  'reply r in doubt': t.doubt('r'),
  'resend r': t.resend('r'),
  'edit r': t.editReply('r', 'other'),
  'r not edited': t.failEdit('r', 1),
  'withdraw album': t.withdraw('album'),
  'link article': { type: 'LinkArticle', article: 'refunds' },
  'suggest articles': t.suggest(['refunds']),
  'rate article': t.rate('r', true),
  note: t.note,
  message: t.receive(11, { sentAt: t.noon + t.minute }),
  'message again': t.receive(10),
  'older message': t.receive(5, { sentAt: t.noon + t.minute }),
  'late message': t.receive(11, { late: true }),
  'closing remark': t.receive(11, { sentAt: t.noon + t.minute, soundsClosing: true }),
  'late remark': t.receive(11, { sentAt: t.noon + 11 * t.minute, soundsClosing: true }),
  'after 8 days': t.receive(11, { sentAt: t.noon + 8 * t.day }),
  'edit of 10': t.edit(10, 'other words'),
  'edit to thanks': t.edit(10, 'thanks', { soundsClosing: true }),
  'edit in 8 days': t.edit(10, 'other words', { sentAt: t.noon + 8 * t.day }),
  'same edit of 10': t.edit(10, 'text of 10'),
  'edit of 99': t.edit(99, 'words'),
  hold: t.hold,
  wait: t.wait,
  resume: t.resume,
  resolve: t.resolve,
  reopen: t.reopen,
  close: t.close,
  'to status open': t.changeStatus('open'),
  'to assigned': t.changeStatus('assigned'),
  'to in_progress': t.changeStatus('in_progress'),
  'to waiting': t.changeStatus('waiting_on_customer'),
  'to on_hold': t.changeStatus('on_hold'),
  'to resolved': t.changeStatus('resolved'),
  'to closed': t.changeStatus('closed'),
  'to billing': t.transferTo(t.billing),
  'to general': t.transferTo(t.general),
  urgent: t.urgent,
  'tag vip': t.tags(['vip']),
  'untag vip': t.tags([], ['vip']),
  'tags are vip': t.setTags(['vip']),
  'no tags': t.setTags([]),
  'title a': t.entitle('a'),
  'no title': t.entitle(null),
  'field f is a': t.fill('f', 'a'),
  'empty field f': t.fill('f', null),
  'bind topic': t.bindTopic(7),
  'record card': t.recordCard(7, 70),
  'lose topic': t.loseTopic(7),
  "tell not del'd": t.notDelivered,
  'tell refusal': t.refuseCommand,
  escalate: t.escalate,
  acknowledge: t.acknowledge,
  'give command': t.giveCommand,
  'require german': t.requireGerman,
  'tell lapse': t.lapseRule,
  'ask by form': asked.askForm(),
  'submit form': asked.submitForm,
  'leave form': asked.leaveForm,
  'ask for rating': asked.askRating,
  rate: asked.giveScore(4),
  comment: asked.comment(41),
  'apply sla': t.applySla,
  'apply no sla': t.applyNothing,
  'pause sla': t.pauseSla,
  'resume sla': t.resumeSla,
  'warn sla': t.warnSla,
  'breach sla': t.breachSla,
  'retract breach': t.retractBreach
}

/**
 * What each command does in each column: the status after it; `same` recorded, status as it was; `-` nothing, because
 * it holds already; `!` refused. The order of the columns is that above.
 */
const table = `
  open again       | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -
  begin again      | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -
  claim by ann     | assigned    | -           | -           | -           | same        | -           | same        | -           | !resolved   | !closed     | !closed
  claim by bob     | assigned    | !taken      | !taken      | !taken      | same        | !taken      | same        | !taken      | !resolved   | !closed     | !closed
  assign to ann    | assigned    | -           | -           | -           | same        | -           | same        | -           | !resolved   | !closed     | !closed
  assign to bob    | assigned    | same        | same        | same        | same        | same        | same        | !resolved   | !resolved   | !closed     | !closed
  to second level  | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  to no team       | -           | -           | -           | -           | -           | -           | -           | -           | -           | !closed     | !closed
  route to bob     | assigned    | !taken      | !taken      | !taken      | same        | !taken      | same        | !taken      | !resolved   | !closed     | !closed
  record a wait    | same        | -           | -           | -           | same        | -           | same        | -           | -           | -           | -
  ann is away      | -           | open        | open        | -           | -           | -           | -           | -           | -           | -           | -
  leave it with ann| -           | same        | same        | -           | -           | -           | -           | -           | -           | -           | -
  route on time    | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -
  unassign         | -           | open        | open        | open        | -           | open        | -           | !resolved   | -           | !closed     | !closed
  reply of ann     | in_progress | in_progress | same        | in_progress | in_progress | in_progress | in_progress | in_progress | in_progress | !closed     | !closed
  reply of bob     | in_progress | in_progress | same        | in_progress | in_progress | in_progress | in_progress | in_progress | in_progress | !closed     | !closed
  reply of api     | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  reply r accepted | !message    | !message    | waiting     | -           | !message    | !message    | !message    | !message    | !message    | !message    | !message
  r accepted, stay | !message    | !message    | same        | -           | !message    | !message    | !message    | !message    | !message    | !message    | !message
  reply r failed   | !message    | !message    | same        | -           | !message    | !message    | !message    | !message    | !message    | !message    | !message
  reply r in doubt | !message    | !message    | same        | -           | !message    | !message    | !message    | !message    | !message    | !message    | !message
  resend r         | !message    | !message    | -           | !resend     | !message    | !message    | !message    | !message    | !message    | !closed     | !closed
  edit r           | !message    | !message    | same        | same        | !message    | !message    | !message    | !message    | !message    | !closed     | !closed
  r not edited     | !message    | !message    | -           | -           | !message    | !message    | !message    | !message    | !message    | !message    | !message
  withdraw album   | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -
  link article     | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  suggest articles | same        | same        | same        | same        | same        | same        | same        | same        | same        | -           | -
  rate article     | !message    | !message    | !message    | !message    | !message    | !message    | !message    | !message    | !message    | !message    | !message
  note             | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  message          | same        | same        | same        | in_progress | open        | in_progress | open        | in_progress | open        | !closed     | !closed
  message again    | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -
  older message    | same        | same        | same        | in_progress | open        | in_progress | open        | in_progress | open        | same        | same
  late message     | same        | same        | same        | same        | same        | same        | same        | same        | same        | same        | same
  closing remark   | same        | same        | same        | in_progress | open        | in_progress | open        | same        | same        | !closed     | !closed
  late remark      | same        | same        | same        | in_progress | open        | in_progress | open        | in_progress | open        | !closed     | !closed
  after 8 days     | same        | same        | same        | in_progress | open        | in_progress | open        | !window     | !window     | !closed     | !closed
  edit of 10       | same        | same        | same        | in_progress | open        | in_progress | open        | in_progress | open        | same        | same
  edit to thanks   | same        | same        | same        | in_progress | open        | in_progress | open        | same        | same        | same        | same
  edit in 8 days   | same        | same        | same        | in_progress | open        | in_progress | open        | same        | same        | same        | same
  same edit of 10  | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -
  edit of 99       | !message    | !message    | !message    | !message    | !message    | !message    | !message    | !message    | !message    | !message    | !message
  hold             | on_hold     | on_hold     | on_hold     | on_hold     | on_hold     | -           | -           | !transition | !transition | !closed     | !closed
  wait             | waiting     | waiting     | waiting     | -           | -           | waiting     | waiting     | !transition | !transition | !closed     | !closed
  resume           | -           | !transition | -           | in_progress | open        | in_progress | open        | !transition | !transition | !closed     | !closed
  resolve          | resolved    | resolved    | resolved    | resolved    | resolved    | resolved    | resolved    | -           | -           | !closed     | !closed
  reopen           | -           | -           | -           | -           | -           | -           | -           | in_progress | open        | !closed     | !closed
  close            | closed      | closed      | closed      | closed      | closed      | closed      | closed      | closed      | closed      | -           | -
  to status open   | -           | !transition | !transition | !transition | open        | !transition | open        | in_progress | open        | !closed     | !closed
  to assigned      | !transition | -           | !transition | !transition | !transition | !transition | !transition | !transition | !transition | !closed     | !closed
  to in_progress   | !transition | !transition | -           | in_progress | !transition | in_progress | !transition | in_progress | open        | !closed     | !closed
  to waiting       | waiting     | waiting     | waiting     | -           | -           | waiting     | waiting     | !transition | !transition | !closed     | !closed
  to on_hold       | on_hold     | on_hold     | on_hold     | on_hold     | on_hold     | -           | -           | !transition | !transition | !closed     | !closed
  to resolved      | resolved    | resolved    | resolved    | resolved    | resolved    | resolved    | resolved    | -           | -           | !closed     | !closed
  to closed        | closed      | closed      | closed      | closed      | closed      | closed      | closed      | closed      | closed      | -           | -
  to billing       | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  to general       | -           | -           | -           | -           | -           | -           | -           | -           | -           | !closed     | !closed
  urgent           | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  tag vip          | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  untag vip        | -           | -           | -           | -           | -           | -           | -           | -           | -           | !closed     | !closed
  tags are vip     | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  no tags          | -           | -           | -           | -           | -           | -           | -           | -           | -           | !closed     | !closed
  title a          | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  no title         | -           | -           | -           | -           | -           | -           | -           | -           | -           | !closed     | !closed
  field f is a     | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  empty field f    | -           | -           | -           | -           | -           | -           | -           | -           | -           | !closed     | !closed
  bind topic       | same        | same        | same        | same        | same        | same        | same        | same        | same        | same        | same
  record card      | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -
  lose topic       | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -
  tell not del'd   | same        | same        | same        | same        | same        | same        | same        | same        | same        | same        | same
  tell refusal     | same        | same        | same        | same        | same        | same        | same        | same        | same        | same        | same
  escalate         | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  acknowledge      | !escalated  | !escalated  | !escalated  | !escalated  | !escalated  | !escalated  | !escalated  | !escalated  | !escalated  | !closed     | !closed
  give command     | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  require german   | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  tell lapse       | same        | same        | same        | same        | same        | same        | same        | same        | same        | same        | same
  ask by form      | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  submit form      | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -
  leave form       | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -
  ask for rating   | !unresolved | !unresolved | !unresolved | !unresolved | !unresolved | !unresolved | !unresolved | same        | same        | !closed     | !closed
  rate             | !late       | !late       | !late       | !late       | !late       | !late       | !late       | !late       | !late       | !late       | !late
  comment          | !late       | !late       | !late       | !late       | !late       | !late       | !late       | !late       | !late       | !late       | !late
  apply sla        | same        | same        | same        | same        | same        | same        | same        | same        | same        | !closed     | !closed
  apply no sla     | -           | -           | -           | -           | -           | -           | -           | -           | -           | !closed     | !closed
  pause sla        | same        | same        | same        | same        | same        | same        | same        | same        | same        | same        | same
  resume sla       | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -
  warn sla         | same        | same        | same        | same        | same        | same        | same        | same        | same        | same        | same
  breach sla       | same        | same        | same        | same        | same        | same        | same        | same        | same        | same        | same
  retract breach   | -           | -           | -           | -           | -           | -           | -           | -           | -           | -           | -
`

const refusals: { readonly [short: string]: string } = {
  '!closed': 'ticket_closed',
  '!resolved': 'ticket_resolved',
  '!taken': 'already_assigned',
  '!message': 'unknown_message',
  '!unresolved': 'not_resolved',
  '!escalated': 'not_escalated',
  '!late': 'rating_too_late',
  '!resend': 'not_resendable',
  '!window': 'reopen_window_passed',
  '!transition': 'transition_not_allowed'
}

function effectOf(command: TicketCommand, column: string): string {
  const way = t.waysInto[column]
  if (!way) throw new Error(`no way into ${column}`)
  const { outcome, state } = givenCommands(...way.commands).when(command)
  if (!outcome.ok) return outcome.reason
  if (outcome.value.length === 0) return '-'
  const status = state.exists ? state.status : undefined
  return status === way.status ? 'same' : String(status)
}

const rows = table
  .trim()
  .split('\n')
  .map(line => line.split('|').map(cell => cell.trim()))
  .map(([name = '', ...cells]) => ({ name, cells }))

describe('the state table', () => {
  it.each(columns)('has a way into %s that ends there', column => {
    const way = t.waysInto[column]
    const { state } = givenCommands(...(way?.commands ?? []))
    expect(state).toMatchObject({ status: way?.status })
    if (column.endsWith('nobody has it')) expect(state).toMatchObject({ assignee: null })
  })

  it.each(rows)('for "$name" is as written', ({ name, cells }) => {
    const command = commands[name]
    if (!command) throw new Error(`no command ${name}`)
    const effects = columns.map(column => effectOf(command, column))
    const written = cells.map(cell => refusals[cell] ?? (cell === 'waiting' ? 'waiting_on_customer' : cell))
    expect(effects).toEqual(written)
  })

  it('covers every status and every command', () => {
    const covered = new Set(columns.map(column => t.waysInto[column]?.status))
    expect(covered).toEqual(new Set(ticketStatuses satisfies readonly TicketStatus[]))
    expect(new Set(Object.values(commands).map(command => command.type))).toEqual(
      new Set(Object.keys(everyCommand))
    )
    expect(rows.map(row => row.name)).toEqual(Object.keys(commands))
  })

  it('refuses everything but opening on a ticket that was never opened', () => {
    for (const command of Object.values(commands)) {
      if (command.type !== 'OpenTicket' && command.type !== 'BeginTicket')
        givenCommands().when(command).thenRefused('unknown_ticket')
    }
  })
})

const everyCommand = {
  OpenTicket: true,
  BeginTicket: true,
  ReceiveCustomerMessage: true,
  EditCustomerMessage: true,
  ClaimTicket: true,
  AssignTicket: true,
  AssignTeam: true,
  RecordWaiting: true,
  RequeueTicket: true,
  LeaveTicket: true,
  RouteOnTime: true,
  UnassignTicket: true,
  TransferTicket: true,
  ChangePriority: true,
  ChangeTags: true,
  SetTags: true,
  ChangeTitle: true,
  ChangeFields: true,
  RequestReply: true,
  ResendReply: true,
  ConfirmReply: true,
  FailReply: true,
  MarkReplyUncertain: true,
  EditReply: true,
  FailReplyEdit: true,
  WithdrawAlbum: true,
  LinkArticle: true,
  SuggestArticles: true,
  RateArticle: true,
  AddNote: true,
  ChangeStatus: true,
  HoldTicket: true,
  WaitOnCustomer: true,
  ResumeTicket: true,
  ResolveTicket: true,
  ReopenTicket: true,
  CloseTicket: true,
  BindTopic: true,
  RecordCard: true,
  LoseTopic: true,
  RecordNotDelivered: true,
  RefuseCommand: true,
  EscalateTicket: true,
  AcknowledgeEscalation: true,
  LapseRule: true,
  GiveCommand: true,
  RequireSkills: true,
  RequestForm: true,
  SubmitForm: true,
  LeaveFormOfTicket: true,
  RequestRating: true,
  RateTicket: true,
  CommentRating: true,
  ApplySla: true,
  PauseSla: true,
  ResumeSla: true,
  WarnSla: true,
  BreachSla: true,
  RetractBreach: true
} satisfies { readonly [Type in TicketCommand['type']]: true }
