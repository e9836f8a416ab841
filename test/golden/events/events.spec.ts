import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { type CommandContext, StreamRunner } from '#application'
import {
  accessDecider,
  accessStream,
  agentDecider,
  agentStream,
  alertDecider,
  alertStream,
  apiKeyDecider,
  apiKeyStream,
  conversationDecider,
  conversationStream,
  deliveryDecider,
  deliveryStream,
  digestDecider,
  digestStream,
  endpointDecider,
  endpointStream,
  eventTypes,
  type FormCommand,
  formDecider,
  formStream,
  type InboxEvent,
  inboxStream,
  recomputationDecider,
  recomputationStream,
  sessionDecider,
  sessionStream,
  settingDecider,
  settingStream,
  shortcodeDecider,
  shortcodeStream,
  slotsDecider,
  slotsStream,
  staffGroupDecider,
  staffGroupStream,
  subjectDecider,
  subjectStream,
  type TicketCommand,
  ticketDecider,
  ticketStream,
  topicDecider,
  topicStream
} from '#domain'
import { type NewEvent, type RecordedEvent, withTypes } from '#event-log'
import { openMemoryLog } from '#event-log/memory'
import {
  type ApiKeyId,
  commandIdFor,
  type DeliveryId,
  type EndpointId,
  eventIdFor,
  isJsonObject,
  type Json,
  type JsonObject,
  type RecomputationId,
  type SessionId,
  type SubjectId,
  type TicketId
} from '#kernel'
import { conceal } from '#privacy'
import * as asked from '../../../libs/domain/src/testing/asked.js'
import * as f from '../../../libs/domain/src/testing/form.js'
import * as r from '../../../libs/domain/src/testing/routing.js'
import * as t from '../../../libs/domain/src/testing/ticket.js'
import {
  alertLife,
  deliveryLives,
  digestLife,
  disclosure,
  endpointLife,
  groupLife,
  keyLives,
  queue,
  recomputationLife,
  sealed,
  sessionLives,
  settingLife,
  shortcodeLife,
  slotsLife,
  subjectLife
} from './other-lives.js'
import { asGiven, ruleLife } from './rule-life.js'
import {
  agentProfile,
  answer,
  clock,
  contact,
  customer,
  escalation,
  fields,
  message,
  photo,
  sealer,
  subjectId,
  ticketCustomer,
  title
} from './sealed-with.js'

/** One line of a golden file: an event as it is stored, and what its sealed part holds. */
interface Golden extends NewEvent {
  readonly stream: string
  readonly opened?: JsonObject
}

const withContent = (command: TicketCommand): TicketCommand => {
  const personal = conceal(message)
  switch (command.type) {
    case 'BeginTicket':
      return { ...command, customer: conceal(ticketCustomer) }
    case 'OpenTicket':
      return {
        ...command,
        customer: conceal(ticketCustomer),
        message: { ...command.message, mediaGroup: 'album', replyToTelegramMessageId: 9, personal }
      }
    case 'ReceiveCustomerMessage': {
      const other = command.message.threadId === undefined ? personal : conceal(answer)
      const holds = command.message.kind === 'contact' ? conceal(contact) : other
      return { ...command, message: { ...command.message, personal: holds } }
    }
    case 'EditReply':
      return { ...command, personal: command.digest === 'another file' ? conceal(photo) : personal }
    case 'FailReplyEdit':
      return command
    case 'ChangeTitle':
      return command.personal ? { ...command, personal: conceal(title) } : command
    case 'ChangeFields':
      return command.personal ? { ...command, personal: conceal(fields) } : command
    case 'EscalateTicket':
      return { ...command, personal: conceal(escalation) }
    case 'SubmitForm':
      return { ...command, personal, confirmation: { ...command.confirmation, personal } }
    case 'LeaveFormOfTicket':
      return command.answered ? { ...command, answered: { ...command.answered, personal } } : command
    default:
      return 'personal' in command ? { ...command, personal } : command
  }
}

const inTopic = { kind: 'message' as const, place: t.at(7), telegramMessageId: 71 }
const ticketLife: TicketCommand[] = [
  t.openTicket,
  t.receive(11),
  t.receive(12, { kind: 'contact' }),
  t.receive(13, { threadId: 31 }),
  t.edit(10, 'other words'),
  t.bindTopic(7),
  t.recordCard(7, 70),
  t.claim(t.ann),
  t.assign(t.bob),
  t.assignTeam(t.secondLevel),
  { ...t.escalate, personal: t.personal } as TicketCommand,
  t.acknowledge,
  t.assignTeam(null),
  t.force(t.ann),
  t.unassign,
  t.transferTo(t.billing),
  r.waits({
    queueId: t.billing,
    candidates: [{ agentId: t.bob, eligible: false, whyNot: 'lacks_skill', load: 1, limit: 5, skills: [] }],
    skills: [{ skill: 'german', dropAt: t.noon }],
    fallback: { at: t.noon + t.minute, toQueueId: t.general }
  }),
  r.onTime(t.noon),
  r.onTime(t.noon + t.minute),
  t.transferTo(t.billing),
  r.route(t.ann, t.noon, {
    queueId: t.billing,
    candidates: [{ agentId: t.ann, eligible: true, whyNot: null, load: 0, limit: null, skills: [] }]
  }),
  t.claim(t.ann),
  r.leave(t.ann, t.noon + t.minute),
  r.requeue(t.ann, { queueId: t.billing }),
  r.routeOnRequest(t.bob, {
    candidates: [{ agentId: t.bob, eligible: true, whyNot: null, load: 0, limit: null, skills: [] }]
  }),
  t.unassign,
  t.urgent,
  t.tags(['vip']),
  t.entitle('a'),
  t.entitle(null),
  t.fill('plan', 'pro'),
  t.fill('plan', null),
  t.reply('api', t.ann),
  { ...t.reply('topic', t.ann), source: inTopic, mediaGroup: 'album' } as TicketCommand,
  t.accept('api'),
  t.doubt('topic'),
  t.fail('topic'),
  t.resend('topic'),
  t.editReply('topic', 'other words'),
  {
    ...t.failEdit('topic', 1),
    personal: conceal({ words: 'Bad Request: MESSAGE_EDIT_TIME_EXPIRED' })
  } as TicketCommand,
  t.editReply('topic', 'another file'),
  t.failEdit('topic', 2),
  t.note,
  { ...t.note, source: inTopic, agentId: null } as TicketCommand,
  { ...t.note, messageId: t.idOf('noted'), mediaGroup: 'noted' } as TicketCommand,
  { ...t.reply('answer', t.ann), source: inTopic, replyToTelegramMessageId: 72 } as TicketCommand,
  { ...t.reply('templated', t.ann), template: { id: 'refund', version: 3 } } as TicketCommand,
  t.sendArticle('article', 'refunds'),
  t.suggest(['refunds']),
  t.rate('article', true),
  t.hold,
  t.resolve,
  t.reopen,
  t.refuseCommand,
  { ...t.refuseCommand, via: inTopic } as TicketCommand,
  { ...t.refuseCommand, via: { kind: 'topic', place: t.at(7) } } as TicketCommand,
  { ...t.refuseCommand, via: { kind: 'api' }, agentId: null, details: {} } as TicketCommand,
  t.loseTopic(7),
  t.applySla,
  t.applyNothing,
  t.pauseSla,
  t.resumeSla,
  t.warnSla,
  t.breachSla,
  t.retractBreach,
  t.resolve,
  asked.askForm(),
  asked.submitForm,
  asked.askForm(),
  asked.leaveForm,
  asked.askRating,
  asked.giveScore(2, { resolution: 2 }),
  asked.comment(41),
  t.close,
  t.notDelivered,
  t.withdraw('album')
]

const given = conceal({ value: 'refund' })
const formLife = [
  f.start(
    f.question('kind', { ...f.kind, help: { en: 'Choose one.' } }),
    f.order,
    f.reason,
    f.parts,
    f.question('note')
  ),
  f.show(null),
  f.presses(1, 'refund'),
  f.show(50),
  f.writes(2, 60, false),
  f.writes(2, 61),
  f.skip(3),
  f.back(4),
  f.skip(5),
  f.picks(6, 'a'),
  f.presses(6, 'a'),
  f.skip(7),
  f.start(f.kind),
  f.leave('person')
]
  .map(command => ('personal' in command ? { ...command, personal: given } : command))
  .map(command =>
    command.type === 'AnswerInWriting' ? { ...command, read: { ...command.read, personal: given } } : command
  ) as readonly FormCommand[]

/** Every event that the desk can write today, as it would be stored. */
async function written(): Promise<RecordedEvent[]> {
  const log = openMemoryLog()
  const runner = new StreamRunner(log, sealer, clock)
  let count = 0
  const context = (): CommandContext => ({
    commandId: commandIdFor('golden', count++),
    causationId: 'cause',
    correlationId: 'correlation',
    actor: 'key:key_admin',
    subjectId
  })
  const run: typeof runner.run = async (decider, stream, command, asked) => {
    const done = await runner.run(decider, stream, command, asked)
    if (!done.ok || done.value.events.length === 0)
      throw new Error(`nothing came of ${JSON.stringify(command)}`)
    return done
  }
  const conversation = conversationStream(t.conversationId)
  const start = { conversationId: t.conversationId, bot: t.bot, language: 'en', customer: conceal(customer) }
  await run(conversationDecider, conversation, { type: 'StartConversation', ...start }, context())
  const allot = { ticketId: t.ticketId, fromMessageId: 10, previousTicketId: null }
  await run(conversationDecider, conversation, { type: 'AllotTicket', ...allot }, context())
  for (const where of [{}, { threadId: 31 }])
    await run(
      conversationDecider,
      conversation,
      { type: 'RequestGreeting', language: 'en', ...where },
      context()
    )
  for (const reachable of [false, true]) {
    await run(
      conversationDecider,
      conversation,
      { type: 'RecordReachable', reachable, at: t.noon },
      context()
    )
  }
  const { first_name, last_name, username } = customer
  const name = conceal({ first_name, last_name, username })
  const rename = { type: 'RenameCustomer' as const, digest: 'b', startedAs: 'a', at: t.noon, name }
  await run(conversationDecider, conversation, rename, context())
  for (const tier of ['gold', null]) {
    const classify = { type: 'ClassifyCustomer' as const, tier, tags: ['vip'] }
    await run(conversationDecider, conversation, classify, context())
  }
  for (const command of ticketLife)
    await run(ticketDecider, ticketStream(t.ticketId), withContent(command), context())
  await run(ticketDecider, ticketStream('ticket-2' as TicketId), withContent(t.beginTicket), context())
  for (const event of ruleLife) await run(asGiven, ticketStream('ticket-3' as TicketId), event, context())
  const { group: staffGroupId, ticketId } = t
  const bind = { type: 'BindTopicToTicket' as const, ticketId, staffGroupId, threadId: 7 }
  await run(topicDecider, topicStream(staffGroupId, 7), bind, context())
  const choice = { agentId: t.ann, load: 2, limit: 5 }
  const agents = { kind: 'agents', holder: t.bob, page: 0, pages: 1 } as const
  for (const to of [
    { kind: 'priorities' },
    { ...agents, choices: [choice] },
    { ...agents, holder: null, choices: [{ ...choice, limit: null }] }
  ] as const) {
    const turn = { type: 'TurnCard' as const, ticketId, to }
    await run(topicDecider, topicStream(staffGroupId, 7), turn, context())
  }
  const leave = { type: 'LeaveTopicAlone' as const, staffGroupId, threadId: 9 }
  await run(topicDecider, topicStream(staffGroupId, 9), leave, context())
  for (const [n, life] of deliveryLives.entries()) {
    const stream = deliveryStream(`delivery-${n}` as DeliveryId)
    for (const command of life) await run(deliveryDecider, stream, command, context())
  }
  for (const digest of ['a', 'b']) {
    const see = {
      type: 'SeeAgent' as const,
      how: 'seen' as const,
      agentId: t.ann,
      digest,
      profile: conceal(agentProfile)
    }
    await run(agentDecider, agentStream(t.ann), see, context())
  }
  const now = clock.now()
  const away = { type: 'ChangeAvailability', to: 'away', cause: 'request', now } as const
  const reason = conceal({ reason: 'lunch' })
  for (const command of [
    { ...away, until: null },
    { ...away, until: now + 1000, reason },
    { type: 'SeeMembership', isMember: false, at: now },
    { type: 'NoteAbsence', since: now, afterS: 900 },
    { type: 'ChangeProfile', change: { skills: ['german'], capacity: 5, role: 'lead' } },
    { type: 'ChangeProfile', change: { capacity: null } }
  ] as const)
    await run(agentDecider, agentStream(t.ann), command, context())
  const remove = { type: 'RemoveAgent' as const, agentId: t.ann }
  await run(agentDecider, agentStream(t.ann), remove, context())
  const list = { type: 'SeeAgent' as const, how: 'listed' as const, agentId: t.ann, digest: 'b' }
  await run(agentDecider, agentStream(t.ann), { ...list, profile: conceal(agentProfile) }, context())
  for (const command of formLife)
    await run(formDecider, formStream(ticketId), command, { ...context(), subjectId })
  for (const command of slotsLife) await run(slotsDecider, slotsStream(t.ann), command, context())
  for (const command of groupLife)
    await run(staffGroupDecider, staffGroupStream(staffGroupId), command, context())
  for (const command of settingLife)
    await run(settingDecider, settingStream(queue.kind, queue.id), command, context())
  for (const [n, life] of keyLives.entries()) {
    const stream = apiKeyStream(`0000000${n}` as ApiKeyId)
    for (const command of life) await run(apiKeyDecider, stream, command, context())
  }
  const endpoint = endpointStream('endpoint-1' as EndpointId)
  for (const command of endpointLife)
    await run(endpointDecider, endpoint, command, { ...context(), subjectId })
  const recomputation = recomputationStream('recomputation-1' as RecomputationId)
  for (const command of recomputationLife)
    await run(recomputationDecider, recomputation, command, { ...context(), subjectId })
  for (const command of subjectLife)
    await run(subjectDecider, subjectStream(subjectId as SubjectId), command, context())
  await run(accessDecider, accessStream(subjectId as SubjectId), disclosure, context())
  for (const command of alertLife) await run(alertDecider, alertStream(command.name), command, context())
  for (const digest of digestLife)
    await run(digestDecider, digestStream(digest.chat), { type: 'RequestDigest', digest }, context())

  for (const command of shortcodeLife)
    await run(shortcodeDecider, shortcodeStream(command.shortcode), command, context())
  for (const [n, life] of sessionLives.entries()) {
    const stream = sessionStream(`000000000000000${n}` as SessionId)
    for (const command of life) await run(sessionDecider, stream, command, context())
  }
  for (const [n, event] of sealed.entries()) {
    const { type, data, personal } = event
    const { commandId, causationId, correlationId } = context()
    const meta = {
      commandId,
      $causationId: causationId,
      $correlationId: correlationId,
      actor: 'process:sealer',
      ...(personal && { subjectId })
    }
    const [stream, id] = [`${event.stream}-${n}`, eventIdFor(commandId, 0)]
    const sealedPart = personal && {
      personal: await sealer.seal({ stream, eventId: id, type, subjectId }, personal)
    }
    const whole = { type, data, ...sealedPart, meta: { ...meta, schema: eventTypes[type].schema } }
    await log.append(stream, [{ id, recordedAt: clock.now(), ...whole }], 'none')
  }

  // The door writes this one itself: before anything is decided.
  const inbox: InboxEvent = {
    type: 'UpdateReceived',
    data: { bot: t.bot, updateId: 5, bytes: 17, stub: false }
  }
  const at = {
    stream: inboxStream(t.bot, 5),
    eventId: eventIdFor(commandIdFor('golden update'), 0),
    type: inbox.type,
    subjectId: `inbox-${t.bot}-2026-01-05`
  }
  const personal = await sealer.seal(at, { update_id: 5 })
  const { commandId, ...told } = context()
  const meta = {
    commandId,
    $causationId: told.causationId,
    $correlationId: told.correlationId,
    actor: 'telegram',
    subjectId: at.subjectId,
    schema: eventTypes.UpdateReceived.schema
  }
  await log.append(at.stream, [{ id: at.eventId, ...inbox, recordedAt: clock.now(), personal, meta }], 'none')

  const events: RecordedEvent[] = []
  for await (const item of log.subscribe('start', AbortSignal.timeout(60_000))) {
    if (item.kind === 'caughtUp') return events
    events.push(item.event)
  }
  return events
}

/** Keys and types, not values: what a reader relies on. */
function shapeOf(value: Json | undefined): Json {
  if (Array.isArray(value)) return value.length > 0 ? [shapeOf(value[0])] : []
  if (isJsonObject(value)) {
    const entries = Object.keys(value).sort()
    return Object.fromEntries(entries.map(name => [name, shapeOf(value[name])]))
  }
  return value === null ? 'null' : typeof value
}

const opened = (event: Golden | RecordedEvent): Promise<JsonObject | undefined> | undefined => {
  const { stream, id: eventId, type, personal, meta } = event
  const sealedFor = meta.subjectId
  return personal && sealedFor
    ? sealer.open({ stream, eventId, type, subjectId: sealedFor }, personal)
    : undefined
}

async function goldenFormOf(event: RecordedEvent): Promise<Golden> {
  const { stream, id, type, recordedAt, data, personal, meta } = event
  const clear = await opened(event)
  return {
    stream,
    id,
    type,
    recordedAt,
    data,
    meta,
    ...(personal && clear ? { personal, opened: clear } : {})
  }
}

const dataShape = ({ type, data }: Pick<NewEvent, 'type' | 'data'>): Json =>
  // What a setting says is its own kind's business: its fields are checked when it is published.
  shapeOf(type === 'SettingPublished' ? { ...data, body: {} } : data)

const storedShape = (event: Golden): string =>
  JSON.stringify({
    type: event.type,
    schema: event.meta.schema,
    data: dataShape(event),
    personal: event.personal ? shapeOf(event.opened) : null
  })

const versions = [...new Set(Object.values(eventTypes).map(({ schema }) => schema))]
const golden: readonly Golden[] = Array.from({ length: Math.max(...versions) }, (_, n) =>
  readFileSync(new URL(`./v${n + 1}.json`, import.meta.url), 'utf8')
).flatMap((text): Golden[] => JSON.parse(text).events)

describe('the storage format', () => {
  it('has a golden event of each type in its present version', () => {
    const held = new Set(golden.map(({ type, meta }) => `${type} ${meta.schema}`))
    const missing = Object.entries(eventTypes).filter(([type, { schema }]) => !held.has(`${type} ${schema}`))
    expect(missing).toEqual([])
  })

  it('has not changed without a new version', async () => {
    const shapes = new Set(golden.map(storedShape))
    const events = await Promise.all((await written()).map(goldenFormOf))
    // A new shape: raise the type's schema, add the step from the old one, and put this into the new version's file.
    const changed = events.filter(event => !shapes.has(storedShape(event)))
    expect(JSON.stringify(changed, undefined, 2)).toBe('[]')
    const gone = new Set(events.map(({ type }) => type))
    expect(Object.keys(eventTypes).filter(type => !gone.has(type))).toEqual([])
  })

  it('holds whole numbers alone, which every language hashes alike', async () => {
    const numbers = (value: unknown): unknown[] =>
      typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(numbers)
        : typeof value === 'number'
          ? [value]
          : []
    const floats = [...golden, ...(await written())].filter(
      ({ data, meta }) => !numbers([data, meta]).every(Number.isSafeInteger)
    )
    expect(floats).toEqual([])
  })

  it('of every version reads in its present shape', async () => {
    const typeAndShape = (event: Pick<NewEvent, 'type' | 'data' | 'meta'>) =>
      JSON.stringify([event.type, event.meta.schema, dataShape(event)])
    const present = new Set(golden.map(typeAndShape))
    for (const event of golden) {
      const log = openMemoryLog()
      const { opened: _, stream, ...stored } = event
      await log.append(stream, [stored], 'none')
      for await (const read of withTypes(log, eventTypes).readStream(stream)) {
        const known = Object.entries(eventTypes).find(([type]) => type === read.type)
        expect(read.meta.schema).toBe(known?.[1].schema)
        expect(present).toContain(typeAndShape(read))
      }
    }
  })

  it('of every version opens with its key', async () => {
    for (const event of golden) expect(await opened(event)).toEqual(event.opened)
  })
})
