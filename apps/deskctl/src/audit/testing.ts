import { deskAudit } from '#domain'
import { type Clock, systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { Sealing } from '#processes'
import { AuditKeys, auditKeyPath, type Stores } from '#stores'

/** Seals the log of these stores when asked, with the keys that lie in `path`. For specs. */
export const sealingOf = async (
  { log, rawLog, readStore: store, state, vault, logId }: Stores,
  path: string,
  clock: Clock = systemClock
) => {
  const keys = new AuditKeys(auditKeyPath(null, path))
  keys.make()
  return new Sealing({
    log,
    rawLog,
    store,
    state,
    salt: await vault.makeAuditSalt(logId ?? ''),
    keys: { signing: () => keys.signing(clock.now()), all: () => keys.all() },
    settings: async () => deskAudit(undefined),
    clock,
    logger: silentLogger,
    fence: 1
  })
}
