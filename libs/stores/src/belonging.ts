import type { DeskState } from '#desk-state'
import type { EventLog } from '#event-log'
import type { Vault } from '#privacy'
import { NotTogether } from './not-together.js'

/** For messages: a file, or a server's database by the name of its setting. */
export interface Places {
  readonly log: string
  readonly state: string
  readonly vault: string
}

export interface Together {
  readonly log: Pick<EventLog, 'head'>
  /** Undefined: a log in memory, to which nothing can belong. */
  readonly logId: string | undefined
  readonly state: DeskState
  readonly vault: Vault
  readonly places: Places
}

const mark = 'log'

/** Which log the desk state was bound to; undefined: none yet, or it is gone. */
export async function logOfState(state: Pick<DeskState, 'fact'>): Promise<string | undefined> {
  const id = (await state.fact(mark))?.['id']
  return typeof id === 'string' ? id : undefined
}

/**
 * Beside a log that holds events neither desk state nor vault may be missing or empty, nor the vault be another log's: with
 * a new vault known customers would be strangers, and what is sealed would be lost without a word. Writes nothing.
 * @throws NotTogether
 */
export async function mustBelongTogether({ log, logId, state, vault, places }: Together): Promise<void> {
  if (logId === undefined) return
  if ((await log.head()) !== undefined) {
    if (await isEmptyState(state)) throw missing('desk state', places.state, places.log)
    if ((await vault.logId()) === undefined && (await isEmptyVault(vault)))
      throw missing('vault', places.vault, places.log)
  }
  const held = await vault.logId()
  if (held !== undefined && held !== logId) {
    throw new NotTogether(
      `the vault ${places.vault} belongs to the event log ${held}, and ${places.log} is ${logId}: put back the vault that ` +
        'belongs to this log, or the log that belongs to this vault; to keep both as they are, run `deskctl stores accept`'
    )
  }
}

/** Binds state and vault to this log, whatever they were bound to before. */
export async function bindTogether({ logId, state, vault }: Pick<Together, 'logId' | 'state' | 'vault'>) {
  if (logId === undefined) return
  if ((await logOfState(state)) !== logId) await state.setFact(mark, { id: logId })
  if ((await vault.logId()) !== logId) await vault.bindTo(logId)
}

const missing = (what: string, place: string, log: string): NotTogether =>
  new NotTogether(
    `the ${what} ${place} is missing or empty, and the event log ${log} holds events: put the ${what} back from its ` +
      'backup; to go on without what it held, run `deskctl stores accept`'
  )

async function isEmptyState(state: DeskState): Promise<boolean> {
  const held = [await state.facts(), await state.checkpoints(), await state.notes()]
  return held.every(({ length }) => length === 0)
}

async function isEmptyVault(vault: Vault): Promise<boolean> {
  for await (const _ of vault.entries()) return false
  return true
}
