import {
  ActOnTicket,
  ActOnTicketHandler,
  ClassifyCustomer,
  ClassifyCustomerHandler,
  type CommandContext,
  ReceiveCustomerMessage,
  ReceiveCustomerMessageHandler
} from '#application'
import {
  type ExistingTicket,
  type SettingKindName,
  type TicketCommand,
  ticketDecider,
  ticketStream
} from '#domain'
import {
  type AgentId,
  type BotId,
  commandIdFor,
  conversationIdFor,
  type Instant,
  messageIdFor,
  type SubjectId,
  type TicketId
} from '#kernel'
import { conceal } from '#privacy'
import { memoryStores, type Stores } from '../../sla/testing/desk.js'
import { openScene } from '../../sla/testing/scene.js'
import { createWanted } from '../wanted.js'

const bot = '1000' as BotId
const ann = 'ann' as AgentId

export interface Said {
  readonly who?: string
  readonly language?: string
  readonly source?: string
}

export type RulesStory = Awaited<ReturnType<typeof openRulesStory>>

/** A desk whose customers write and whose rules act, now and later; a Monday at ten in Berlin. Everything but Telegram. */
export async function openRulesStory(stores: Stores = memoryStores()) {
  const scene = await openScene(stores)
  const { desk, clock } = scene
  let acts = 0
  const tickets = new Set<TicketId>()
  const context = (more: Partial<CommandContext> = {}): CommandContext => {
    const cause = `story ${++acts}`
    return {
      commandId: commandIdFor(cause),
      causationId: cause,
      correlationId: cause,
      actor: 'key:key_admin',
      ...more
    }
  }
  const wanted = createWanted({
    desk,
    commands: {
      async execute(command) {
        // Whom a ticket goes to is told elsewhere.
        if (!(command instanceof ActOnTicket)) return { ok: true, value: undefined } as never
        return (await new ActOnTicketHandler(desk).execute(command)) as never
      }
    }
  })
  const handling = { signal: new AbortController().signal, hold: () => () => {} }

  /** What rules say to customers, said. */
  async function speak(): Promise<void> {
    for (const ticketId of tickets)
      for (const event of await scene.events(ticketId, 'RuleApplied'))
        if (wanted.sequenceOf(event) !== undefined) await wanted.handle(event, handling)
    await scene.settled()
  }

  async function personOf(who: string) {
    const number = [...who].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7)
    const subjectId: SubjectId = await desk.vault.subjectFor(number)
    return { subjectId, conversationId: conversationIdFor(subjectId, bot) }
  }

  async function write(
    text: string,
    { who = 'Anna', language = 'en', source }: Said = {}
  ): Promise<TicketId> {
    const { subjectId, conversationId } = await personOf(who)
    const asked = context({ subjectId, actor: 'customer' })
    const id = acts
    const message = {
      messageId: messageIdFor(asked.commandId),
      telegramMessageId: id,
      kind: 'text' as const,
      sentAt: clock.now(),
      digest: `text of ${id}`,
      soundsClosing: false,
      mediaGroup: null,
      replyToTelegramMessageId: null,
      personal: conceal({ text, entities: null, file: null, forwarded_from: null })
    }
    const name = { first_name: who, last_name: null, username: null, language_code: language }
    const customer = conceal({ chat_id: 42, user_id: 42, ...name })
    const received = await new ReceiveCustomerMessageHandler(desk).execute(
      new ReceiveCustomerMessage(
        { conversationId, bot, language, customer },
        conceal({ display_name: who, username: null, ...(source !== undefined && { source }) }),
        message,
        asked
      )
    )
    if (!received.ok) throw new Error(received.reason)
    tickets.add(received.value.ticketId)
    await scene.settled()
    await speak()
    return received.value.ticketId
  }

  async function ticket(ticketId: TicketId): Promise<ExistingTicket> {
    const { state } = await desk.runner.load(ticketDecider, ticketStream(ticketId))
    if (!state.exists) throw new Error('no such ticket')
    return state
  }

  const applied = (ticketId: TicketId) => scene.events(ticketId, 'RuleApplied')

  return {
    ...scene,
    write,
    ticket,
    speak,
    async act(ticketId: TicketId, command: TicketCommand) {
      await scene.act(ticketId, command)
      await speak()
    },
    async answer(ticketId: TicketId) {
      await scene.reply(ticketId)
      await confirm(ticketId)
    },
    claim: (ticketId: TicketId) => scene.act(ticketId, { type: 'ClaimTicket', agentId: ann }),
    async resolve(ticketId: TicketId) {
      await scene.act(ticketId, { type: 'ResolveTicket', cause: 'api', now: clock.now() })
      await speak()
    },
    /** What it chose of a field that decides. */
    async chooses(ticketId: TicketId, field: string, option: string) {
      const changes = [{ field, digest: option, chosen: [option] }]
      const personal = conceal({ values: { [field]: option } })
      await scene.act(ticketId, { type: 'ChangeFields', changes, personal })
      await speak()
    },
    async rates(ticketId: TicketId, score: number) {
      const [asked] = (await scene.events(ticketId, 'RatingRequested')).slice(-1)
      const resolution = Number(asked?.data['resolution'])
      const given = { resolution, score, low: score < 3, telegramMessageId: 9, now: clock.now() }
      await scene.act(ticketId, { type: 'RateTicket', ...given })
    },
    reopen: (ticketId: TicketId) =>
      scene.act(ticketId, { type: 'ReopenTicket', cause: 'api', now: clock.now() }),
    async isPremium(who = 'Anna') {
      const { subjectId, conversationId } = await personOf(who)
      const change = new ClassifyCustomer(
        subjectId,
        [conversationId],
        { tier: 'premium' },
        context({ subjectId })
      )
      await new ClassifyCustomerHandler(desk).execute(change)
    },
    /** Minute by minute, with what rules say in it and its arrival. */
    async pass(minutes: number, stepMinutes = 1) {
      for (let passed = 0; passed < minutes; passed += stepMinutes) {
        await scene.pass(stepMinutes)
        await speak()
        for (const id of tickets) await confirm(id)
      }
    },
    at: (time: Instant) => clock.advance(time - clock.now()),
    /** Which rules have acted, in order. */
    rules: async (ticketId: TicketId) => (await applied(ticketId)).map(({ data }) => String(data['rule'])),
    /** What rules say to the team, with whom it is for. */
    async told(ticketId: TicketId) {
      const actions = (await applied(ticketId)).flatMap(({ data }) => data['actions'] as readonly object[])
      return actions.flatMap(action => ('notify' in action ? [action.notify] : []))
    },
    /** Which templates they sent to the customer. */
    said: async (ticketId: TicketId) =>
      (await scene.events(ticketId, 'TemplateApplied')).map(({ data }) => String(data['template'])),
    publishAll: async (
      documents: Iterable<{ readonly kind: string; readonly id: string; readonly body: unknown }>
    ) => {
      for (const { kind, id, body } of documents) await scene.publish(kind as SettingKindName, id, body)
    }
  }

  /** Telegram takes what was said. */
  async function confirm(ticketId: TicketId): Promise<void> {
    const { replies } = await ticket(ticketId)
    for (const [messageId, { state }] of replies) {
      if (state !== 'pending') continue
      const accepted = {
        telegramMessageIds: [9],
        acceptedAt: clock.now(),
        afterReply: 'waiting_on_customer'
      } as const
      await scene.act(ticketId, { type: 'ConfirmReply', messageId, ...accepted })
    }
  }
}
