import type { Command } from '@nestjs/cqrs'
import type { AgentStanding, Desk, OwnWork, QueueStanding, TicketPlaced } from '#application'
import type { DeskState } from '#desk-state'
import type { CardChoice } from '#domain'
import type { AgentId, JsonObject, QueueId, TeamId, TicketId } from '#kernel'
import type { Logger, Metrics } from '#observability'
import type { TelegramClient } from '#telegram'
import type { Directories } from '../directories/index.js'
import type { FoundArticle, FoundByWords, FoundTemplate } from '../words/index.js'

export interface IntakeOptions {
  readonly desk: Desk
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
  /** Only answerCallbackQuery, the reaction to a command, deleting what Telegram says of our own pins, names and icons, the menu of commands, and what `/setup` has to ask and to say, is called. */
  readonly client: TelegramClient
  /** Undefined before getMe has answered. */
  readonly botUsername: () => string | undefined
  readonly directories: Directories
  readonly state: Pick<DeskState, 'fact' | 'setFactOnce'>
  /** Every ticket with this code; reflects at least what the log held at the call. */
  readonly ticketsByCode: (code: string) => Promise<readonly TicketId[]>
  /** Those that tickets can be moved to; may trail a little behind the log. */
  readonly queues: () => Promise<readonly { readonly id: QueueId; readonly name: string }[]>
  /** In force, the highest last; may trail a little behind the log. */
  readonly teams: () => Promise<readonly { readonly id: TeamId; readonly name: string }[]>
  /** Undefined while they are being counted anew; may trail a little behind the log. */
  readonly standings: () => Promise<readonly QueueStanding[] | undefined>
  /** Who may be given such a ticket, whoever has least first; undefined while that is being counted anew. */
  readonly candidates: (ticket: TicketPlaced) => Promise<readonly CardChoice[] | undefined>
  /** How everybody stands, and what one of them has; undefined while it is being counted anew. */
  readonly agentStandings: () => Promise<readonly AgentStanding[] | undefined>
  readonly ownWork: (agentId: AgentId) => Promise<OwnWork | undefined>
  /**
   * Tickets by words, best first, so many at most; as of this position at least. Undefined while the index is built, or
   * has not come so far.
   */
  readonly find: (
    words: string,
    position: string,
    limit: number
  ) => Promise<readonly FoundByWords[] | undefined>
  /** Templates for customers by words, best first; for `null` the most used. Undefined as of `find`. */
  readonly findTemplates: (
    words: string | null,
    position: string,
    limit: number
  ) => Promise<readonly FoundTemplate[] | undefined>
  /** Ids of the templates in force; may trail a little behind the log. */
  readonly templateIds: () => Promise<readonly string[]>
  /** Articles by words, best first. Undefined as of `find`. */
  readonly findArticles: (
    words: string,
    position: string,
    limit: number
  ) => Promise<readonly FoundArticle[] | undefined>
  /** A link with which this agent signs in at the console, once and soon. */
  readonly signInLink: (agentId: AgentId) => Promise<string>
  /** Templates that are shown before they are published. */
  readonly drafts: {
    keep(key: string, draft: { readonly id: string; readonly body: JsonObject }): Promise<void>
    /** Undefined: there is none, or it is over. */
    find(key: string): Promise<{ readonly id: string; readonly body: JsonObject } | undefined>
  }
  readonly logger: Logger
  readonly metrics: Metrics
}
