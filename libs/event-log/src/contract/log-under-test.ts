import type { EventLog } from '../port.js'

/** One log under test: `open` gives a fresh, empty one each time. */
export interface LogUnderTest {
  readonly log: EventLog
  /** Closes `log` and opens what it has stored. */
  reopen(): Promise<EventLog>
  /** Closes whatever is open and removes what is stored. */
  close(): Promise<void>
}
