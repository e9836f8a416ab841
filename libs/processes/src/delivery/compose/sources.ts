import {
  type CustomerNamePersonal,
  type CustomerPersonal,
  chosenSoFar,
  type Desk,
  type EscalationPersonal,
  fillText,
  isKept,
  type MessagePersonal,
  type RuleBook,
  type RuleCommand,
  readUpload,
  type SaidTo,
  type SettingsReader,
  type StreamRunner,
  shownName,
  type TicketCustomerPersonal
} from '#application'
import type { Uploads } from '#desk-state'
import {
  type CustomerText,
  conversationStream,
  type DeskNotices,
  deliveryDecider,
  deliveryStream,
  deskNotices,
  type FormRun,
  formDecider,
  formStream,
  type Rendered,
  settingDecider,
  settingStream,
  told
} from '#domain'
import type { EventLog, RecordedEvent } from '#event-log'
import type {
  AgentId,
  Clock,
  ConversationId,
  DeliveryId,
  JsonObject,
  StaffGroupId,
  SubjectId,
  TeamId,
  TicketId
} from '#kernel'
import { Upload } from '#telegram'
import { type SealedPart, sealedPartOf } from '#views'
import type { Directories, StaffGroup } from '../../directories/index.js'
import {
  customerWords,
  decisionText,
  escalationWords,
  type Language,
  slaWords,
  staffWords
} from '../../words/index.js'
import type { Outbox, TicketFacts } from '../outbox/index.js'
import { iconStateOf, isDelivery } from '../outbox/index.js'
import type { CardNames } from './card.js'
import { type Counterparts, createCounterparts } from './counterparts.js'
import { createMentions, type Mentions } from './mentions.js'
import { deadlineOf } from './sla-facts.js'

/** Where the contents of a call come from. Personal data are opened here, right before they are sent. */
export interface Sources extends Mentions {
  /** Undefined: forgotten. */
  message(event: RecordedEvent): Promise<MessagePersonal | undefined>
  /** Of one in a thread. Undefined: forgotten. */
  content(part: SealedPart | null): Promise<MessagePersonal | undefined>
  /** As they are called now. */
  customer(facts: TicketFacts): Promise<TicketCustomerPersonal | undefined>
  privateChat(id: ConversationId): Promise<number | undefined>
  agentName(id: AgentId): Promise<string>
  cardNames(facts: TicketFacts): Promise<CardNames>
  teamName(id: TeamId): Promise<string>
  ruleName(id: string): Promise<string>
  /** Undefined: there is none of this id any more. */
  article(id: string): Promise<JsonObject | undefined>
  /** Those of the desk's own. */
  ruleCommands(): readonly RuleCommand[]
  /** Whoever did it: an agent by name, else a program. */
  actorName(event: RecordedEvent): Promise<string>
  /** Why somebody handed a ticket up. Undefined: nobody said, or it is forgotten. */
  reasonOf(event: RecordedEvent): Promise<string | undefined>
  teamTimeZone(): Promise<string>
  /** In which the team is spoken to. */
  language(): Promise<Language>
  /** Of the topic, as its ticket stands now. Undefined: none is wanted, or Telegram has none such. */
  icon(facts: TicketFacts): Promise<string | undefined>
  event(stream: string, revision: number): Promise<RecordedEvent | undefined>
  history(stream: string): AsyncIterable<RecordedEvent>
  facts(id: TicketId): TicketFacts | undefined
  readonly counterparts: Counterparts
  notices(): Promise<DeskNotices>
  /** As it stands now, with what is chosen of its question so far; undefined: the ticket never had one. */
  form(id: TicketId): Promise<{ readonly run: FormRun; readonly chosen: readonly string[] } | undefined>
  /** What Telegram called the messages of a delivery that succeeded. */
  messageIdsOf(id: DeliveryId): Promise<readonly number[]>
  /** In whose words Telegram refused a delivery for good. Undefined: it did not, or they are forgotten. */
  refusalOf(id: DeliveryId): Promise<string | undefined>
  /** The same of an event that has them. */
  wordsOf(event: RecordedEvent): Promise<string | undefined>
  group(id: StaffGroupId): StaffGroup | undefined
  /** A file that a program gave us. Undefined: it is not kept any more. */
  upload(secret: string, file: NonNullable<MessagePersonal['file']>): Promise<Upload | undefined>
  /** What the desk itself says to a customer, in its own wording where it has one. */
  said(name: CustomerText, to: SaidTo): Promise<Rendered>
}

export function createSources(options: {
  readonly log: EventLog
  readonly sealer: Desk['sealer']
  readonly runner: StreamRunner
  readonly directories: Pick<Directories, 'agents' | 'staffGroups'>
  readonly outbox: Outbox
  readonly settings: SettingsReader
  readonly rules: Pick<RuleBook, 'commands'>
  readonly clock: Clock
  readonly icons: { idOf(emoji: string): Promise<string | undefined> }
  readonly uploads: Uploads
}): Sources {
  const { log, sealer, runner, directories, outbox, settings, rules, clock, icons, uploads } = options

  async function openPart(part: SealedPart | null): Promise<JsonObject | undefined> {
    if (!part || outbox.known.forgotten.has(part.subjectId)) return undefined
    return sealer.open(part, part.sealed)
  }

  const open = (event: RecordedEvent): Promise<JsonObject | undefined> => openPart(sealedPartOf(event))

  async function renamedIn(id: ConversationId): Promise<RecordedEvent | null> {
    const known = outbox.known.conversations.get(id)
    if (known) return known.renamed
    let renamed: RecordedEvent | null = null
    for await (const event of log.readStream(conversationStream(id)))
      if (event.type === 'CustomerRenamed') renamed = event
    return renamed
  }

  const sources: Sources = {
    counterparts: createCounterparts(log),
    facts: id => outbox.known.tickets.get(id),
    // What a blob holds is the shape that was sealed under its event's type.
    message: async event => (await open(event)) as MessagePersonal | undefined,
    content: async part => (await openPart(part)) as MessagePersonal | undefined,
    async customer(facts) {
      const opened = (await open(facts.opened)) as TicketCustomerPersonal | undefined
      const renamed = opened && (await renamedIn(facts.conversationId))
      const name = renamed && ((await open(renamed)) as CustomerNamePersonal | undefined)
      return opened && name ? { ...opened, display_name: shownName(name), username: name.username } : opened
    },
    async privateChat(id) {
      const started =
        outbox.known.conversations.get(id)?.started ?? (await sources.event(conversationStream(id), 0))
      const personal = started && ((await open(started)) as CustomerPersonal | undefined)
      return personal?.chat_id
    },
    agentName: async id =>
      (await directories.agents.profileOf(id))?.display_name ??
      staffWords[await sources.language()].aColleague,
    ...createMentions({ directories, settings, runner }),
    teamName: id => settingName('team', id),
    ruleName: id => settingName('rule', id),
    article: id => settings.body('article', id),
    ruleCommands: () => rules.commands(),
    async actorName({ meta: { actor } }) {
      const agentId = /^agent:(.*)$/.exec(actor)?.[1]
      return agentId === undefined
        ? escalationWords[await sources.language()].byProgram
        : sources.agentName(agentId as AgentId)
    },
    async reasonOf(event) {
      const personal = (await open(event)) as EscalationPersonal | undefined
      return personal?.reason
    },
    async form(id) {
      const { state, subjectId } = await runner.load(formDecider, formStream(id))
      if (!state.exists) return undefined
      return { run: state, chosen: await chosenSoFar(sealer, subjectId as SubjectId, state) }
    },
    notices: async () => deskNotices(await settings.body('desk', 'notices')),
    teamTimeZone: async () => (await settings.desk()).teamTimeZone,
    language: async () => (await settings.desk()).staffLanguage,
    async icon(facts) {
      const { topicIcons } = await settings.desk()
      if (topicIcons === null) return undefined
      const nearest = facts.sla ? await deadlineOf(log, facts.ticketId, clock.now()) : undefined
      return icons.idOf(topicIcons[iconStateOf(facts.status, nearest?.isOver === true)])
    },
    async cardNames(facts) {
      const [customer, queue, assignee, team, why, due, choices, acknowledgedBy] = await Promise.all([
        sources.customer(facts),
        settingName('queue', facts.queueId),
        facts.assignee ? sources.agentName(facts.assignee) : null,
        facts.team ? settingName('team', facts.team) : null,
        explanation(facts),
        facts.sla ? deadline(facts) : null,
        namesOffered(facts),
        acknowledger(facts)
      ])
      return {
        customer: customer && {
          displayName: customer.display_name,
          username: customer.username,
          source: customer.source ?? null
        },
        queue,
        assignee,
        team,
        acknowledgedBy,
        why,
        deadline: due,
        choices
      }
    },
    async event(stream, revision) {
      for await (const event of log.readStream(stream, revision)) return event
      return undefined
    },
    history: stream => log.readStream(stream),
    async messageIdsOf(id) {
      let state = deliveryDecider.initial
      for await (const recorded of log.readStream(deliveryStream(id))) {
        const event = told(recorded)
        if (isDelivery(event)) state = deliveryDecider.evolve(state, event)
      }
      return 'messageIds' in state ? state.messageIds : []
    },
    async refusalOf(id) {
      let refused: RecordedEvent | undefined
      for await (const recorded of log.readStream(deliveryStream(id))) {
        if (recorded.type === 'DeliveryRejected' && recorded.data['final'] === true) refused = recorded
      }
      return refused && sources.wordsOf(refused)
    },
    async wordsOf(event) {
      const words = (await open(event))?.['words']
      return typeof words === 'string' && words !== '' ? words : undefined
    },
    group: id => directories.staffGroups.byId(id),
    async upload(secret, { name, size }) {
      if (size === null || !(await isKept(uploads, secret, size))) return undefined
      return new Upload(secret, name ?? 'file', size, () => readUpload(uploads, secret, size))
    },
    said: (name, to) => fillText(options, { name, ours: customerWords[name] }, to)
  }

  async function explanation({ decision, assignee }: TicketFacts): Promise<string | null> {
    if (!decision || (decision.what === 'assigned' ? decision.chosen : null) !== assignee) return null
    return decisionText(await sources.language(), decision, await sources.teamTimeZone())
  }

  async function deadline({ ticketId }: TicketFacts): Promise<string | null> {
    const nearest = await deadlineOf(log, ticketId, clock.now())
    if (!nearest) return null
    const { metric, at, isOver } = nearest
    const { teamTimeZone, staffLanguage } = await settings.desk()
    return slaWords[staffLanguage].due(metric, at, isOver, teamTimeZone)
  }

  /** Of one that was published once, also after it was retired. */
  /** Of what the card's buttons offer, in their order. */
  async function namesOffered({ side }: TicketFacts): Promise<string[]> {
    switch (side?.kind) {
      case 'agents':
        return Promise.all(side.choices.map(({ agentId }) => sources.agentName(agentId)))
      case 'teams':
        return Promise.all(side.choices.map(id => sources.teamName(id)))
      default:
        return []
    }
  }

  async function acknowledger({ escalation }: TicketFacts): Promise<string | null> {
    const by = escalation?.acknowledgedBy ?? null
    if (by === null) return null
    return 'agentId' in by
      ? sources.agentName(by.agentId)
      : escalationWords[await sources.language()].byProgram
  }

  async function settingName(kind: 'queue' | 'team' | 'rule', id: string): Promise<string> {
    const { state } = await runner.load(settingDecider, settingStream(kind, id))
    const name = state.exists ? state.body['name'] : undefined
    return typeof name === 'string' ? name : id
  }

  return sources
}
