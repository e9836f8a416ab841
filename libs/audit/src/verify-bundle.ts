import { isUtf8 } from 'node:buffer'
import { isJsonObject, type JsonObject } from '#kernel'
import { coveredBy, type Line, linesIn, objectIn, whereOf } from './bundle-lines.js'
import { type Checkpoint, parseCheckpoint } from './checkpoint.js'
import type { Finding } from './findings.js'
import { signersOf, silentOf, type VerifierKey } from './keys.js'
import { Malformed } from './malformed.js'
import { parseNote } from './note.js'
import { entryOf } from './record.js'
import { parseTlogProof } from './tlog-proof.js'
import { leafHash } from './tree.js'
import { rootFromInclusion } from './verify.js'
import { headFindings } from './verify-head.js'
import { type Personal, personalOf } from './verify-personal.js'
import { settingFindings } from './verify-settings.js'

export interface BundleVerdict {
  readonly findings: readonly Finding[]
  readonly ticket: string | null
  /** The ticket is whole as of this entry and time. */
  readonly covered: number | null
  readonly at: number | null
  readonly size: number | null
  readonly records: number
  /** Texts of which only the bundle says so: they were sealed before there was a key for each. */
  readonly unproven: number
  /** Texts that the bundle says are forgotten. */
  readonly forgotten: number
  /** False: the checkpoint from elsewhere is older than the bundle's, and says nothing of it. Null: there is none. */
  readonly compared: boolean | null
  /** Given keys that have signed neither its checkpoint nor the one from elsewhere. */
  readonly silent: readonly string[]
}

type Files = ReadonlyMap<string, Uint8Array>
/** Of those that hold no lines of their own. */
const longestFile = 1024 * 1024
/** Nothing in them is checked: what counts is the record. */
const forPeople = ['README.md', 'keys.txt', 'history.html']

/**
 * Checks a bundle by itself and by keys that came another way. Looks at everything, and tells all that is wrong.
 * `elsewhere`: a checkpoint that came another way, too.
 */
export function verifyBundle(files: Files, keys: readonly VerifierKey[], elsewhere?: string): BundleVerdict {
  return new Check(files, keys).all(elsewhere)
}

class Check {
  readonly #findings: Finding[] = []
  #checkpoint: Checkpoint | undefined
  #note = ''
  #compared: boolean | null = null
  readonly #signers = new Set<VerifierKey>()

  constructor(
    private readonly files: Files,
    private readonly keys: readonly VerifierKey[]
  ) {}

  all(elsewhere: string | undefined): BundleVerdict {
    for (const name of forPeople) if (!this.files.has(name)) this.#missing(`${name} is missing`)
    const facts = this.#json('bundle.json')
    this.#checkpoint = this.#signed()
    const lines = this.#lines()
    const ticket = facts && isJsonObject(facts['ticket']) ? facts['ticket'] : {}
    const stream = facts
      ? `ticket-${typeof ticket['id'] === 'string' ? ticket['id'].replace(/^tkt_/, '') : ''}`
      : String(lines[0]?.record['stream'])
    const own = lines.filter(({ record }) => record['stream'] === stream)
    const commit = this.#commit(lines)
    this.#order(lines, own, stream)
    this.#findings.push(...settingFindings(lines, own))
    const covered = commit && coveredBy(commit)
    if (covered !== undefined)
      for (const { record, index } of own)
        if (index >= covered) this.#differs('is later than the commitment to the heads', record)
    const heads = this.#text('heads.ndjson')
    if (heads !== undefined) this.#findings.push(...headFindings(heads, own, stream, commit))
    if (facts) this.#facts(facts, ticket, own, stream)
    const texts = this.#personal(own, facts?.['personal'] === true)
    if (elsewhere !== undefined) this.#elsewhere(elsewhere)
    return {
      findings: this.#findings,
      ticket: typeof ticket['code'] === 'string' ? ticket['code'] : null,
      covered: covered ?? null,
      at: typeof commit?.record['recorded_at'] === 'number' ? commit.record['recorded_at'] : null,
      size: this.#checkpoint?.size ?? null,
      records: lines.length,
      unproven: texts.unproven,
      forgotten: texts.forgotten,
      compared: this.#compared,
      silent: silentOf(this.keys, this.#signers)
    }
  }

  #signed(): Checkpoint | undefined {
    this.#note = this.#text('checkpoint.txt') ?? ''
    return this.files.has('checkpoint.txt') ? this.#checked(this.#note, 'checkpoint.txt') : undefined
  }

  #checked(note: string, name: string): Checkpoint | undefined {
    try {
      const parsed = parseNote(note)
      const signed = signersOf(parsed, this.keys)
      if (signed.kind === 'signed') for (const key of signed.by) this.#signers.add(key)
      if (signed.kind === 'differs') this.#differs(`a signature of ${name} does not hold`)
      if (signed.kind === 'unknown')
        this.#findings.push({ kind: 'untrusted', what: `${name} is signed by no key that was given` })
      const checkpoint = parseCheckpoint(parsed.text)
      if (signed.kind === 'signed' && signed.by.every(key => key.name !== checkpoint.origin))
        this.#differs(`${name} is of another origin than its key`)
      return checkpoint
    } catch (error) {
      if (!(error instanceof Malformed)) throw error
      this.#differs(`${name}: ${error.message}`)
      return undefined
    }
  }

  /** Each record with its place in the tree. */
  #lines(): Line[] {
    const text = this.#text('records.ndjson')
    if (text === undefined) return []
    const proofs = [...this.files.keys()].filter(name => /^proofs\/\d+\.tlog-proof$/.test(name)).length
    // No more than can be proven are looked at, and one.
    const lines = linesIn(text, proofs + 1)
    if (lines.pop() !== '')
      this.#missing('records.ndjson ends in the middle of a line, or has more lines than there are proofs')
    const proven: Line[] = []
    for (const [n, line] of lines.entries()) {
      const record = objectIn(line)
      if (!record) {
        this.#differs(`line ${n + 1} of records.ndjson is no record`)
        continue
      }
      if (record['v'] !== 1) this.#differs(`line ${n + 1} of records.ndjson is of an unknown version`, record)
      const leaf = leafHash(entryOf(line))
      const index = this.#index(n + 1, leaf, record)
      proven.push({ record, leaf, index })
    }
    if (proofs > lines.length) this.#missing(`there are ${proofs} proofs and ${lines.length} records`)
    return proven
  }

  #index(n: number, leaf: Buffer, record: JsonObject): number {
    const name = `proofs/${n}.tlog-proof`
    const text = this.#text(name)
    if (text === undefined) return -1
    try {
      const proof = parseTlogProof(text)
      if (this.files.has('checkpoint.txt') && proof.checkpoint !== this.#note)
        this.#differs(`${name} holds another checkpoint`, record)
      else if (this.#checkpoint) {
        const { size, root } = this.#checkpoint
        if (!rootFromInclusion(leaf, proof.index, size, proof.path)?.equals(root))
          this.#differs('is not what was sealed', record)
      }
      return proof.index
    } catch (error) {
      if (!(error instanceof Malformed)) throw error
      this.#differs(`${name}: ${error.message}`, record)
      return -1
    }
  }

  /** The last record, and the last entry of the tree. */
  #commit(lines: readonly Line[]): Line | undefined {
    const commits = lines.filter(({ record }) => record['type'] === 'HeadsCommitted')
    const [commit] = commits
    if (!commit) {
      this.#missing('the commitment to the heads is missing')
      return undefined
    }
    if (commits.length > 1) this.#differs('there are several commitments to the heads', commits[1]?.record)
    if (commit.record['stream'] !== 'audit-heads' || commit !== lines.at(-1))
      this.#differs('the commitment to the heads is not the last record', commit.record)
    if (coveredBy(commit) === undefined) this.#differs('it does not say what it covers', commit.record)
    if (this.#checkpoint && commit.index >= 0 && commit.index !== this.#checkpoint.size - 1)
      this.#differs('the commitment is not the last entry of the checkpoint', commit.record)
    return commit
  }

  /** The ticket's stream whole and in order, then settings. */
  #order(lines: readonly Line[], own: readonly Line[], stream: string): void {
    let place = -1
    for (const [n, { record, index }] of own.entries()) {
      const revision = record['revision']
      if (typeof revision !== 'number' || revision < n) this.#differs('stands out of order', record)
      else if (revision > n) {
        this.#findings.push({ kind: 'missing', what: `revision ${n} is missing`, stream, revision: n })
        break
      }
      if (index >= 0 && index <= place) this.#differs('stands out of order in the log', record)
      place = Math.max(place, index)
    }
    if (own.length === 0) this.#missing(`no record of ${stream}`)
    if (lines.slice(0, own.length).some(({ record }) => record['stream'] !== stream))
      this.#differs("the ticket's records do not come first")
    for (const { record } of lines.slice(own.length))
      if (record['type'] !== 'HeadsCommitted' && !String(record['stream']).startsWith('setting-'))
        this.#differs('is no record of this ticket', record)
  }

  #personal(own: readonly Line[], isPersonal: boolean): Personal {
    const text = this.files.has('personal.ndjson') ? this.#text('personal.ndjson') : undefined
    const personal = personalOf(text, own, isPersonal)
    if (this.files.has('records.ndjson')) this.#findings.push(...personal.findings)
    return personal
  }

  #facts(facts: JsonObject, ticket: JsonObject, own: readonly Line[], stream: string): void {
    const is = (name: string, holds: boolean) => {
      if (!holds) this.#differs(`bundle.json: ${name} is not that of the records`)
    }
    const opened = own[0]?.record['data']
    is('v', facts['v'] === 1)
    if (this.#checkpoint) {
      is('origin', facts['origin'] === this.#checkpoint.origin)
      is('size', facts['size'] === this.#checkpoint.size)
    }
    if (isJsonObject(opened)) is('code', opened['code'] === ticket['code'])
    const last = own.at(-1)?.record['revision']
    const streams = facts['streams']
    const told = Array.isArray(streams) && streams.length === 1 ? streams[0] : undefined
    is(
      'streams',
      isJsonObject(told) &&
        Object.keys(told).length === 2 &&
        told['stream'] === stream &&
        (last === undefined || told['last_revision'] === last)
    )
  }

  #elsewhere(note: string): void {
    const other = this.#checked(note, 'the checkpoint from elsewhere')
    const own = this.#checkpoint
    this.#compared = false
    if (!other || !own) return
    this.#compared = other.origin !== own.origin || other.size >= own.size
    if (other.origin !== own.origin) this.#differs('the checkpoint from elsewhere is of another origin')
    else if (other.size > own.size)
      this.#missing(
        `the bundle is not the newest: the checkpoint from elsewhere has ${other.size} entries, its own ${own.size}`
      )
    else if (other.size === own.size && !other.root.equals(own.root))
      this.#differs('the checkpoint from elsewhere has another root at the same size')
  }

  #json(name: string): JsonObject | undefined {
    const text = this.#text(name)
    if (text === undefined) return undefined
    const value = objectIn(text)
    if (!value) this.#differs(`${name} is not JSON`)
    return value
  }

  #text(name: string): string | undefined {
    const bytes = this.files.get(name)
    if (!bytes) {
      this.#missing(`${name} is missing`)
      return undefined
    }
    if (bytes.length > longestFile && !name.endsWith('.ndjson')) {
      this.#differs(`${name} is longer than any`)
      return ''
    }
    if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
    this.#differs(`${name} is not UTF-8`)
    return ''
  }

  #differs(what: string, record: JsonObject = {}): void {
    this.#findings.push({ kind: 'differs', what, ...whereOf(record) })
  }

  #missing(what: string): void {
    this.#findings.push({ kind: 'missing', what })
  }
}
