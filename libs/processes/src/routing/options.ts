import type { Command } from '@nestjs/cqrs'
import type { Desk, Documents } from '#application'
import type { Position } from '#event-log'
import type { Clock } from '#kernel'
import type { Logger } from '#observability'
import type { SlaDocument, TicketDocument } from '#views'

export interface RoutingOptions {
  readonly desk: Pick<Desk, 'log' | 'runner' | 'settings' | 'clock'>
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
  readonly clock: Pick<Clock, 'now'>
  readonly logger: Logger
  /** Of the views: who waits and who has what when this begins, and the nearest breaches. */
  readonly tickets: Pick<Documents<TicketDocument>, 'find'>
  readonly sla: Pick<Documents<SlaDocument>, 'getMany'>
  /** Resolves when both views have passed this position. */
  readonly viewsPassed: (position: string) => Promise<void>
  /** Resolves when the staff holds everything up to this position. */
  readonly staffPassed: (position: Position) => Promise<void>
}
