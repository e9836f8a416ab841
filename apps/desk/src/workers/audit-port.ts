import { type SigningPair, verifierKeysOf } from '#audit'
import type { DeskState } from '#desk-state'
import type { EventLog, RawLog } from '#event-log'
import { type Clock, ok, refuse } from '#kernel'
import { createSealer, type Vault } from '#privacy'
import {
  AnchoredIndex,
  askForSeal,
  originOf,
  Proofs,
  type Sealing,
  standingOf,
  tellKeyChanges
} from '#processes'
import type { ReadStore } from '#read-store'
import { AuditKeys } from '#stores'
import type { AuditPort } from '../http/index.js'
import type { Core } from '../start/core.js'

/** A seal of another process is waited for so long: one looks every second. */
const patienceMs = 10_000
const lookEveryMs = 100

export interface AuditParts {
  readonly log: EventLog
  readonly rawLog: RawLog
  readonly readStore: ReadStore
  readonly state: DeskState
  readonly vault: Vault
  readonly keys: Pick<AuditKeys, 'all' | 'rotate'>
  readonly clock: Clock
  /** The sealer may run in another process. */
  readonly isShared: boolean
}

export const auditPortOf = (core: Core, sealing: () => Sealing | undefined): AuditPort =>
  auditPort(
    {
      ...core.stores,
      keys: new AuditKeys(core.settings.auditKeyFile),
      clock: core.clock,
      isShared: core.isShared
    },
    sealing
  )

export function auditPort(parts: AuditParts, sealing: () => Sealing | undefined): AuditPort {
  const { rawLog, readStore, state, vault, log, keys, clock } = parts
  const proofs = new Proofs({ log: rawLog, store: readStore, state, salt: () => vault.auditSalt() })
  const anchored = new AnchoredIndex(rawLog)
  const origin = async () => {
    const salt = await vault.auditSalt()
    return salt && originOf(rawLog, salt.origin)
  }
  const of = (name: string, pairs: readonly SigningPair[]) =>
    pairs.flatMap(pair => verifierKeysOf(name, pair))

  async function sealElsewhere() {
    if (!parts.isShared) return refuse('not_running_here' as const)
    const before = await proofs.latest()
    const number = await askForSeal(state)
    const deadline = clock.monotonic() + patienceMs
    for (let now = await standingOf(state); ; now = await standingOf(state)) {
      if (now.answered >= number) {
        const checkpoint = await proofs.latest()
        if (now.differs !== null || !checkpoint)
          return refuse('sealing_stopped' as const, { why: now.differs ?? 'nothing is sealed' })
        return ok({ isNew: checkpoint.size !== before?.size, checkpoint })
      }
      if (clock.monotonic() > deadline) return refuse('not_running_here' as const)
      await clock.sleep(lookEveryMs)
    }
  }

  return {
    log: rawLog,
    proofs,
    standing: () => standingOf(state),
    keys: name => of(name, keys.all()),
    origin,
    anchors: checkpoint => anchored.of(checkpoint),
    anchorFiles: checkpoint => anchored.files(checkpoint),
    async seal() {
      const here = sealing()
      if (!here) return sealElsewhere()
      const outcome = await here.seal()
      return outcome.kind === 'stopped'
        ? refuse('sealing_stopped', { why: outcome.why })
        : ok({ isNew: outcome.kind === 'sealed', checkpoint: outcome.checkpoint })
    },
    async stopFor(why) {
      const here = sealing()
      return here ? ok(await here.stopFor(why)) : refuse('not_running_here')
    },
    async newOrigin(reason, by) {
      const here = sealing()
      if (!here) return refuse('not_running_here')
      const subjectId = await vault.newSubject()
      const sealer = createSealer(vault, { clock, cacheMs: 0 })
      return ok(await here.newOrigin({ subjectId, seal: at => sealer.seal(at, { reason }) }, by))
    },
    async rotateKeys(by) {
      const name = await origin()
      if (!sealing() || name === undefined) return refuse('not_running_here')
      const { to } = keys.rotate(clock.now())
      await tellKeyChanges({ log, rawLog }, name, keys.all(), by, clock.now())
      return ok({ keys: of(name, [to]) })
    }
  }
}
