import { isStreamName } from '../encode.js'
import { CannotOpen } from '../errors.js'

/**
 * Our streams among those of a server: they start with one of the prefixes, after the namespace where there is one.
 * Two streams of the log itself lie outside the prefixes, so no reader of the port sees them.
 */
export class StreamNames {
  readonly #before: string
  readonly #prefixes: readonly string[]
  /** What the server filters by. */
  readonly filter: string[]
  readonly log: string
  readonly bookmarks: string

  constructor(prefixes: readonly string[], namespace: string | undefined) {
    this.#before = namespace === undefined ? '' : `${namespace}.`
    if (namespace !== undefined && prefixes.some(prefix => this.#before.startsWith(prefix)))
      throw new CannotOpen(`the namespace ${namespace} begins like a desk's own streams: take another`)
    this.#prefixes = prefixes
    this.filter = prefixes.map(prefix => this.#before + prefix)
    this.log = `${this.#before}desklog-id`
    this.bookmarks = `${this.#before}desklog-bookmarks`
    if (prefixes.length === 0 || this.isOurs(this.log) || this.isOurs(this.bookmarks))
      throw new RangeError(`not the prefixes of a desk's streams: ${prefixes}`)
  }

  /** Whether nobody else has a reason to use such names. */
  get apart(): boolean {
    return this.#before !== ''
  }

  /** Whether a stream of the port is one that readers of the whole log get. */
  covers(stream: string): boolean {
    return isStreamName(stream) && this.#prefixes.some(prefix => stream.startsWith(prefix))
  }

  isOurs(serverStream: string): boolean {
    return this.filter.some(prefix => serverStream.startsWith(prefix))
  }

  toServer(stream: string): string {
    return this.#before + stream
  }

  fromServer(serverStream: string): string {
    return serverStream.slice(this.#before.length)
  }
}
