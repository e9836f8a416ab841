import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../../../test/servers/ports.js'
import { type StandIn, startStandIn } from '../../../../../test/stand-in/index.js'
import { type EventStoreDbLog, type EventStoreLogOptions, openEventStoreLog, type Timings } from '../index.js'

/** With it set, the suites run against that server, each test in a namespace of its own, and know nothing of the stand-in. */
export const realServer = process.env['EVENTSTORE_TEST_URL']

/** Fails soon, tries again soon. */
export const hasty: Partial<Timings> = {
  attempt: 300,
  append: 3000,
  unreachable: 200,
  silence: 300,
  longestPause: 200
}

export const streamPrefixes = ['ticket-', 'inbox-', 'topic-', 'setting-', 'a.b:', 'ttt']
let count = 0

/** What one test needs of a server, and the logs that it opened there. */
export class ServerUnderTest {
  /** The server's data folder. */
  directory = mkdtempSync(join(tmpdir(), 'topicdesk-esdb-'))
  readonly namespace = `test${Date.now().toString(36)}x${process.pid}x${count++}`
  readonly #directories = new Set([this.directory])
  readonly #opened: EventStoreDbLog[] = []
  #standIn: StandIn | undefined

  async start(): Promise<void> {
    if (realServer) return
    const port = this.#standIn?.port ?? (await freePort())
    this.#standIn = await startStandIn({ dir: this.directory, port })
    this.#standIn.control.conditions.racedAppendMs = 100
  }

  get standIn(): StandIn {
    if (!this.#standIn) throw new Error('no stand-in is started')
    return this.#standIn
  }

  get url(): string {
    return realServer ?? this.standIn.url
  }

  async open(options: Partial<EventStoreLogOptions> = {}): Promise<EventStoreDbLog> {
    const { url, namespace } = this
    const log = await openEventStoreLog({ url, streamPrefixes, namespace, ...options })
    this.#opened.push(log)
    return log
  }

  get conditions(): StandIn['control']['conditions'] {
    return this.standIn.control.conditions
  }

  /** The server is killed and started again with what is on disk; a real one stays, and only the client is dropped. */
  async crash(): Promise<void> {
    if (realServer) return
    await this.#standIn?.kill()
    await this.start()
  }

  /** The server is killed and comes back at the same address with another data folder: empty unless one is given. Answers the one before. */
  async swap(directory = mkdtempSync(join(tmpdir(), 'topicdesk-esdb-'))): Promise<string> {
    const before = this.directory
    this.#directories.add(directory)
    await this.#standIn?.kill()
    this.directory = directory
    await this.start()
    return before
  }

  async remove(): Promise<void> {
    for (const log of this.#opened) await log.close()
    await this.#standIn?.kill()
    for (const directory of this.#directories) rmSync(directory, { recursive: true })
  }
}
