import { ActOnStaffGroup, type MessagePersonal } from '#application'
import { type ReplySource, ticketStream } from '#domain'
import { canonicalJson, commandIdFor, isJsonObject, isSlug, messageIdFor, type QueueId } from '#kernel'
import { conceal } from '#privacy'
import type { StaffCommand, StaffEdit, StaffMessage } from '#telegram'
import { almostCommand, readCommand, recordedName } from '../topic-commands/index.js'
import type { AgentsSeen } from './agents.js'
import { type Cause, causeOf } from './cause.js'
import { kindOf, personalOf } from './message-facts.js'
import { createNotes } from './notes.js'
import type { IntakeOptions } from './options.js'
import type { OwnTopics } from './own-topics.js'
import type { Asking, Found, TicketTopic, Topics } from './topics.js'

const queuesNamed = 20

/** What people write in topics: replies, commands, edits. */
export function createStaffMessages(
  options: IntakeOptions,
  topics: Topics,
  ownTopics: OwnTopics,
  agents: AgentsSeen
) {
  const { desk, commands, directories, queues } = options
  const notes = createNotes(options, topics)

  const sourceOf = (update: StaffMessage | StaffCommand, { place }: TicketTopic) =>
    ({ kind: 'message', place, telegramMessageId: update.messageId }) satisfies ReplySource

  async function reply(asking: Asking, update: StaffMessage): Promise<void> {
    const { cause, topic, agentId } = asking
    const { content, sentAt } = update
    const almost = almostCommand(content)
    if (almost?.kind === 'mistake') {
      return topics.refuse(asking, { command: 'unknown', reason: almost.reason, details: almost.details })
    }
    const outcome = await topics.attempt(asking, 'reply', {
      type: 'RequestReply',
      messageId: messageIdFor(commandIdFor(cause.event.id, 'reply')),
      agentId,
      source: sourceOf(update, topic),
      kind: kindOf(content.kind),
      sentAt,
      mediaGroup: content.mediaGroupId ?? null,
      personal: conceal(personalOf(update)),
      now: desk.clock.now(),
      unlessAfterNote: true
    })
    if (outcome.ok) return
    return outcome.reason === 'follows_a_note'
      ? notes.insteadOfReply(asking, update)
      : topics.refuseAs(asking, 'reply', outcome)
  }

  async function command(asking: Asking, update: StaffCommand): Promise<void> {
    const { cause, agentId } = asking
    if (!agentId) return
    const { command, content } = update
    const hasMedia = content.kind !== 'text'
    const { ask, left } = readCommand(command, { agentId, now: desk.clock.now(), hasMedia })
    const name = recordedName(command.name)
    switch (ask.kind) {
      case 'act':
        await notes.keep(asking, update, name, left)
        return void (await topics.act(asking, name, ask.command))
      case 'note':
        return notes.add(asking, update, ask.text)
      case 'assign': {
        const to = 'userId' in ask.to ? await byUser(ask.to.userId) : await byUsername(ask.to.username)
        if (!to) return topics.refuse(asking, { command: name, reason: 'agent_unknown' })
        await notes.keep(asking, update, name, left)
        return void (await topics.act(asking, name, { type: 'AssignTicket', agentId: to }))
      }
      case 'transfer': {
        const queueId = await queueNamed(ask.queue)
        if (!queueId) {
          const known = (await queues()).slice(0, queuesNamed).map(({ id }) => id)
          const details = { queues: known.join(', ') }
          return topics.refuse(asking, { command: name, reason: 'queue_unknown', details })
        }
        return void (await topics.act(asking, name, { type: 'TransferTicket', queueId }))
      }
      case 'help':
        return help(cause, asking.topic, update.messageId)
      case 'mistake':
        return topics.refuse(asking, { command: name, reason: ask.reason, details: ask.details })
    }
  }

  /** By its id or by its name. */
  async function queueNamed(asked: string): Promise<QueueId | undefined> {
    const wanted = asked.toLowerCase()
    if (isSlug(wanted) && (await desk.settings.queueExists(wanted))) return wanted as QueueId
    return (await queues()).find(({ name }) => name.toLowerCase() === wanted)?.id
  }

  async function help(cause: Cause, { place }: TicketTopic, replyTo: number): Promise<void> {
    const { staffGroupId, threadId } = place
    const notice = {
      type: 'RequestStaffNotice' as const,
      notice: 'general_help' as const,
      threadId,
      replyToTelegramMessageId: replyTo,
      details: {}
    }
    const context = cause.context('help', { actor: 'process:intake', correlationId: staffGroupId })
    await commands.execute(new ActOnStaffGroup(staffGroupId, notice, context))
  }

  async function byUsername(username: string) {
    await directories.catchUp()
    return directories.agents.byUsername(username)
  }

  async function byUser(userId: number) {
    const subjectId = await desk.vault.findSubject(userId)
    if (!subjectId) return undefined
    await directories.catchUp()
    return directories.agents.bySubject(subjectId)
  }

  /**
   * What was sent stays as it was: whoever edits it is told so, once per message. Telegram reports edits in which
   * nothing visible changed; those are nothing.
   */
  async function edit(asking: Asking, update: StaffEdit): Promise<void> {
    const before = await asSent(asking.topic, update.messageId)
    const note = update.command?.name === 'note' ? update.command.args : undefined
    const { text, entities } = personalOf(update, note)
    const now = canonicalJson({ text, entities })
    if (before && canonicalJson({ text: before.text, entities: before.entities }) === now) return
    const once = causeOf(asking.cause.event, `edit of ${update.groupId} ${update.messageId}`)
    const what = before?.what ?? 'command'
    await topics.refuse(asking, { command: 'edit', reason: 'edit_not_sent', details: { what } }, once)
  }

  async function asSent({ ticketId, place }: TicketTopic, telegramMessageId: number) {
    for await (const event of desk.log.readStream(ticketStream(ticketId))) {
      if (event.type !== 'ReplyRequested' && event.type !== 'NoteAdded') continue
      const { source } = event.data
      if (!isJsonObject(source) || source['telegramMessageId'] !== telegramMessageId) continue
      if (!isJsonObject(source['place']) || source['place']['chatId'] !== place.chatId) continue
      const { stream, id: eventId, type, personal, meta } = event
      const at = { stream, eventId, type, subjectId: meta.subjectId ?? '' }
      const opened = personal && (await desk.sealer.open(at, personal))
      const { text = null, entities = null } = (opened ?? {}) as Partial<MessagePersonal>
      return { what: event.type === 'NoteAdded' ? 'note' : 'reply', text, entities }
    }
    return undefined
  }

  /** A message may come before the bot's own word of its topic; then it tells of the topic itself. */
  async function find(cause: Cause, update: StaffMessage | StaffCommand | StaffEdit): Promise<Found> {
    const { groupId, threadId, topicRoot } = update
    const found = await topics.find(groupId, threadId)
    if (found.kind !== 'none' || !topicRoot) return found
    await ownTopics.bind(cause, found.place, topicRoot)
    return topics.find(groupId, threadId)
  }

  return {
    async handle(cause: Cause, update: StaffMessage | StaffCommand | StaffEdit): Promise<void> {
      if (update.author.kind === 'self' || update.author.kind === 'bot') return
      const found = await find(cause, update)
      if (found.kind === 'not_a_staff_group') return
      const who = await agents.author(cause, update.author)
      if (found.kind === 'none') return topics.leaveAlone(cause, found.place)
      const { topic } = found
      if (who.kind === 'ignored') return
      const via = { kind: 'message', place: topic.place, telegramMessageId: update.messageId } as const
      const asking = { cause, topic, via, agentId: who.kind === 'agent' ? who.agentId : null }
      if (who.kind === 'refused') {
        // Whoever is no agent hears it once in a ticket, not after every word.
        const once = causeOf(cause.event, `${who.reason} ${who.key} ${topic.ticketId}`)
        return topics.refuse(asking, { command: nameOf(update), reason: who.reason }, once)
      }
      switch (update.kind) {
        case 'staff_message':
          return reply(asking, update)
        case 'staff_command':
          return command(asking, update)
        case 'staff_edit':
          return edit(asking, update)
      }
    }
  }
}

function nameOf(update: StaffMessage | StaffCommand | StaffEdit): string {
  switch (update.kind) {
    case 'staff_message':
      return 'reply'
    case 'staff_command':
      return recordedName(update.command.name)
    case 'staff_edit':
      return 'edit'
  }
}
