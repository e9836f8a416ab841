import { type SettingKindName, type TicketCommand, ticketStream } from '#domain'
import {
  agentIdFor,
  commandIdFor,
  conversationIdFor,
  type JsonObject,
  messageIdFor,
  type SubjectId,
  type TicketId
} from '#kernel'
import { conceal } from '#privacy'
import { ActOnTicket, ActOnTicketHandler } from '../commands/act-on-ticket.js'
import { PublishSetting, PublishSettingHandler } from '../commands/publish-setting.js'
import {
  ReceiveCustomerMessage,
  ReceiveCustomerMessageHandler
} from '../commands/receive-customer-message.js'
import { SeeAgent, SeeAgentHandler } from '../commands/see-agent.js'
import { firstStart } from '../first-start.js'
import { contextOf, type TestDesk, testDesk } from './test-desk.js'

export type RulesScene = Awaited<ReturnType<typeof rulesScene>>

const bot = '1000' as never
const name = { first_name: 'Cleo', last_name: null, username: null }

/** A desk whose settings are published and whose customer writes as in life. For specs. */
export async function rulesScene(desk: TestDesk = testDesk()) {
  await firstStart(desk)
  const subjectId = await desk.vault.subjectFor(42)
  const conversationId = conversationIdFor(subjectId, bot)
  let writes = 0
  let acts = 0

  async function try_(kind: SettingKindName, id: string, body: JsonObject) {
    return new PublishSettingHandler(desk).execute(
      new PublishSetting(kind, id, body, contextOf(`publish ${kind} ${id} ${++acts}`))
    )
  }

  async function publish(kind: SettingKindName, id: string, body: JsonObject): Promise<void> {
    const done = await try_(kind, id, body)
    if (!done.ok) throw new Error(JSON.stringify(done))
  }

  async function write(
    text: string,
    { on = desk, source, id = ++writes }: { on?: TestDesk; source?: string; id?: number } = {}
  ): Promise<TicketId> {
    const cause = `update ${id}`
    const message = {
      messageId: messageIdFor(commandIdFor(cause)),
      telegramMessageId: id,
      kind: 'text' as const,
      sentAt: desk.clock.now(),
      digest: `text of ${id}`,
      soundsClosing: false,
      mediaGroup: null,
      replyToTelegramMessageId: null,
      personal: conceal({ text, entities: null, file: null, forwarded_from: null })
    }
    const customer = conceal({ chat_id: 42, user_id: 42, ...name, language_code: 'en' })
    const received = await new ReceiveCustomerMessageHandler(on).execute(
      new ReceiveCustomerMessage(
        { conversationId, bot, language: 'en', customer },
        conceal({ display_name: 'Cleo', username: null, ...(source !== undefined && { source }) }),
        message,
        contextOf(cause, { subjectId, actor: 'customer' })
      )
    )
    if (!received.ok) throw new Error(received.reason)
    return received.value.ticketId
  }

  async function act(
    ticketId: TicketId,
    command: TicketCommand | readonly TicketCommand[],
    { cause = `act ${++acts}`, on = desk }: { cause?: string; on?: TestDesk } = {}
  ) {
    const done = await new ActOnTicketHandler(on).execute(
      new ActOnTicket(ticketId, command, contextOf(cause, { subjectId }))
    )
    if (!done.ok) throw new Error(done.reason)
    return done.value
  }

  /** What the ticket's stream holds, in short. */
  async function told(ticketId: TicketId, ...types: readonly string[]) {
    const events = await desk.stored(ticketStream(ticketId))
    return events
      .filter(({ type }) => types.length === 0 || types.includes(type))
      .map(({ type, data }) => ({ type, data }))
  }

  /** Which rules acted, in order. */
  async function applied(ticketId: TicketId): Promise<string[]> {
    return (await told(ticketId, 'RuleApplied')).map(({ data }) => String(data['rule']))
  }

  async function agent(name: string) {
    const subject = await desk.vault.subjectFor(1000 + name.length)
    const profile = { user_id: 1000 + name.length, display_name: name, username: null }
    await new SeeAgentHandler(desk).execute(
      new SeeAgent(subject as SubjectId, profile, contextOf(`see ${name}`))
    )
    return agentIdFor(subject)
  }

  const rule = (id: string, body: JsonObject) => publish('rule', id, { name: id, ...body })

  return { desk, conversationId, subjectId, try: try_, publish, rule, write, act, told, applied, agent }
}
