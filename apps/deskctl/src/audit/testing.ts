import { deskAudit } from '#domain'
import { type Clock, type Sealed, type SubjectId, systemClock } from '#kernel'
import { silentLogger } from '#observability'
import { Sealing, type Written } from '#processes'
import { AuditKeys, auditKeyPath, type Stores } from '#stores'

/** Whatever the reason is: here nobody opens it. */
export const someReason: Written = {
  subjectId: 'nobody' as SubjectId,
  seal: async () => 'c2VhbGVk' as Sealed
}

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
