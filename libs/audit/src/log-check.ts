import { isJsonObject } from '#kernel'
import { type Checkpoint, parseCheckpoint } from './checkpoint.js'
import type { Finding } from './findings.js'
import { signersOf, silentOf, type VerifierKey } from './keys.js'
import { Malformed } from './malformed.js'
import { parseNote, type SignedNote } from './note.js'
import { RunningHeads } from './running-heads.js'
import { RunningTree } from './running-tree.js'
import { type Head, hasHead } from './sparse.js'
import { leafHash } from './tree.js'

/** An event of a log, as far as it says what was sealed. */
export interface Logged {
  readonly stream: string
  readonly revision: number
  readonly id: string
  readonly type: string
  readonly data: unknown
}

/** A checkpoint that came another way. */
export interface Elsewhere {
  readonly what: string
  readonly note: string
}

/** A commitment may be so many entries later than what it covers. */
const mostBetween = 20_000
const member = (data: unknown, name: string): unknown => (isJsonObject(data) ? data[name] : undefined)

/**
 * Follows a whole log, event by event, hashing each itself: whether every checkpoint in it, and those from elsewhere, are
 * what it was then, and every commitment to the heads is right.
 */
export class LogCheck {
  readonly #tree = new RunningTree()
  readonly #heads = new RunningHeads()
  #pending: { readonly index: number; readonly head: Head }[] = []
  readonly #roots = new Map<number, Buffer>()
  readonly #findings: Finding[] = []
  /** The last checkpoint that is what the log was. */
  #sound = 0
  #lastSigned: 'signed' | 'unknown' | undefined
  #intervals: { readonly from: number; readonly to: number }[] = []
  readonly #wanted: readonly (Checkpoint & { readonly what: string; readonly note: SignedNote })[]
  readonly #keys: VerifierKey[] | undefined
  readonly #signers = new Set<VerifierKey>()
  checkpoints = 0
  /** Of the last checkpoint that held. */
  covered: { readonly size: number } | undefined

  /** `keys` undefined: signatures are not looked at. @throws Malformed for a checkpoint from elsewhere that is none */
  constructor(keys: readonly VerifierKey[] | undefined, elsewhere: readonly Elsewhere[] = []) {
    this.#keys = keys && [...keys]
    this.#wanted = elsewhere.map(({ what, note: text }) => {
      const note = parseNote(text)
      return { what, note, ...parseCheckpoint(note.text) }
    })
  }

  /** What comes from here on may be signed by these, too: the log has taken another origin. */
  trust(keys: readonly VerifierKey[]): void {
    this.#keys?.push(...keys)
  }

  get entries(): number {
    return this.#tree.size
  }

  /** Between these sizes something is not what was sealed. */
  get intervals(): readonly { readonly from: number; readonly to: number }[] {
    return this.#intervals
  }

  /** Given keys that have signed nothing of it. */
  get silent(): string[] {
    return silentOf(this.#keys ?? [], this.#signers)
  }

  add(event: Logged, entry: Uint8Array): void {
    const { stream, revision, type, data } = event
    const index = this.#tree.size
    const leaf = leafHash(entry)
    this.#tree.addLeaf(leaf)
    if (type === 'HeadsCommitted') this.#committed(event, data)
    if (hasHead(stream)) this.#pending.push({ index, head: { stream, revision, leaf } })
    if (this.#pending.length > 2 * mostBetween) this.#apply(index - mostBetween)
    if (type === 'HeadsCommitted' || this.#wanted.some(({ size }) => size === this.#tree.size))
      this.#roots.set(this.#tree.size, this.#tree.root())
    if (type === 'CheckpointSigned') this.#signed(event, String(member(data, 'note')))
  }

  finish(): readonly Finding[] {
    for (const { what, note, size, root } of this.#wanted) {
      const signed = this.#keys ? this.#signersOf(note, this.#keys) : 'signed'
      if (signed === 'unknown')
        this.#findings.push({ kind: 'untrusted', what: `${what} is signed by no key that was given` })
      if (signed === 'differs')
        this.#findings.push({ kind: 'differs', what: `a signature of ${what} does not hold` })
      const held = size === 0 ? root : this.#roots.get(size)
      if (!held) {
        const words = `${what} has ${size} entries, and there are ${this.entries}`
        this.#findings.push({ kind: 'missing', what: words })
      } else if (!held.equals(root)) {
        this.#differ(
          this.#sound < size ? this.#sound : 0,
          size,
          `${what} is not what the log was at ${size} entries`
        )
      }
    }
    if (this.#keys && this.#lastSigned !== 'signed')
      this.#findings.push({
        kind: this.#lastSigned ? 'untrusted' : 'missing',
        what: this.#lastSigned
          ? 'the last checkpoint is signed by no key that was given'
          : 'there is no checkpoint'
      })
    return this.#findings
  }

  #committed({ stream, revision, id }: Logged, data: unknown): void {
    const size = Number(member(data, 'size'))
    this.#apply(size)
    const isBefore = Number.isInteger(size) && size >= 0 && size < this.#tree.size
    if (!isBefore || this.#heads.root().toString('hex') !== member(data, 'root'))
      this.#findings.push({
        kind: 'differs',
        what: 'the heads that it commits to are not those of the log',
        stream,
        revision,
        event: id
      })
  }

  /** Heads of entries before this one. */
  #apply(before: number): void {
    const at = this.#pending.findIndex(({ index }) => index >= before)
    const due = at < 0 ? this.#pending : this.#pending.slice(0, at)
    this.#pending = at < 0 ? [] : this.#pending.slice(at)
    // The last one of each stream counts.
    const heads = new Map(due.map(({ head }) => [head.stream, head]))
    for (const head of heads.values()) this.#heads.set(head)
  }

  #signed({ stream, revision, id }: Logged, note: string): void {
    this.checkpoints++
    const where = { stream, revision, event: id }
    try {
      const parsed = parseNote(note)
      const { size, root } = parseCheckpoint(parsed.text)
      if (this.#keys) {
        const kind = this.#signersOf(parsed, this.#keys)
        if (kind === 'differs')
          this.#findings.push({ kind, what: 'a signature of the checkpoint does not hold', ...where })
        this.#lastSigned = kind === 'unknown' ? 'unknown' : 'signed'
      }
      if (this.#roots.get(size)?.equals(root)) {
        this.#sound = size
        this.covered = { size }
      } else
        this.#differ(
          this.#sound,
          size,
          `something between the checkpoints of ${this.#sound} and ${size} entries is not what was sealed`
        )
      for (const old of this.#roots.keys())
        if (!this.#wanted.some(one => one.size === old)) this.#roots.delete(old)
    } catch (error) {
      if (!(error instanceof Malformed)) throw error
      this.#findings.push({ kind: 'differs', what: `the checkpoint is none: ${error.message}`, ...where })
    }
  }

  #signersOf(note: SignedNote, keys: readonly VerifierKey[]): 'signed' | 'differs' | 'unknown' {
    const signed = signersOf(note, keys)
    if (signed.kind === 'signed') for (const key of signed.by) this.#signers.add(key)
    return signed.kind
  }

  /** What comes after the first difference can't be told apart from it. */
  #differ(from: number, to: number, what: string): void {
    if (this.#intervals.length > 0) return
    this.#intervals.push({ from, to })
    this.#findings.push({ kind: 'differs', what })
  }
}
