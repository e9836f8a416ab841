import type { EventLog, NewEvent } from '#event-log'

/** Whoever appended is dead. */
export class Killed extends Error {}

export interface Death {
  /** At which of the appends that may kill, from 0. */
  readonly at: number
  /** False: before it has reached the log. */
  readonly after: boolean
}

/** A log that kills whoever appends to it, at these of the appends that `kills` tells of. It outlives them: closed by who opened it. */
export function deadlyLog(
  log: EventLog,
  deaths: readonly Death[],
  kills: (event: NewEvent, stream: string) => boolean
): { readonly log: EventLog; readonly appends: () => number } {
  let appends = 0
  return {
    appends: () => appends,
    log: {
      append: async (stream, events, expected) => {
        const [first] = events
        if (!first || !kills(first, stream)) return log.append(stream, events, expected)
        const death = deaths.find(({ at }) => at === appends)
        appends++
        if (death && !death.after) throw new Killed()
        const appended = await log.append(stream, events, expected)
        if (death) throw new Killed()
        return appended
      },
      readStream: (stream, from) => log.readStream(stream, from),
      subscribe: (after, signal) => log.subscribe(after, signal),
      head: () => log.head(),
      eventAt: position => log.eventAt(position),
      ping: () => log.ping(),
      close: async () => {}
    }
  }
}
