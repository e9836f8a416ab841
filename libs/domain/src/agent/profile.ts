import { foldTag } from '../tags.js'

/** `lead`: may set the availability of others and go past limits; `admin`: that, and everything at the console. */
export const agentRoles = ['agent', 'lead', 'admin'] as const
export type AgentRole = (typeof agentRoles)[number]

/** An admin is a lead, too. */
export const leads = (role: AgentRole): boolean => role !== 'agent'

/** What an agent can do and carry. */
export type AgentProfile = {
  /** Words in the form of tags, each once, in alphabetical order. */
  readonly skills: readonly string[]
  /** How many tickets at once by request; null: as the desk says. */
  readonly capacity: number | null
  readonly role: AgentRole
}

/** What is left out stays. */
export type ProfileChange = { readonly [Field in keyof AgentProfile]?: AgentProfile[Field] | undefined }

export const noProfile: AgentProfile = { skills: [], capacity: null, role: 'agent' }

export const newProfile = (before: AgentProfile, change: ProfileChange): AgentProfile => ({
  skills: change.skills ? [...new Set(change.skills.map(foldTag))].sort() : before.skills,
  capacity: change.capacity === undefined ? before.capacity : change.capacity,
  role: change.role ?? before.role
})

export const isSameProfile = (one: AgentProfile, other: AgentProfile): boolean =>
  one.capacity === other.capacity &&
  one.role === other.role &&
  one.skills.length === other.skills.length &&
  one.skills.every((skill, index) => skill === other.skills[index])
