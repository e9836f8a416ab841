import type { CommandBus } from '@nestjs/cqrs'
import type { Desk, MessagePersonal } from '#application'
import type { DeskState } from '#desk-state'
import type { TicketCommand } from '#domain'
import type { EventLog } from '#event-log'
import type { AgentId, FakeClock, Instant, TicketId } from '#kernel'
import type { Vault } from '#privacy'
import type { ReadStore } from '#read-store'
import type { DeclaredRoute } from './auth/declared-scopes.js'
import type { createFront, HttpDeps } from './index.js'

export interface Answered {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: specs look into answers as a client without types does
  readonly body: any
}

export interface Sent {
  readonly body?: unknown
  /** Instead of `body`: sent as it is. */
  readonly text?: string
  readonly headers?: { readonly [name: string]: string }
}

export interface TestApi {
  readonly url: string
  /** Moves only when told; waiting takes real time. */
  readonly clock: FakeClock
  readonly deps: HttpDeps
  readonly desk: Desk
  get(path: string, headers?: Sent['headers']): Promise<Answered>
  send(method: string, path: string, sent?: Sent): Promise<Answered>
  post(path: string, body: unknown, headers?: Sent['headers']): Promise<Answered>
  /** The customer writes; answers the ticket the message went into. */
  customerWrites(
    user: number,
    text: string,
    more?: { name?: string; source?: string; holds?: Partial<MessagePersonal> }
  ): Promise<TicketId>
  /** The customer has another name. */
  customerIsCalled(user: number, name: string): Promise<void>
  act(ticketId: TicketId, command: TicketCommand): Promise<void>
  readonly commands: Pick<CommandBus, 'execute'>
  /** By a link with this payload. */
  startsBot(user: number, payload: string): Promise<void>
  agent(user: number, name: string): Promise<AgentId>
  /** Waits until every view has everything recorded so far. */
  settled(): Promise<void>
  /** `get /api/v1/tickets/{id}`: what the router knows. */
  routes(): string[]
  /** What each route says that it needs. */
  scopes(): DeclaredRoute[]
  stop(): Promise<void>
}

export interface TestStores {
  readonly log?: EventLog
  readonly state?: DeskState
  readonly store?: ReadStore
  readonly workers?: Partial<HttpDeps['workers']>
  readonly masterKey?: Buffer
  readonly vault?: Vault
  readonly console?: HttpDeps['console']
  readonly sandboxUrl?: string
  readonly files?: HttpDeps['files']
  readonly streamPlaces?: HttpDeps['streamPlaces']
  readonly privateWebhooks?: readonly string[]
  /** How many answer for this desk. */
  readonly processes?: () => number
  /** Where the clock stands at first. */
  readonly startAt?: Instant
  readonly front?: Partial<Parameters<typeof createFront>[0]>
}
