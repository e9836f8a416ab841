import type pb from '@eventstore/db-client/generated/streams_pb.js'
import type { ServerReadableStream, ServiceError, sendUnaryData } from '@grpc/grpc-js'
import { type Conditions, isKnown } from './faults.js'
import { appendResponse, expectedOf, failures, proposedOf, sizeOf, streamOf } from './messages.js'
import type { Decision, ExpectedRevision, Proposed, Store, Stored } from './store.js'

type Request = InstanceType<typeof pb.AppendReq>
type Response = InstanceType<typeof pb.AppendResp>

interface Asked {
  readonly key: string
  readonly stream: string
  readonly expected: ExpectedRevision
  readonly events: readonly Proposed[]
  readonly answer: (error: ServiceError | null, response?: Response) => void
}

/** The classic append: one call, its events as messages. Appends that wait together are committed together. */
export class Appends {
  readonly #waiting: Asked[] = []
  readonly #underWay = new Set<string>()
  /** Only what is written waits for its replication, not its later repeats. Kept while replication is slow. */
  readonly #replicated = new Set<string>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #scheduled = false
  stopping = false

  constructor(
    private readonly store: Store,
    private readonly conditions: Conditions,
    private readonly self: () => { host: string; port: number },
    private readonly committed: (events: readonly Stored[]) => void
  ) {}

  handle(call: ServerReadableStream<Request, Response>, callback: sendUnaryData<Response>): void {
    let stream = ''
    let expected: ExpectedRevision = 'any'
    const events: Proposed[] = []
    call.on('data', (request: Request) => {
      const options = request.getOptions()
      const message = request.getProposedMessage()
      if (options) {
        stream = streamOf(options)
        expected = expectedOf(options)
      } else if (message) {
        events.push(proposedOf(message))
      }
    })
    call.on('error', () => undefined)
    call.on('end', () => {
      const key = `${stream} ${expected} ${events.map(event => event.id)}`
      const answer = (error: ServiceError | null, response?: Response) => {
        if (!this.conditions.silent) callback(error, response ?? null)
      }
      // A call that was broken off half sent ends here too, a moment before it is known to be cancelled.
      setImmediate(() => {
        if (!isKnown(this.conditions, call.metadata)) return answer(failures.notAuthenticated())
        if (!call.cancelled) this.#ask({ key, stream, expected, events, answer })
      })
    })
  }

  /** Forgets what was not committed, as a killed process does. */
  drop(): void {
    this.#waiting.length = 0
    for (const timer of this.#timers) clearTimeout(timer)
  }

  #ask(asked: Asked): void {
    const { conditions } = this
    if (conditions.silent) return
    const refused = this.#refusal(asked)
    if (refused) {
      asked.answer(refused)
      return
    }
    if (this.#underWay.has(asked.key)) {
      // Not replicated yet: dropped without a word. Raced: told when the time for the commit is over.
      if (conditions.replicationMs === 0)
        this.#after(conditions.racedAppendMs, () => asked.answer(failures.commitTimeout()))
      return
    }
    this.#underWay.add(asked.key)
    const slow = conditions.replicationMs > 0 && !this.#replicated.has(asked.key)
    if (slow) this.#replicated.add(asked.key)
    if (slow) this.#after(conditions.replicationMs, () => this.#enqueue(asked))
    else this.#enqueue(asked)
  }

  #refusal({ events }: Asked): ServiceError | undefined {
    const { conditions } = this
    if (this.stopping) return failures.stopping()
    if (conditions.writingDenied) return failures.accessDenied()
    if (conditions.busyAppends > 0) {
      conditions.busyAppends--
      return failures.busy()
    }
    if (conditions.notLeaderAppends > 0) {
      conditions.notLeaderAppends--
      const { host, port } = conditions.leader ?? this.self()
      return failures.notLeader(host, port)
    }
    const bytes = events.reduce((sum, event) => sum + sizeOf(event), 0)
    return bytes > conditions.maxAppendBytes ? failures.tooLarge(conditions.maxAppendBytes) : undefined
  }

  #enqueue(asked: Asked): void {
    this.#waiting.push(asked)
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#commit(this.#waiting.splice(0))
    })
  }

  #commit(batch: readonly Asked[]): void {
    if (batch.length === 0) return
    const created = Date.now() + this.conditions.clockSkewMs
    const decided = this.store.commit(() =>
      batch.map(asked => ({
        asked,
        decision: this.store.append(asked.stream, asked.expected, asked.events, created)
      }))
    )
    for (const { asked, decision } of decided) {
      // Together with the answer: one that comes after it is a repeat, not a race.
      setImmediate(() => this.#underWay.delete(asked.key))
      this.#answer(asked, decision)
    }
    this.committed(decided.flatMap(({ decision }) => (decision.kind === 'done' ? decision.written : [])))
  }

  #answer({ stream, expected, answer }: Asked, decision: Decision): void {
    if (decision.kind === 'deleted') {
      answer(failures.streamDeleted(stream))
    } else if (this.conditions.lostAnswers > 0) {
      this.conditions.lostAnswers--
      answer(failures.connectionLost())
    } else {
      answer(null, appendResponse(decision, expected))
    }
  }

  #after(ms: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      then()
    }, ms)
    this.#timers.add(timer)
  }
}
