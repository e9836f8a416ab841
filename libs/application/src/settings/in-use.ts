import { type SettingKindName, settingKinds, ticketStatuses } from '#domain'
import { type QueueId, type Refusal, refuse } from '#kernel'
import type { SettingDocument } from '#views'
import type { DeskReads } from '../queries/desk-reads.js'
import type { Place } from '../queries/paging.js'
import { reach } from '../queries/reflect.js'
import { findTickets } from '../queries/ticket-plan.js'

/** `queue_in_use`, `calendar_in_use` …; of an endpoint: a rule that is on tells it. */
export type InUse = `${SettingKindName | 'endpoint'}_in_use`

const notClosed = ticketStatuses.filter(status => status !== 'closed')

/** Where tickets that are not closed can hold a document of the kind. */
const heldByTickets: {
  readonly [Kind in SettingKindName]?: (reads: DeskReads, id: string) => Promise<boolean>
} = {
  queue: holdsTickets,
  team: async ({ tickets }, id) =>
    (await tickets.count({ index: 'team', where: { teamId: id, live: 1 } })) > 0
}

/**
 * Why a document can't be retired: a setting in force refers to it, or a ticket that is not closed is held by it. As of
 * everything recorded before asking. @throws NotReached
 */
export async function inUse(
  reads: DeskReads,
  kind: SettingKindName,
  id: string
): Promise<Refusal<InUse> | undefined> {
  const minPosition = await reads.log.head()
  await reach(reads, ['settings'], { minPosition })
  const users = await referring(reads, kind, id)
  if (users.length > 0) return refuse(`${kind}_in_use`, { used_by: users.join(' ') })
  const holds = heldByTickets[kind]
  if (!holds) return undefined
  await reach(reads, ['tickets'], { minPosition })
  return (await holds(reads, id)) ? refuse(`${kind}_in_use`) : undefined
}

/** `sla-policies/standard`: the settings in force that refer to it; no more are told than people read. */
async function referring(reads: DeskReads, kind: SettingKindName, id: string): Promise<string[]> {
  const users: string[] = []
  for (const { kind: from, only, path, refersTo, isHeld } of settingKinds) {
    for (const { settingId, body } of await inForce(reads, from)) {
      const isItself = from === kind && settingId === id
      if (isItself || (only !== undefined && only !== settingId)) continue
      const refers =
        isHeld(body) && refersTo(body).some(reference => reference.kind === kind && reference.id === id)
      if (refers) users.push(only === undefined ? `${path}/${settingId}` : path)
    }
  }
  return users.slice(0, 100)
}

/** Those of a kind that are not retired, as the view holds them now: by position, then id. */
export async function inForce(
  { settings }: Pick<DeskReads, 'settings'>,
  kind: SettingKindName
): Promise<SettingDocument[]> {
  const all: SettingDocument[] = []
  for (;;) {
    const last = all.at(-1)
    const after = last ? { after: { order: last.place, id: last.id } } : {}
    const page = await settings.find({ index: 'kind', where: { kind, retired: 0 }, ...after, limit: 500 })
    all.push(...page)
    if (page.length < 500) return all
  }
}

async function holdsTickets(reads: DeskReads, id: string): Promise<boolean> {
  const filter = { queue: [id as QueueId], status: notClosed }
  let after: Place | undefined
  for (;;) {
    const page = await findTickets(reads.tickets, filter, 'created_at', { after, limit: 1 })
    if (page.items.length > 0) return true
    if (!page.next) return false
    after = page.next
  }
}
