import type { SettingsReader, StreamRunner } from '#application'
import { agentDecider, agentStream, membersOf } from '#domain'
import type { AgentId, TeamId } from '#kernel'
import { plain, prefixed, type RichText } from '#telegram'
import type { Directories } from '../../directories/index.js'

/** Naming more would call everybody. */
const mostMentioned = 3
/** Of a team, to find those who are there. */
const mostLookedAt = 20

/** How people are addressed so that Telegram tells them. */
export interface Mentions {
  /** By name, or with a mention. */
  mention(id: AgentId): Promise<RichText>
  /** Some of those who may be asked when the desk does not know what to do. */
  mentionLeads(): Promise<RichText>
  /** Some of a team who are there; where nobody is, some leads. */
  mentionTeam(id: TeamId): Promise<RichText>
}

export function createMentions({
  directories,
  settings,
  runner
}: {
  readonly directories: Pick<Directories, 'agents'>
  readonly settings: SettingsReader
  readonly runner: StreamRunner
}): Mentions {
  async function mention(id: AgentId): Promise<RichText> {
    const profile = await directories.agents.profileOf(id)
    if (!profile) return plain('')
    if (profile.username) return plain(`@${profile.username}`)
    const name = profile.display_name
    const user = { id: profile.user_id, is_bot: false, first_name: name }
    return { text: name, entities: [{ type: 'text_mention', offset: 0, length: name.length, user }] }
  }

  async function some(agents: readonly AgentId[]): Promise<RichText> {
    const found = await Promise.all(agents.slice(0, mostMentioned).map(mention))
    return found
      .filter(({ text }) => text !== '')
      .reduceRight((rest, one) => prefixed(prefixed(one, plain(' ')), rest), plain(''))
  }

  const mentionLeads = () => some(directories.agents.leads())

  async function isThere(id: AgentId): Promise<boolean> {
    const { state } = await runner.load(agentDecider, agentStream(id))
    return state.exists && !state.removed && state.availability === 'available'
  }

  return {
    mention,
    mentionLeads,
    async mentionTeam(id) {
      const members = membersOf((await settings.body('team', id)) ?? {}).slice(0, mostLookedAt)
      const there = await Promise.all(members.map(isThere))
      const present = members.filter((_, nth) => there[nth])
      return present.length > 0 ? some(present) : mentionLeads()
    }
  }
}
