import {
  cosign,
  hashFrom,
  isConsistent,
  Malformed,
  parseCheckpoint,
  parseNote,
  signersOf,
  type VerifierKey,
  wholeNumber
} from '#audit'
import type { Clock } from '#kernel'
import type { WitnessState } from './witness-state.js'

export interface WitnessAnswer {
  readonly status: number
  readonly body: string
  readonly type?: string
}

/** C2SP tlog-witness: signs a checkpoint only where it goes on from the last one of its log that it has signed. */
export class Witness {
  #turn: Promise<unknown> = Promise.resolve()

  constructor(
    /** Several of one name: a log that changes its keys. */
    private readonly logs: readonly VerifierKey[],
    private readonly own: { readonly name: string; readonly seed: Buffer },
    private readonly state: WitnessState,
    private readonly clock: Clock
  ) {}

  /** One after the other: what was promised to one caller holds against the next. */
  addCheckpoint(body: string): Promise<WitnessAnswer> {
    const done = this.#turn.then(() => this.#add(body))
    this.#turn = done.catch(() => {})
    return done
  }

  #add(body: string): WitnessAnswer {
    try {
      const { old, proof, note } = requestIn(body)
      const parsed = parseNote(note)
      const checkpoint = parseCheckpoint(parsed.text)
      const { origin, size, root } = checkpoint
      const keys = this.logs.filter(({ name }) => name === origin)
      if (keys.length === 0) return { status: 404, body: `the log ${origin} is not watched here\n` }
      if (signersOf(parsed, keys).kind !== 'signed')
        return { status: 403, body: 'the checkpoint is not signed by the key of its log\n' }
      if (old > size) return { status: 400, body: 'the old size is larger than the checkpoint\n' }
      const known = this.state.of(origin)
      const conflict = { status: 409, body: `${known.size}\n`, type: 'text/x.tlog.size' }
      if (old !== known.size || (old === size && !known.root.equals(root))) return conflict
      if (!isConsistent(known, checkpoint, proof))
        return { status: 422, body: 'the proof does not show that the log only grew\n' }
      // On disk before anybody has the signature.
      this.state.save(origin, { size, root })
      return {
        status: 200,
        body: cosign(parsed.text, this.own.name, this.own.seed, Math.floor(this.clock.now() / 1000))
      }
    } catch (error) {
      if (error instanceof Malformed) return { status: 400, body: `${error.message}\n` }
      throw error
    }
  }
}

/** @throws Malformed */
function requestIn(body: string): { old: number; proof: Buffer[]; note: string } {
  const end = body.indexOf('\n\n')
  if (end < 0) throw new Malformed('the request holds no checkpoint')
  const [first = '', ...hashes] = body.slice(0, end).split('\n')
  if (!first.startsWith('old ')) throw new Malformed('the request does not begin with the old size')
  if (hashes.length > 63) throw new Malformed('the request has more than 63 hashes')
  return {
    old: wholeNumber(first.slice(4), 'the old size'),
    proof: hashes.map(hash => hashFrom(hash, 'a hash of the request')),
    note: body.slice(end + 2)
  }
}
