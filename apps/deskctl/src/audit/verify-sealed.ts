import { type Finding, LogCheck, type Logged, type VerifierKey } from '#audit'
import type { RecordedEvent } from '#event-log'
import { type AuditedDesk, entryFor, type Salt } from './audited-desk.js'

export interface SealedVerdict {
  readonly findings: readonly Finding[]
  /** Up to this entry the log is what was signed; null: nothing was sealed. */
  readonly sealed: number | null
  readonly checkpoints: number
  /** False: there is no key to check them by. */
  readonly signaturesChecked: boolean
  /** False: there is no desk state, or it can't be read, that remembers what was signed last. */
  readonly stateCompared: boolean
  /** Given keys that have signed none of its checkpoints. */
  readonly silent: readonly string[]
}

interface Asked {
  /** A checkpoint that came another way. */
  readonly elsewhere: { readonly what: string; readonly note: string } | undefined
  /** Those of the desk's file where none are given. */
  readonly keys: readonly VerifierKey[]
}

/** Whether a log is what was sealed, by hashing it as it is read. */
export class SealedCheck {
  #checkpoints = 0

  private constructor(
    private readonly desk: AuditedDesk,
    private readonly salt: Salt | undefined,
    private readonly check: LogCheck,
    private readonly keys: 'given' | 'of_the_file' | 'none',
    private readonly isAsked: boolean,
    private readonly hasState: boolean
  ) {}

  static async open(desk: AuditedDesk, asked: Asked): Promise<SealedCheck> {
    const { elsewhere } = asked
    const salt = await desk.salt()
    const own = salt && (await desk.signedLast().catch(() => undefined))
    const keys = asked.keys.length > 0 ? asked.keys : salt && desk.keys([`topicdesk/${salt.origin}`])
    const check = new LogCheck(keys, [
      ...(elsewhere ? [elsewhere] : []),
      ...(typeof own !== 'string'
        ? []
        : [{ what: 'the last checkpoint that the desk has signed', note: own }])
    ])
    const from = asked.keys.length > 0 ? 'given' : keys ? 'of_the_file' : 'none'
    return new SealedCheck(
      desk,
      salt,
      check,
      from,
      (elsewhere ?? own ?? undefined) !== undefined,
      own !== undefined
    )
  }

  add(event: RecordedEvent): void {
    const { type, data } = event
    if (type === 'CheckpointSigned') this.#checkpoints++
    if (!this.salt) return
    const origin = type === 'AuditOriginChanged' ? data['to'] : undefined
    if (typeof origin === 'string' && this.keys === 'of_the_file')
      this.check.trust(this.desk.keys([origin]) ?? [])
    this.check.add(event, entryFor(event, this.salt))
  }

  async finish(): Promise<SealedVerdict> {
    const rest = {
      checkpoints: this.#checkpoints,
      signaturesChecked: this.keys !== 'none',
      stateCompared: this.hasState,
      silent: [] as readonly string[]
    }
    if (this.#checkpoints === 0 && !this.isAsked) return { findings: [], sealed: null, ...rest }
    if (!this.salt) {
      const what =
        'the salt key is missing: without the vault and its master key what was sealed can not be checked'
      return { findings: [{ kind: 'missing', what }], sealed: null, ...rest }
    }
    const findings = this.check.finish()
    const silent = this.keys === 'given' ? this.check.silent : []
    const [interval] = this.check.intervals
    const named = interval ? await nameIt(this.desk, this.salt, interval).catch(() => undefined) : undefined
    return {
      findings: named ? [named, ...findings] : findings,
      sealed: this.check.covered?.size ?? null,
      ...rest,
      silent
    }
  }
}

/** The first event in the interval that is not the one whose entry the view holds. */
async function nameIt(
  desk: AuditedDesk,
  salt: Salt,
  { from, to }: { readonly from: number; readonly to: number }
): Promise<Finding | undefined> {
  await using entries = await desk.viewEntries()
  if (!entries) return undefined
  let index = -1
  for await (const item of desk.log.events()) {
    if (item.kind === 'unreadable') continue
    index++
    if (index < from) continue
    if (index >= to) return undefined
    const held = await entries(index)
    if (!held) return undefined
    if (!held.equals(entryFor(item.event, salt))) return finding(item.event)
  }
  return undefined
}

const finding = ({ stream, revision, id }: Logged): Finding => ({
  kind: 'differs',
  what: 'is not what was sealed',
  stream,
  revision,
  event: id
})
