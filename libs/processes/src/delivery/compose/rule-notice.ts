import type { Notified, RuleAction } from '#domain'
import { plain, prefixed, type RichText } from '#telegram'
import type { TicketFacts } from '../outbox/index.js'
import type { Sources } from './sources.js'

/** What rules say to the team, each to whom it is for, in one message. Undefined: nothing. */
export async function ruleNotice(
  actions: readonly RuleAction[],
  facts: TicketFacts | undefined,
  sources: Sources
): Promise<RichText | undefined> {
  const told = actions.flatMap(action => ('notify' in action ? [action.notify] : []))
  const lines = await Promise.all(
    told.map(async ({ who, text }) => prefixed(await mentioned(who, facts, sources), plain(text)))
  )
  const [last, ...before] = lines.reverse()
  return last && before.reduce((rest, one) => prefixed(prefixed(one, plain('\n')), rest), last)
}

async function mentioned(who: Notified, facts: TicketFacts | undefined, sources: Sources): Promise<RichText> {
  switch (who) {
    case 'assignee': {
      const one = facts?.assignee ? await sources.mention(facts.assignee) : plain('')
      return one.text === '' ? one : prefixed(one, plain(' '))
    }
    case 'team':
      return facts?.team ? sources.mentionTeam(facts.team) : plain('')
    case 'leads':
      return sources.mentionLeads()
    case 'group':
      return plain('')
  }
}
