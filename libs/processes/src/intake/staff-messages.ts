import type { CommandPersonal, EscalationPersonal } from '#application'
import type { ReplySource, TopicPlace } from '#domain'
import { type AgentId, commandIdFor, messageIdFor, type Outcome } from '#kernel'
import { conceal } from '#privacy'
import type { StaffCommand, StaffEdit, StaffMessage } from '#telegram'
import {
  type Ask,
  almostCommand,
  escalating,
  readCommand,
  readForDesk,
  recordedName
} from '../topic-commands/index.js'
import type { ToldRefusal } from '../words/index.js'
import type { AgentsSeen, Who } from './agents.js'
import type { Albums } from './albums.js'
import type { Asides } from './asides.js'
import { type Cause, causeOf } from './cause.js'
import type { AnswerForDesk, AskedBy } from './desk-commands.js'
import type { GroupNotices } from './group-notices.js'
import type { JustAsked } from './just-asked.js'
import { kindOf, personalOf } from './message-facts.js'
import type { Named } from './named.js'
import { createNotes } from './notes.js'
import type { IntakeOptions } from './options.js'
import type { OwnTopics } from './own-topics.js'
import { type SavedTemplates, shortcodeToSave } from './saved-templates.js'
import { createStaffEdits } from './staff-edits.js'
import type { Templates } from './templates.js'
import type { Asking, Found, TicketTopic, Topics } from './topics.js'

type Written = StaffMessage | StaffCommand | StaffEdit

const queuesNamed = 20
const namesakesShown = 8
const longestReason = 1000

/** What people write in topics: replies, commands, edits. */
export function createStaffMessages(
  options: IntakeOptions,
  parts: {
    readonly topics: Topics
    readonly ownTopics: OwnTopics
    readonly agents: AgentsSeen
    readonly albums: Albums
    readonly notices: GroupNotices
    readonly named: Named
    readonly answerForDesk: AnswerForDesk
    readonly asides: Asides
    readonly templates: Templates
    readonly saved: SavedTemplates
    readonly justAsked: JustAsked
  }
) {
  const { topics, ownTopics, agents, albums, notices, named, justAsked } = parts
  const { desk, queues } = options
  const notes = createNotes(options, topics)
  const edits = createStaffEdits(options, topics)

  const sourceOf = (update: StaffMessage | StaffCommand, { place }: TicketTopic) =>
    ({ kind: 'message', place, telegramMessageId: update.messageId }) satisfies ReplySource

  async function reply(asking: Asking, update: StaffMessage, signal: AbortSignal): Promise<void> {
    const { cause, topic, agentId } = asking
    const { content, sentAt } = update
    const answered = update.replyTo?.messageId
    const almost = almostCommand(content, desk.rules.commands())
    if (almost?.kind === 'mistake') {
      await notes.keepRefused(asking, update)
      const { reason, details } = almost
      return topics.refuse({ ...asking, typedAt: sentAt }, { command: 'unknown', reason, details })
    }
    const chosen = update.viaSelf ? await parts.templates.chosen(asking, update) : undefined
    if (chosen && !chosen.ok) return topics.refuseAs(asking, 't', chosen)
    const outcome = await topics.attempt(asking, 'reply', {
      type: 'RequestReply',
      messageId: messageIdFor(commandIdFor(cause.event.id, 'reply')),
      agentId,
      source: sourceOf(update, topic),
      kind: kindOf(content.kind),
      sentAt,
      mediaGroup: content.mediaGroupId ?? null,
      ...(answered !== undefined && { replyToTelegramMessageId: answered }),
      personal: conceal(personalOf(update)),
      ...chosen?.value,
      now: desk.clock.now(),
      unlessAfterNote: true,
      partOfNote:
        justAsked.isFollowedBy(topic.ticketId, agentId, update) ||
        (await albums.isPartOfCommand(update, signal))
    })
    if (outcome.ok) return
    return outcome.reason === 'follows_a_note'
      ? notes.insteadOfReply(asking, update)
      : topics.refuseAs(asking, 'reply', outcome)
  }

  async function command(asking: Asking, update: StaffCommand): Promise<void> {
    const { agentId } = asking
    if (!agentId) return
    const { command, content } = update
    const hasMedia = content.kind !== 'text'
    const by = { agentId, now: desk.clock.now(), hasMedia }
    const { ask, left } = readCommand(command, by, desk.rules.commands())
    const name = ask.kind === 'rule' ? ask.name : recordedName(command.name)
    justAsked.remember(asking.topic.ticketId, agentId, update.sentAt, isQuestion(ask))
    await notes.stopAlbum(asking, update, name)
    switch (ask.kind) {
      case 'act':
        await notes.keep(asking, update, name, left)
        return done(update, await topics.act(asking, name, ask.command))
      case 'note':
        return done(update, await notes.add(asking, update, ask.text))
      case 'assign': {
        const found = 'userId' in ask.to ? await named.user(ask.to.userId) : await named.agents(ask.to.name)
        const [to, ...others] = found.agents
        await notes.keep(asking, update, name, found.left ?? left)
        if (!to) return topics.refuse(asking, { command: name, reason: 'agent_unknown' })
        if (others.length > 0) {
          const details = { agents: found.agents.slice(0, namesakesShown).join(' ') }
          return topics.refuse(asking, { command: name, reason: 'agent_ambiguous', details })
        }
        const assigned = await topics.act(asking, name, { type: 'AssignTicket', agentId: to })
        done(update, assigned)
        return assigned.ok ? notices.tellIfNotThere(askedAt(asking, update), to) : undefined
      }
      case 'transfer': {
        await notes.keep(asking, update, name, left)
        const queueId = await named.queue(ask.queue)
        if (!queueId) {
          const known = (await queues()).slice(0, queuesNamed).map(({ id }) => id)
          const details = { queues: known.join(', ') }
          return topics.refuse(asking, { command: name, reason: 'queue_unknown', details })
        }
        return done(update, await topics.act(asking, name, { type: 'TransferTicket', queueId }))
      }
      case 'escalate': {
        const team = await named.team(ask.typed)
        if (!team) {
          await notes.keep(asking, update, name, left)
          const known = (await options.teams()).slice(0, queuesNamed).map(({ id }) => id)
          return topics.refuse(asking, {
            command: name,
            reason: 'team_unknown',
            details: { teams: known.join(', ') }
          })
        }
        const reason = team.left.text.trim().slice(0, longestReason)
        const personal = reason === '' ? undefined : conceal({ reason } satisfies EscalationPersonal)
        const { sentAt } = update
        const up = { ...escalating(team.id, desk.clock.now(), personal), typed: { agentId, sentAt } }
        return done(update, await topics.act(asking, name, up))
      }
      case 'help':
        await notes.keep(asking, update, name, left)
        return notices.tell(askedAt(asking, update), 'general_help')
      case 'template': {
        await notes.keep(asking, update, name, left)
        const refused = await saveAsked(asking.cause, update, agentId)
        if (refused !== false) return refused && topics.refuse(asking, { command: 't', reason: refused })
        const sent = await parts.templates.command(asking, update, ask.words)
        return sent && done(update, sent)
      }
      case 'articles':
        await notes.keep(asking, update, name, left)
        return notices.articles(askedAt(asking, update), ask.words)
      case 'standing':
      case 'find':
      case 'availability':
        await notes.keep(asking, update, name, left)
        return parts.answerForDesk(askedAt(asking, update), byOf(update, agentId), ask)
      case 'rule': {
        await notes.keep(asking, update, name, left)
        const personal = conceal({ arguments: ask.args } satisfies CommandPersonal)
        const { via } = asking
        const { sentAt } = update
        const give = { type: 'GiveCommand', name, agentId, via, personal, sentAt } as const
        const given = await topics.act(asking, name, give)
        if (given.ok && !given.value.events.some(({ type }) => type === 'RuleApplied'))
          return topics.refuse(asking, { command: name, reason: 'no_rule_acted' })
        return done(update, given)
      }
      case 'mistake':
        await notes.keep(asking, update, name, left)
        return topics.refuse(asking, { command: name, reason: ask.reason, details: ask.details })
    }
  }

  /** False: it asks for something else than to save a template. */
  async function saveAsked(
    cause: Cause,
    { command, groupId: chatId, threadId, messageId, answered: content, replyTo }: StaffCommand,
    agentId: AgentId
  ): Promise<ToldRefusal | undefined | false> {
    const shortcode = command.name === 't' ? shortcodeToSave(command.args.text) : undefined
    if (shortcode === undefined) return false
    const answered = content && replyTo?.messageId ? { messageId: replyTo.messageId, content } : undefined
    return parts.saved.save({ cause, agentId, chatId, threadId, messageId, shortcode, answered })
  }

  const askedAt = ({ cause, topic: { place } }: Asking, { messageId }: StaffCommand) => ({
    cause,
    staffGroupId: place.staffGroupId,
    threadId: place.threadId,
    messageId
  })

  const byOf = ({ groupId, sentAt, command }: StaffCommand, agentId: AgentId): AskedBy => ({
    agentId,
    chatId: groupId,
    typedAt: sentAt,
    command: command.name
  })

  /** Where there is no ticket: what needs none is answered there too; otherwise the topic is people's own. */
  async function withoutTicket(cause: Cause, update: Written, place: TopicPlace, who: Who): Promise<void> {
    if (update.kind === 'staff_command' && who.kind === 'agent') {
      const ask = readForDesk(update.command, { agentId: who.agentId, now: desk.clock.now() })
      const { staffGroupId, threadId } = place
      const asked = { cause, staffGroupId, threadId, messageId: update.messageId }
      const refused = await saveAsked(cause, update, who.agentId)
      if (refused !== false)
        return refused && notices.tell(asked, 'command_refused', { command: 't', reason: refused })
      if (ask && ask.kind !== 'help') return parts.answerForDesk(asked, byOf(update, who.agentId), ask)
    }
    return topics.leaveAlone(cause, place)
  }

  function done({ groupId, messageId }: StaffCommand, outcome: Outcome<unknown>): void {
    if (outcome.ok) parts.asides.acknowledge({ chatId: groupId, messageId })
  }

  /** A message may come before the bot's own word of its topic; then it tells of the topic itself. */
  async function find(cause: Cause, update: Written): Promise<Found> {
    const { groupId, threadId, topicRoot } = update
    const found = await topics.find(groupId, threadId)
    if (found.kind !== 'none' || !topicRoot) return found
    await ownTopics.bind(cause, found.place, topicRoot)
    return topics.find(groupId, threadId)
  }

  return {
    async handle(cause: Cause, update: Written, signal: AbortSignal): Promise<void> {
      if (update.author.kind === 'self' || update.author.kind === 'bot') return
      const found = await find(cause, update)
      if (found.kind === 'not_a_staff_group') return
      const who = await agents.author(cause, update.author, update.sentAt)
      if (found.kind === 'none') return withoutTicket(cause, update, found.place, who)
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
          return reply(asking, update, signal)
        case 'staff_command':
          return command({ ...asking, typedAt: update.sentAt }, update)
        case 'staff_edit':
          return edits.handle(asking, update)
      }
    }
  }
}

/** About no ticket, or not for this one's customer: what follows in the same breath is not, either. */
function isQuestion({ kind }: Ask): boolean {
  return ['help', 'articles', 'standing', 'find', 'availability'].includes(kind)
}

function nameOf(update: Written): string {
  switch (update.kind) {
    case 'staff_message':
      return 'reply'
    case 'staff_command':
      return recordedName(update.command.name)
    case 'staff_edit':
      return 'edit'
  }
}
