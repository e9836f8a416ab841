import type { DeskState } from '#desk-state'
import type { ReadStore, ViewStore } from '#read-store'
import { logOfState } from './belonging.js'
import type { StoreSettings } from './settings.js'

/** Stores on servers that belong to another desk's log. */
export class OtherLog extends Error {
  override readonly name = 'OtherLog'
}

const markView = { name: 'desk', version: 1, build: 0 }
const marks = { name: 'log', indexes: [] }

interface Marked {
  readonly readStore: ReadStore
  readonly state: DeskState
}

/**
 * Two desks behind one database would take each other's views and checkpoints for their own. Writes nothing.
 * @throws OtherLog
 */
export async function mustBeOneDesk(
  settings: Pick<StoreSettings, 'readStore' | 'state'>,
  log: { readonly logId: string; readonly isNew: boolean },
  { readStore, state }: Marked
): Promise<void> {
  if (settings.readStore.kind === 'mongodb') {
    const held = await markOf(await readStore.open(markView, [marks]))
    if (held !== undefined && held !== log.logId)
      throw otherLog('read store', 'DESK_READ_STORE_URL', held, log)
  }
  if (settings.state.kind === 'mongodb') {
    const held = await logOfState(state)
    if (held !== undefined && held !== log.logId) throw otherLog('desk state', 'DESK_STATE_URL', held, log)
  }
}

/** Whoever comes first marks a read store on a server with the id of its log. @throws OtherLog where another was first */
export async function markReadStore(
  { readStore: { kind } }: Pick<StoreSettings, 'readStore'>,
  logId: string,
  readStore: ReadStore
): Promise<void> {
  if (kind !== 'mongodb') return
  const view = await readStore.open(markView, [marks])
  const mark = { kind: 'put', collection: marks.name, document: { id: 'log', logId }, reflects: 0 } as const
  if ((await markOf(view)) === undefined) await view.write([mark], { position: '', eventId: '' })
  // Another process may have been first: then the write was refused.
  const held = await markOf(view)
  if (held !== logId)
    throw otherLog('read store', 'DESK_READ_STORE_URL', String(held), { logId, isNew: false })
}

async function markOf(view: ViewStore): Promise<string | undefined> {
  const held = await view.get(marks.name, 'log')
  return held && String(held.document['logId'])
}

const otherLog = (
  what: string,
  setting: string,
  held: string,
  { logId, isNew }: { readonly logId: string; readonly isNew: boolean }
): OtherLog =>
  new OtherLog(
    `the ${what} belongs to the event log ${held}, this desk's log ${isNew ? 'is empty and has no name' : `is ${logId}`}: ` +
      `${setting} must name a database of its own, or DESK_EVENT_LOG_URL the server with that log`
  )
