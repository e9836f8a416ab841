import type { VerifierKey } from '#audit'
import type { RawLog } from '#event-log'
import type { Outcome } from '#kernel'
import type { Anchored, Proofs, SealedCheckpoint, Standing } from '#processes'

/** What the HTTP side is given of proofs. */
export interface AuditPort {
  /** Every event as it is stored. */
  readonly log: RawLog
  readonly proofs: Proofs
  standing(): Promise<Standing>
  /** Every key that has signed or signs under this origin, the newest first. */
  keys(origin: string): readonly VerifierKey[]
  /** The origin under which is signed now; undefined before the first seal. */
  origin(): Promise<string | undefined>
  /** Where it was left outside. */
  anchors(checkpoint: SealedCheckpoint): Promise<readonly Anchored[]>
  /** What outsiders have answered to this checkpoint, by file name. */
  anchorFiles(checkpoint: SealedCheckpoint): Promise<readonly (readonly [string, string | Uint8Array])[]>
  /** Now, by the sealer of this process or of another one. */
  seal(): Promise<
    Outcome<
      { readonly isNew: boolean; readonly checkpoint: SealedCheckpoint },
      'sealing_stopped' | 'not_running_here'
    >
  >
  /** These need the sealer in this process. */
  stopFor(why: string): Promise<Outcome<void, 'not_running_here'>>
  newOrigin(
    reason: string,
    by: string
  ): Promise<Outcome<{ readonly from: string; readonly to: string }, 'not_running_here'>>
  rotateKeys(by: string): Promise<Outcome<{ readonly keys: readonly VerifierKey[] }, 'not_running_here'>>
}
