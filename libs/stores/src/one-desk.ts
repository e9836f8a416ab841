import type { DeskState } from '#desk-state'
import type { ReadStore } from '#read-store'
import { logOfState } from './belonging.js'
import type { StoreSettings } from './settings.js'

/** Stores on servers that belong to another desk's log. */
export class OtherLog extends Error {
  override readonly name = 'OtherLog'
}

const markView = { name: 'desk', version: 1, build: 0 }
const marks = { name: 'log', indexes: [] }

/**
 * Whoever comes first marks read store and desk state with the id of its log. Two desks behind one database would take
 * each other's views and checkpoints for their own.
 * @throws OtherLog
 */
export async function mustBeOneDesk(
  settings: Pick<StoreSettings, 'readStore' | 'state'>,
  logId: string,
  { readStore, state }: { readonly readStore: ReadStore; readonly state: DeskState }
): Promise<void> {
  if (settings.readStore.kind === 'mongodb') {
    const held = await markedWith(readStore, logId)
    if (held !== logId) throw otherLog('read store', 'DESK_READ_STORE_URL', held, logId)
  }
  if (settings.state.kind === 'mongodb') {
    const held = await logOfState(state)
    if (held !== undefined && held !== logId) throw otherLog('desk state', 'DESK_STATE_URL', held, logId)
  }
}

async function markedWith(readStore: ReadStore, logId: string): Promise<string> {
  const view = await readStore.open(markView, [marks])
  const mark = { kind: 'put', collection: marks.name, document: { id: 'log', logId }, reflects: 0 } as const
  if (!(await view.get(marks.name, 'log'))) await view.write([mark], { position: '', eventId: '' })
  // Another process may have been first: then the write was refused.
  const held = await view.get(marks.name, 'log')
  return String(held?.document['logId'])
}

const otherLog = (what: string, setting: string, held: string, logId: string): OtherLog =>
  new OtherLog(
    `the ${what} belongs to the event log ${held}, this desk's log is ${logId}: ${setting} must name a database of its own`
  )
