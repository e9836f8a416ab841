import type { ReportMetric, ReportName, ReportQuestion } from '#domain'

const groups =
  'Queue, priority, tags and assignee are those right after what is counted was recorded; of what was created and of what is unfinished those of now, or of as_of.'

const metrics: { readonly [metric in ReportMetric]: string } = {
  first_reply:
    'n: tickets that got a first reply: from the first message of the customer to the first reply of a person that Telegram accepted.',
  next_reply:
    'n: replies that customers waited for: from the oldest message of the customer that was not answered to the next reply of a person that Telegram accepted.',
  resolution:
    'n: times that a ticket was resolved or closed: from the first message of the customer, or from its reopening, to then.'
}

const clocks: { readonly [clock in ReportQuestion['clock']]: string } = {
  calendar: 'Time counts around the clock',
  business:
    'Time counts while the calendar of the SLA policy is open that held when the instance began; without_calendar: those that no policy held for, left out of n'
}

/** Each number of a report in a sentence. */
export function definitionOf(name: ReportName, { metric, clock }: ReportQuestion): string {
  switch (name) {
    case 'volume':
      return [
        'created: tickets that were opened in the group.',
        'resolved, reopened, closed: how often that happened in the group, at the instant that SLA clocks count by; a ticket can be resolved and reopened several times.',
        'backlog: tickets neither resolved nor closed at the end of the group, or of the period where the groups are no time; an end in the future counts as of now.',
        groups
      ].join(' ')
    case 'times':
      return [
        metrics[metric],
        'Each counts in the group in which it began.',
        `${clocks[clock]}, but not while the ticket is over, nor in pauses that were recorded (the customer blocked the bot, Telegram or the staff group could not be reached).`,
        'median_s, p90_s, p99_s: the whole seconds that so large a share took at most, by nearest rank. unfinished: those that began and have not ended.',
        'They are counted without any target; whether targets were met is told by /sla/attainment.',
        groups
      ].join(' ')
    case 'agents':
      return [
        'replies: replies of the agent that Telegram accepted. tickets: tickets with such a reply.',
        'resolved: how often a ticket was resolved while assigned to the agent. reopened: of these, those that the customer opened again, whenever.',
        "first_reply: first replies of tickets that the agent gave, by when the customer's first message was sent, around the clock.",
        'rating: n ratings of what was resolved while assigned to the agent, and the share of them with 4 or 5.',
        groups
      ].join(' ')
    case 'ratings':
      return [
        'n: resolutions that the customer rated, the last rating of each. asked: resolutions that the customer was asked to rate; response_rate: n of these.',
        'score: the mean of 1 to 5. good_share: the share with 4 or 5; wilson: where it lies with 95 % certainty (Wilson), for few ratings say little.',
        'Each counts where what it rates was resolved, as the ticket was right after that. Unlike /sla/attainment they say nothing of targets.'
      ].join(' ')
  }
}
