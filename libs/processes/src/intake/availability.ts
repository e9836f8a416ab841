import { ActOnAgent } from '#application'
import { agentDecider, agentStream, leads } from '#domain'
import { type AgentId, type Instant, type Outcome, ok, refuse } from '#kernel'
import { conceal } from '#privacy'
import { cut, type RichText } from '#telegram'
import { type DeskAsk, spelledOut, timeIn, wordsAfter } from '../topic-commands/index.js'
import type { ToldRefusal } from '../words/index.js'
import type { Cause } from './cause.js'
import type { Named } from './named.js'
import type { IntakeOptions } from './options.js'

const longestReason = 500

/** Who says it of themselves or, a lead, of somebody else. */
export interface AvailabilityAsked {
  readonly cause: Cause
  readonly agentId: AgentId
  /** By Telegram's clock: from here on a span counts, however late it is handled. */
  readonly typedAt: Instant
  readonly ask: Extract<DeskAsk, { kind: 'availability' }>
}

/** `/away`, `/busy` and `/back`, wherever they are written. */
export function createAvailability({ desk, commands }: IntakeOptions, named: Named) {
  /** Somebody else is named by `@name` or by a mention: any other word is part of the reason. */
  async function whom(said: RichText): Promise<{ named: AgentId | undefined; left: RichText } | undefined> {
    const mention = said.entities.find(({ type, offset }) => type === 'text_mention' && offset === 0)
    if (!mention && !said.text.startsWith('@')) return undefined
    const { agents, left } =
      mention?.type === 'text_mention' ? await named.user(mention.user.id) : await named.agents(said)
    return { named: agents[0], left: left ?? wordsAfter(said, 1) }
  }

  async function isLead(agentId: AgentId): Promise<boolean> {
    const { state } = await desk.runner.load(agentDecider, agentStream(agentId))
    return state.exists && leads(state.profile.role)
  }

  return async function change(asked: AvailabilityAsked): Promise<Outcome<unknown, ToldRefusal>> {
    const { cause, agentId, typedAt, ask } = asked
    const { to, said, usage } = ask
    const other = await whom(said)
    if (other && !other.named) return refuse('agent_unknown', { usage: '@name' })
    const about = other?.named ?? agentId
    if (about !== agentId && !(await isLead(agentId))) return refuse('not_a_lead')

    const left = other?.left ?? said
    const words = /^(until|till|до)\s+\d/i.test(left.text) ? wordsAfter(left, 1) : left
    const [first = '', second = ''] = words.text.split(/\s+/)
    const spelled = spelledOut(first, second)
    const { teamTimeZone } = await desk.settings.desk()
    const time = to === 'available' ? null : timeIn(spelled ?? first, typedAt, teamTimeZone)
    if (time === 'malformed') return refuse('argument_invalid', { usage })
    const reason = cut(
      (time === null ? words : wordsAfter(words, spelled ? 2 : 1)).text.trim(),
      longestReason
    )
    const command = {
      type: 'ChangeAvailability',
      to,
      until: time,
      cause: 'request',
      now: desk.clock.now(),
      ...(reason !== '' && { reason: conceal({ reason }) })
    } as const
    const context = cause.context('availability', { actor: `agent:${agentId}`, correlationId: about })
    const done = await commands.execute(new ActOnAgent(about, command, context))
    if (done.ok) return ok(undefined)
    switch (done.reason) {
      case 'until_past':
        // A time is always later than it was typed: read so late, it is over already.
        return ok(undefined)
      case 'unknown_agent':
      case 'not_an_agent':
        return refuse('agent_unknown', { usage: '@name' })
      case 'customer_forgotten':
        return refuse('agent_unknown', { usage: '@name' })
      case 'precondition_failed':
        return refuse('precondition_failed')
    }
  }
}

export type ChangeAvailability = ReturnType<typeof createAvailability>
