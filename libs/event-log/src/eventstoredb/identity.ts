import { Unavailable } from '../errors.js'
import type { Connection, Line } from './connection.js'

/** Another log answers where ours was, or none: nothing is asked of it. Ours may come back. */
export class NotOurLog extends Unavailable {}

/** So often may a connection break while it is asked who it is. */
const mostBreaks = 5

/**
 * Who the log is, known before anything is asked of it: a server may come back empty, with another's data, or with an
 * older copy under the same name. Its id is read anew on every connection, before an append, a read or a subscription
 * goes on there.
 */
export class Identity {
  #ours: string | undefined
  #known: Line | undefined
  #asking: Promise<Line> | undefined

  constructor(
    private readonly connection: Connection,
    /** The id as the server tells it; undefined: it holds no desk's log. */
    private readonly ask: () => Promise<string | undefined>
  ) {}

  /** From now on only this log is ours; before, every log is. */
  is(logId: string): void {
    this.#ours = logId
  }

  /**
   * The connection to our log. What was asked after this call and answered while it still is whole, our log has
   * answered. @throws NotOurLog; whatever a read throws
   */
  async line(): Promise<Line> {
    const line = await this.connection.line()
    if (line && (line === this.#known || this.#ours === undefined)) return line
    this.#asking ??= this.#asked().finally(() => {
      this.#asking = undefined
    })
    return this.#asking
  }

  async #asked(): Promise<Line> {
    for (let breaks = 0; breaks < mostBreaks; breaks++) {
      const { client } = this.connection
      const line = await this.connection.line()
      // The answer counts only on a connection that was there before the question and still is.
      const logId = await this.ask()
      if (!line?.isWhole) continue
      if (this.#ours !== undefined && logId !== this.#ours) {
        // Where another leads by mistake, the next connection begins at the address that was given.
        this.connection.renew(client)
        throw this.#notOurs(logId)
      }
      this.#known = line
      return line
    }
    throw new Unavailable(`${this.connection.shown}: the connection breaks again and again`)
  }

  #notOurs(logId: string | undefined): NotOurLog {
    const other = logId === undefined ? "holds no desk's log" : `holds the log ${logId}`
    return new NotOurLog(
      `the server at ${this.connection.shown} ${other}, ours is ${this.#ours}: nothing is written or read there. ` +
        'Bring back the server with our log, the desk goes on by itself; for another log stop the desk first (docs/eventstoredb.md)'
    )
  }
}
