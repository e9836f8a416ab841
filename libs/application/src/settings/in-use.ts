import { type SettingKindName, settingKinds, ticketStatuses } from '#domain'
import { type Refusal, refuse, ticketIdText } from '#kernel'
import type { Find } from '#read-store'
import type { SettingDocument } from '#views'
import type { DeskReads } from '../queries/desk-reads.js'
import { reach } from '../queries/reflect.js'

/** `queue_in_use`, `calendar_in_use` …; of an endpoint: a rule that is on tells it. */
export type InUse = `${SettingKindName | 'endpoint'}_in_use`

const notClosed = ticketStatuses.filter(status => status !== 'closed')

/** Tickets that are not closed and can hold a document of the kind, by the view's index. */
const heldByTickets: { readonly [Kind in SettingKindName]?: (id: string) => Pick<Find, 'index' | 'where'> } =
  {
    queue: queueId => ({ index: 'state', where: { queueId, status: notClosed } }),
    team: teamId => ({ index: 'team', where: { teamId, live: 1 } })
  }

/** So many are told of each, and how many there are. */
const mostSettings = 100
const mostTickets = 20

/**
 * Why a document can't be retired: a setting in force refers to it, or a ticket is held by it, in a queue until it is closed,
 * with a team until it is over (then it is the whole queue's): the first of them, and how many there are. As of everything
 * recorded before asking. @throws NotReached
 */
export async function inUse(
  reads: DeskReads,
  kind: SettingKindName,
  id: string
): Promise<Refusal<InUse> | undefined> {
  const minPosition = await reads.log.head()
  const users = await referring(reads, kind, id, minPosition)
  const held = heldByTickets[kind]?.(id)
  if (held) await reach(reads, ['tickets'], { minPosition })
  const tickets = held ? await reads.tickets.find({ ...held, limit: mostTickets }) : []
  const ticketCount = held ? await reads.tickets.count(held) : 0
  const named = [
    ...users.slice(0, mostSettings),
    ...tickets.map(ticket => `tickets/${ticketIdText(ticket.id)}`)
  ]
  const count = users.length + ticketCount
  return count === 0 ? undefined : refuse(`${kind}_in_use`, { used_by: named.join(' '), count })
}

/** `sla-policies/standard`: the settings in force that refer to it, as of this position or later. @throws NotReached */
export async function referring(
  reads: DeskReads,
  kind: SettingKindName,
  id: string,
  minPosition: string | undefined
): Promise<string[]> {
  await reach(reads, ['settings'], { minPosition })
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
  return users
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
