import type { Command } from '@nestjs/cqrs'
import type { Desk, Documents, PolicyInForce } from '#application'
import type { Logger } from '#observability'
import type { SlaDocument } from '#views'
import type { Directories } from '../directories/index.js'

export interface SlaShared {
  readonly desk: Desk
  readonly commands: { execute<R>(command: Command<R>): Promise<R> }
  /** The view's tickets. */
  readonly tickets: Pick<Documents<SlaDocument>, 'find' | 'getMany'>
  readonly logger: Logger
}

export interface SlaProcessOptions extends SlaShared {
  readonly directories: Directories
  /** The policies, as of this position at least. */
  readonly policies: (minPosition: string) => Promise<readonly PolicyInForce[]>
  /** Resolves when the view of tickets has passed this position. */
  readonly viewPassed: (position: string) => Promise<void>
  /** Version of the zone data that deadlines are worked out with. */
  readonly zoneData: string
}
