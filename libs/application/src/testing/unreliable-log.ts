import { Conflict, type EventLog, type Expected, type NewEvent, OutcomeUnknown } from '#event-log'

export interface Append {
  readonly stream: string
  readonly events: readonly NewEvent[]
  readonly expected: Expected
}

/** A log whose next appends go wrong as told. Everything it was asked to append is kept. For specs. */
export class UnreliableLog implements EventLog {
  readonly appends: Append[] = []
  /** Appends whose answer is lost after they were applied. */
  lostAnswers = 0
  /** Appends that somebody else is faster than. */
  conflicts = 0
  reads = 0
  /** Before each append: what others do in the meantime. */
  meanwhile: (() => Promise<unknown>) | undefined

  constructor(private readonly log: EventLog) {}

  async append(stream: string, events: readonly NewEvent[], expected: Expected) {
    this.appends.push({ stream, events, expected })
    const { meanwhile } = this
    this.meanwhile = undefined
    await meanwhile?.()
    if (this.conflicts > 0) {
      this.conflicts--
      throw new Conflict(stream, expected, expected)
    }
    const appended = await this.log.append(stream, events, expected)
    if (this.lostAnswers > 0) {
      this.lostAnswers--
      throw new OutcomeUnknown('the answer was lost')
    }
    return appended
  }

  readStream(stream: string, from?: number) {
    this.reads++
    return this.log.readStream(stream, from)
  }

  subscribe: EventLog['subscribe'] = (after, signal) => this.log.subscribe(after, signal)
  head: EventLog['head'] = () => this.log.head()
  eventAt: EventLog['eventAt'] = position => this.log.eventAt(position)
  ping: EventLog['ping'] = () => this.log.ping()
  close: EventLog['close'] = () => this.log.close()
}
