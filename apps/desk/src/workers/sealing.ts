import { randomUUID } from 'node:crypto'
import { auditStreams, deskAudit } from '#domain'
import { Sealing, tailOf } from '#processes'
import { AuditKeys, type Stores } from '#stores'
import type { Core } from '../start/core.js'

/**
 * The salt key of this log's proofs, made where nothing was sealed yet. Undefined: checkpoints are in the log and the key
 * is not in the vault: another one would make them say nothing.
 */
async function saltOf({ vault, rawLog, logId }: Pick<Stores, 'vault' | 'rawLog' | 'logId'>) {
  const held = await vault.auditSalt()
  if (held) return held
  if (await tailOf(rawLog, auditStreams.checkpoints)) return undefined
  return vault.makeAuditSalt(logId ?? randomUUID())
}

export async function createSealing(core: Core, fence: number): Promise<Sealing> {
  const { stores, settings, desk, clock, logger } = core
  const { log, rawLog, readStore: store, state } = stores
  const keys = new AuditKeys(settings.auditKeyFile)
  keys.make()
  return new Sealing({
    log,
    rawLog,
    store,
    state,
    salt: await saltOf(stores),
    pairs: () => keys.signing(clock.now()),
    settings: async () => deskAudit(await desk.settings.body('desk', 'audit')),
    clock,
    logger,
    fence
  })
}
