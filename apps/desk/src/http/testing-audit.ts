import { newSigningPair } from '#audit'
import type { DeskState } from '#desk-state'
import { deskAudit } from '#domain'
import type { EventLog } from '#event-log'
import type { Clock } from '#kernel'
import { silentLogger } from '#observability'
import type { Vault } from '#privacy'
import { Sealing } from '#processes'
import type { ReadStore } from '#read-store'
import { auditPort } from '../workers/audit-port.js'

/** With which checkpoints are signed in specs. */
export const testPair = newSigningPair()

/** A sealer that seals only when it is asked. For specs. */
export async function testAudit({
  log,
  rawLog,
  store,
  state,
  vault,
  clock
}: {
  readonly log: EventLog
  readonly rawLog: EventLog
  readonly store: ReadStore
  readonly state: DeskState
  readonly vault: Vault
  readonly clock: Clock
}) {
  const sealing = new Sealing({
    log,
    rawLog,
    store,
    state,
    salt: await vault.makeAuditSalt('log-1'),
    keys: { signing: () => [testPair], all: () => [testPair] },
    settings: async () => deskAudit(undefined),
    clock,
    logger: silentLogger,
    fence: 1
  })
  const keys = { all: () => [{ ...testPair, until: null }], rotate: () => ({ from: testPair, to: testPair }) }
  const parts = { log, rawLog, readStore: store, state, vault, keys, clock, isShared: false }
  return auditPort(parts, () => sealing)
}
