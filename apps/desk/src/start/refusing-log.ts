import { type EventLog, Unavailable } from '#event-log'

/** A log that can be read and takes nothing, because nothing may be promised on it: whoever asks for more is told why. */
export function refusingLog(log: EventLog, why: string): EventLog {
  const refuse = () => Promise.reject(new Unavailable(why))
  return {
    append: refuse,
    readStream: (stream, from) => log.readStream(stream, from),
    subscribe: (after, signal) => log.subscribe(after, signal),
    head: () => log.head(),
    eventAt: position => log.eventAt(position),
    ping: refuse,
    close: () => log.close()
  }
}
