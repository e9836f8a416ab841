import type { AgentPersonal } from '#application'
import { idOf } from '#domain'
import type { RecordedEvent } from '#event-log'
import { type AgentId, agentIdFor, type EventId, type Sealed, type SubjectId } from '#kernel'
import type { Sealer } from '#privacy'
import type { DirectoryFold } from './followed-streams.js'

export interface AgentDirectory {
  /** Also of who was removed. Undefined: unknown, or forgotten. */
  profileOf(id: AgentId): Promise<AgentPersonal | undefined>
  /** With or without `@`, in any case of letters. The one seen last, where several had the name; nobody who was removed. */
  byUsername(username: string): Promise<AgentId | undefined>
  /** Everybody whose display name it is, or else whose first name, in any case of letters; nobody who was removed. */
  named(name: string): Promise<AgentId[]>
  /** Undefined for somebody who is no agent. */
  bySubject(subject: SubjectId): AgentId | undefined
  ids(): AgentId[]
  /** Who may be asked when the desk does not know what to do. */
  leads(): AgentId[]
}

interface SealedProfile {
  readonly sealed: Sealed
  readonly at: { stream: string; eventId: EventId; type: string; subjectId: string }
}

const folded = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()

/** Names are kept sealed and opened when they are asked for: whoever is forgotten is forgotten here too. */
export function createAgents(sealer: Sealer): AgentDirectory & DirectoryFold {
  /** Ordered by when each was seen last under another name. */
  const profiles = new Map<AgentId, SealedProfile>()
  const removed = new Set<AgentId>()
  const leads = new Set<AgentId>()

  async function profileOf(id: AgentId): Promise<AgentPersonal | undefined> {
    const profile = profiles.get(id)
    // What this blob holds is the shape that SeeAgent seals.
    return profile && ((await sealer.open(profile.at, profile.sealed)) as AgentPersonal | undefined)
  }

  return {
    category: 'agent',
    apply(event: RecordedEvent) {
      const { personal, meta, stream, type } = event
      const id = idOf(stream) as AgentId
      if (type === 'AgentRemoved') removed.add(id)
      if (type === 'AgentReinstated') removed.delete(id)
      if (type === 'AgentProfileChanged') leads[event.data['role'] === 'agent' ? 'delete' : 'add'](id)
      // What else is sealed in an agent's stream, a reason for one, is no name.
      if (type !== 'AgentRegistered' && type !== 'AgentRenamed') return
      if (!personal || meta.subjectId === undefined) return
      profiles.delete(id)
      profiles.set(id, {
        sealed: personal,
        at: { stream, eventId: event.id, type, subjectId: meta.subjectId }
      })
    },
    profileOf,
    async byUsername(username) {
      const wanted = username.replace(/^@/, '').toLowerCase()
      for (const id of [...profiles.keys()].reverse()) {
        if (removed.has(id)) continue
        const profile = await profileOf(id)
        if (profile?.username?.toLowerCase() === wanted) return id
      }
      return undefined
    },
    async named(name) {
      const wanted = folded(name)
      const whole: AgentId[] = []
      const first: AgentId[] = []
      for (const id of profiles.keys()) {
        if (removed.has(id)) continue
        const shown = folded((await profileOf(id))?.display_name ?? '')
        if (shown === wanted) whole.push(id)
        else if (shown.startsWith(`${wanted} `)) first.push(id)
      }
      return whole.length > 0 ? whole : first
    },
    bySubject(subject) {
      const id = agentIdFor(subject)
      return profiles.has(id) && !removed.has(id) ? id : undefined
    },
    ids: () => [...profiles.keys()],
    leads: () => [...leads].filter(id => !removed.has(id))
  }
}
