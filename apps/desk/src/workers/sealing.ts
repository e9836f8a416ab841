import { randomUUID } from 'node:crypto'
import { auditStreams, deskAudit } from '#domain'
import type { GuardedClient } from '#outbound'
import { Anchoring, fetchOutside, originOf, Proofs, Sealing, tailOf, tellKeyChanges } from '#processes'
import { AuditKeys, type Stores } from '#stores'
import type { Core } from '../start/core.js'
import type { Worker } from './worker.js'

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

/** Leaves what is sealed with those outside that `desk/audit` names. */
export function createAnchoring(
  { core, client }: Worker,
  sealing: Sealing,
  outside: GuardedClient
): Anchoring {
  const { stores, desk, clock, logger } = core
  const { log, rawLog, readStore: store, state, vault } = stores
  const proofs = new Proofs({ log: rawLog, store, state, salt: () => vault.auditSalt() })
  return new Anchoring({
    log,
    rawLog,
    settings: async () => deskAudit(await desk.settings.body('desk', 'audit')),
    latest: () => proofs.latest(),
    consistency: (from, to) => proofs.consistency(from, to),
    async say(chat_id, text) {
      const said = await client.call('sendMessage', {
        chat_id,
        text,
        link_preview_options: { is_disabled: true }
      })
      if (said.kind !== 'ok') throw new Error(`Telegram did not take it: ${said.kind}`)
    },
    fetch: fetchOutside(outside),
    stopFor: why => sealing.stopFor(why),
    anchored: (at, anchor) => sealing.anchored(at, anchor),
    clock,
    logger
  })
}

export async function createSealing(core: Core, fence: number): Promise<Sealing> {
  const { stores, settings, desk, clock, logger } = core
  const { log, rawLog, readStore: store, state } = stores
  const keys = new AuditKeys(settings.auditKeyFile)
  keys.make()
  const salt = await saltOf(stores)
  if (salt) {
    const origin = await originOf(rawLog, salt.origin)
    await tellKeyChanges({ log, rawLog }, origin, keys.all(), 'process:sealer', clock.now())
  }
  return new Sealing({
    log,
    rawLog,
    store,
    state,
    salt,
    keys: { signing: () => keys.signing(clock.now()), all: () => keys.all() },
    settings: async () => deskAudit(await desk.settings.body('desk', 'audit')),
    clock,
    logger,
    fence
  })
}
