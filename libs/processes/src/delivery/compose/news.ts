import { mostMoves, told } from '#domain'
import type { RecordedEvent } from '#event-log'
import { plain, prefixed, type RichText } from '#telegram'
import { alertNotices, escalationWords, type Language, slaWords, staffWords } from '../../words/index.js'
import type { EventOf, TicketFacts } from '../outbox/index.js'
import { ruleNotice } from './rule-notice.js'
import type { Sources } from './sources.js'

/** What the desk tells a team of by itself, with whom it mentions. Undefined: there is nothing to say of it. */
export async function newsText(
  recorded: RecordedEvent,
  facts: TicketFacts | undefined,
  sources: Sources
): Promise<RichText | undefined> {
  const event = told(recorded)
  const language = await sources.language()
  const words = staffWords[language]
  switch (event.type) {
    case 'TicketEscalated': {
      const { to, rule } = event.data
      const [who, team, reason, by] = await Promise.all([
        sources.mentionTeam(to.teamId),
        sources.teamName(to.teamId),
        sources.reasonOf(recorded),
        rule ? escalationWords[language].byRule(await sources.ruleName(rule.id)) : sources.actorName(recorded)
      ])
      return addressed(who, escalationWords[language].escalated(team, to.level, by, reason ?? null))
    }
    case 'SlaWarned':
    case 'SlaBreached':
    case 'SlaBreachRetracted': {
      const who = facts?.assignee ? await sources.mention(facts.assignee) : plain('')
      return addressed(who, slaText(event, language, await sources.teamTimeZone()))
    }
    case 'RuleApplied': {
      const { heldUntil, rule, actions } = event.data
      if (heldUntil === undefined) return ruleNotice(actions, facts, sources)
      const said = words.ruleHeld(rule, mostMoves, heldUntil, await sources.teamTimeZone())
      return prefixed(await sources.mentionLeads(), plain(said))
    }
    case 'RoutingDecided': {
      if (event.data.what === 'requeued') {
        const { fromAgentId, because } = event.data
        const from = await sources.mention(fromAgentId)
        return from.text === '' ? undefined : prefixed(from, plain(words.routingTook[because]))
      }
      if (event.data.because !== 'moved_too_often') return undefined
      const said = words.routingStopped(mostMoves, event.data.until, await sources.teamTimeZone())
      return prefixed(await sources.mentionLeads(), plain(said))
    }
    case 'AlertBegan':
      return plain(alertNotices.began(language, event.data.name, event.data.details))
    case 'AlertEnded': {
      const { name, beganAt, at } = event.data
      return plain(alertNotices.ended(language, name, Math.round((at - beganAt) / 1000)))
    }
    default:
      return undefined
  }
}

const addressed = (who: RichText, said: string): RichText =>
  who.text === '' ? plain(said) : prefixed(prefixed(who, plain(' ')), plain(said))

type SlaNews = EventOf<'SlaWarned' | 'SlaBreached' | 'SlaBreachRetracted'>

function slaText(event: SlaNews, language: Language, timeZone: string): string {
  const { warned, breached, retracted } = slaWords[language]
  const { metric } = event.data
  switch (event.type) {
    case 'SlaWarned':
      return warned(metric, event.data.at, event.data.beforeS, timeZone)
    case 'SlaBreached': {
      const { at, targetS, reason } = event.data
      return breached(metric, at, targetS, reason, timeZone)
    }
    case 'SlaBreachRetracted':
      return retracted(metric, event.data.reason)
  }
}
