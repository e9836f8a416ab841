import { InfrastructureFault } from '#kernel'
import type { Expected, Position } from './port.js'

export class Conflict extends Error {
  override readonly name = 'Conflict'
  constructor(
    readonly stream: string,
    readonly expected: Expected,
    readonly actual: Expected
  ) {
    super(`stream ${stream}: expected revision ${expected}, actual ${actual}`)
  }
}

/** The append may have happened. Only the identical append tells. */
export class OutcomeUnknown extends InfrastructureFault {
  override readonly name = 'OutcomeUnknown'
}

/** The log can't be reached or can't write now; nothing was written. Worth repeating later. */
export class Unavailable extends InfrastructureFault {
  override readonly name = 'Unavailable'
}

/** What is stored is not what was written, or a type or version nobody here knows. */
export class Corrupt extends Error {
  override readonly name = 'Corrupt'
  constructor(
    readonly stream: string,
    readonly revision: number,
    readonly position: Position,
    why: string
  ) {
    super(
      revision === wholeStream ? `stream ${stream}: ${why}` : `event ${revision} of stream ${stream}: ${why}`
    )
  }
}

/** Instead of a revision: the damage is no single event's. */
export const wholeStream = Number.MAX_SAFE_INTEGER

/** A mistake of the caller: no events, an event too large, a bad name. */
export class InvalidAppend extends Error {
  override readonly name = 'InvalidAppend'
}

/** The log can't be opened as it is: in use by another process, of a newer version, damaged, not writable. Has the remedy. */
export class CannotOpen extends Error {
  override readonly name = 'CannotOpen'
}
