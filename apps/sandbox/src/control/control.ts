import type { LoggedCall } from '../call-log.js'
import type { Away, Fault } from '../faults.js'
import type { CallbackAnswer } from '../world/callbacks.js'
import type { Group, Member, Person, SandboxMessage, Topic } from '../world/types.js'
import type { CustomerSays } from './customers.js'
import type { InlineOffer } from './inline.js'
import type { Said } from './input.js'
import type { NewPerson } from './people.js'
import type { AgentSays } from './team.js'

export interface TopicView extends Topic {
  /** The icon as an emoji, where it has one. */
  icon: string | null
  last_message_id: number
  /** What the last message says, in one line. */
  preview: string
}

export interface ChatView {
  id: number
  type: 'private' | 'supergroup'
  title: string
  person?: Person
  group?: Group
  members?: (Member & { name: string })[]
}

interface InGroup {
  /** Absent: the staff group. */
  chat_id?: number | undefined
}
interface ByPerson {
  user_id: number
}

/**
 * What people and fate do in the sandbox. The same calls stand at `POST /sandbox/<name>`, with the same parameters as
 * one JSON object. Throws ControlError where something cannot be. Effects are immediate; updates reach the bot as at
 * Telegram.
 */
export interface Control {
  people(): Person[]
  chats(): ChatView[]
  topics(at?: InGroup): TopicView[]
  /** Oldest first. `thread_id` 0 is General; absent: the whole chat. The newest `limit` (default 100). */
  messages(of: {
    chat_id: number
    thread_id?: number | undefined
    after?: number | undefined
    before?: number | undefined
    limit?: number | undefined
  }): SandboxMessage[]

  createCustomer(person: NewPerson): Person
  customerSays(says: ByPerson & CustomerSays): SandboxMessage
  /** Also an agent's message, with the chat's id. */
  edit(says: ByPerson & Said & { chat_id?: number | undefined; message_id: number }): SandboxMessage
  deleteMessage(at: { chat_id: number; message_id: number }): void
  block(by: ByPerson): void
  unblock(by: ByPerson): void

  /** What is not named is taken away. */
  renamePerson(to: ByPerson & Omit<NewPerson, 'language_code'>): Person

  createAgent(person: NewPerson & InGroup & { admin?: boolean | undefined }): Person
  agentSays(says: ByPerson & InGroup & AgentSays): SandboxMessage
  closeTopic(at: ByPerson & InGroup & { thread_id: number }): void
  reopenTopic(at: ByPerson & InGroup & { thread_id: number }): void
  renameTopic(
    at: ByPerson &
      InGroup & { thread_id: number; name?: string | undefined; icon_custom_emoji_id?: string | undefined }
  ): void
  createTopic(at: ByPerson & InGroup & { name: string }): Topic
  deleteTopic(at: ByPerson & InGroup & { thread_id: number }): void
  leaveGroup(at: ByPerson & InGroup): void
  /** By the group's owner. */
  removeFromGroup(at: ByPerson & InGroup): void
  /** As an ordinary member; also whoever left or was removed. */
  joinGroup(at: ByPerson & InGroup): void

  /** By `data` or by the button's `text`; in the private chat of the person unless `chat_id` says otherwise. */
  press(
    at: ByPerson & {
      chat_id?: number | undefined
      message_id: number
      data?: string | undefined
      text?: string | undefined
    }
  ): { callback_query_id: string }
  /** Typed after the bot's name, in whatever chat. */
  inlineQuery(asks: ByPerson & { query: string }): { inline_query_id: string }
  inlineAnswer(of: { inline_query_id: string }): InlineOffer
  /** By whoever asked, in the staff group unless `chat_id` says otherwise. */
  chooseInline(
    wish: InGroup & { inline_query_id: string; result_id: string; thread_id?: number | undefined }
  ): SandboxMessage
  callbackAnswer(of: { callback_query_id: string }): CallbackAnswer | undefined
  react(
    at: ByPerson & { chat_id?: number | undefined; message_id: number; emoji?: string | undefined }
  ): SandboxMessage

  createGroup(wish: { title: string; owner_id?: number | undefined }): Group
  /** Names of rights with true or false; with none left the bot is an ordinary member. */
  setBotRights(wish: InGroup & { rights: Readonly<Record<string, boolean>> }): void
  restoreBot(at?: InGroup): void
  removeBot(at?: InGroup): void
  protect(at: InGroup & { protected: boolean }): void
  migrate(at?: InGroup & { keep_topics?: boolean | undefined }): Group

  fault(fault: Fault): void
  faults(): (Fault & { left: number })[]
  /** Also brings the server back. */
  clearFaults(): void
  /** The next `count` updates (default 1) are delivered twice. */
  duplicateUpdates(wish?: { count?: number | undefined }): void
  /** What the next update tells (its message, press …) has these fields, also such as Telegram never sends. */
  alterUpdate(wish: { fields: Readonly<Record<string, unknown>> }): void
  away(wish: { mode: Away }): void
  limits(wish: { on: boolean }): void
  /** Moves the sandbox's clock forward; answers its time. */
  advance(by: { seconds: number }): { now: string }
  /** What waits for the bot; `failures` counts refused deliveries to the webhook. */
  pendingUpdates(): { update_id: number; queue: string; expires_at: number; failures: number }[]
  log(filter?: {
    after?: number | undefined
    method?: string | undefined
    chat_id?: number | undefined
    limit?: number | undefined
  }): LoggedCall[]
  clearLog(): void
}
