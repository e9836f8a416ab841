import { ActOnAgent, type AgentPersonal, SeeAgent } from '#application'
import { agentDecider, agentStream } from '#domain'
import { type AgentId, agentIdFor, type Instant } from '#kernel'
import type { Author, Person } from '#telegram'
import type { Cause } from './cause.js'
import { displayNameOf } from './message-facts.js'
import type { IntakeOptions } from './options.js'

export type Who =
  | { readonly kind: 'agent'; readonly agentId: AgentId }
  /** Told so: why they can do nothing here. */
  | {
      readonly kind: 'refused'
      readonly reason: 'not_an_agent' | 'anonymous_admin' | 'not_a_person'
      /** Told once for all that has the same key. */
      readonly key: string
    }
  /** Ourselves and other bots. */
  | { readonly kind: 'ignored' }

const justReadMs = 1000

/** Who acts in a staff group; registers agents at first sight. */
export function createAgentsSeen({ desk, commands }: Pick<IntakeOptions, 'desk' | 'commands'>) {
  async function person(cause: Cause, someone: Person): Promise<Who> {
    const subjectId = await desk.vault.subjectFor(someone.id)
    const agentId = agentIdFor(subjectId)
    const profile: AgentPersonal = {
      user_id: someone.id,
      display_name: displayNameOf(someone),
      username: someone.username ?? null
    }
    const context = cause.context('see-agent', {
      actor: `agent:${agentId}`,
      correlationId: agentId,
      subjectId
    })
    const seen = await commands.execute(new SeeAgent(subjectId, profile, context))
    if (seen.ok) return { kind: 'agent', agentId }
    return { kind: 'refused', reason: 'not_an_agent', key: agentId }
  }

  /** Who writes in the group is in it, also where Telegram's word of that was lost. */
  async function writer(cause: Cause, someone: Person, sentAt: Instant): Promise<Who> {
    const who = await person(cause, someone)
    if (who.kind !== 'agent') return who
    const { agentId } = who
    // As read for the name, right before.
    const { state } = await desk.runner.load(agentDecider, agentStream(agentId), justReadMs)
    if (!state.exists || state.leftAt === null) return who
    const context = cause.context('membership', { actor: 'process:intake', correlationId: agentId })
    const seen = { type: 'SeeMembership', isMember: true, at: sentAt } as const
    await commands.execute(new ActOnAgent(agentId, seen, context))
    return who
  }

  return {
    person,
    /** A message stays where it was after whoever sees it has left: in a group that is public, or in an app that is late. */
    async presser(cause: Cause, someone: Person): Promise<Who> {
      const who = await person(cause, someone)
      if (who.kind !== 'agent') return who
      const { state } = await desk.runner.load(agentDecider, agentStream(who.agentId))
      return state.exists && state.leftAt !== null
        ? { kind: 'refused', reason: 'not_an_agent', key: who.agentId }
        : who
    },
    async author(cause: Cause, author: Author, sentAt: Instant): Promise<Who> {
      switch (author.kind) {
        case 'person':
          return writer(cause, author.person, sentAt)
        case 'anonymous_admin':
          return { kind: 'refused', reason: 'anonymous_admin', key: cause.event.id }
        case 'channel':
          return { kind: 'refused', reason: 'not_a_person', key: cause.event.id }
        case 'self':
        case 'bot':
          return { kind: 'ignored' }
      }
    }
  }
}

export type AgentsSeen = ReturnType<typeof createAgentsSeen>
