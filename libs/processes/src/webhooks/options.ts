import type { Command } from '@nestjs/cqrs'
import type { Desk, Presenter } from '#application'
import type { DeskState } from '#desk-state'
import type { Logger, Metrics } from '#observability'
import type { GuardedClient } from '#outbound'

export interface WebhooksOptions {
  readonly desk: Desk
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
  readonly state: DeskState
  readonly client: GuardedClient
  /** How tickets and messages are shown outside. */
  readonly present: Presenter
  /** Where a body breaks what is published of bodies, in no word of its own; undefined: it does not. */
  readonly faultIn: (body: string) => string | undefined
  readonly fence: number
  /** The lease is held still. A call may outlive it: another owner repeats it under the same id. */
  readonly canCall: () => boolean
  readonly random: () => number
  readonly logger: Logger
  readonly metrics: Metrics
}
