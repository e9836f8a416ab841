import { inLanguage } from './language.js'

const en = {
  period: 'Period',
  from: 'From',
  to: 'Until (not included)',
  presets: { '7': 'Last 7 days', '30': 'Last 30 days', '90': 'Last 90 days', '365': 'Last year' },
  group: 'By',
  groups: {
    day: 'Day',
    week: 'Week',
    month: 'Month',
    queue: 'Queue',
    priority: 'Priority',
    tag: 'Tag',
    agent: 'Agent'
  },
  metric: 'Metric',
  clock: 'Clock',
  clocks: { calendar: 'All hours', business: 'Business hours' },
  volume: 'How much came, and was done',
  times: 'How fast',
  agents: 'Who did what',
  ratings: 'How customers found it',
  attainment: 'Deadlines met',
  heat: 'When customers write: tickets by hour and weekday',
  key: 'Group',
  nobody: 'none',
  met: 'Met',
  missed: 'Missed',
  share: 'Share met',
  numbers: {
    created: { name: 'Created', means: 'Tickets that were opened.' },
    resolved: {
      name: 'Resolved',
      means: 'How often a ticket was resolved; one can be resolved several times.'
    },
    reopened: { name: 'Reopened', means: 'How often a resolved ticket was opened again.' },
    closed: { name: 'Closed', means: 'How often a ticket was closed.' },
    backlog: {
      name: 'Left open',
      means:
        'Tickets neither resolved nor closed at the end of the group, or of the period where groups are no time.'
    },
    median: { name: 'Median', means: 'Half of them took so long at most.' },
    p90: { name: '90 % within', means: 'Nine of ten took so long at most.' },
    p99: { name: '99 % within', means: '99 of a hundred took so long at most.' },
    n: { name: 'Finished', means: 'How many had an end; each counts where it began.' },
    unfinished: { name: 'Not yet', means: 'How many began and have no end.' },
    without_calendar: {
      name: 'No hours',
      means: 'How many are left out, because no policy with business hours held for them.'
    },
    replies: { name: 'Replies', means: 'Replies of theirs that Telegram accepted.' },
    tickets: { name: 'Tickets', means: 'Tickets with such a reply.' },
    resolvedBy: { name: 'Resolved', means: 'How often a ticket was resolved while it was theirs.' },
    reopenedBy: { name: 'Reopened', means: 'Of these, those that the customer opened again, whenever.' },
    firstMedian: {
      name: 'First reply, median',
      means: 'Half of the first replies that they gave took so long at most, around the clock.'
    },
    firstP90: { name: 'First reply, 90 %', means: 'Nine of ten of these took so long at most.' },
    good: { name: 'Good ratings', means: 'The share with 4 or 5 of what was rated and resolved by them.' },
    asked: { name: 'Asked', means: 'Resolutions that the customer was asked to rate.' },
    rated: { name: 'Rated', means: 'Those that were rated; the last rating of each counts.' },
    responseRate: { name: 'Answered', means: 'Rated of asked.' },
    score: { name: 'Mean', means: 'The mean of 1 to 5.' },
    goodShare: { name: 'Good', means: 'The share with 4 or 5.' },
    low: {
      name: 'At least',
      means: 'With 95 % certainty the true share is not below this (Wilson): few ratings say little.'
    },
    high: { name: 'At most', means: 'With 95 % certainty the true share is not above this (Wilson).' }
  },
  asOf: 'As it was known at',
  inHours: 'How fast, in hours',
  noTargets: 'No deadline ended in this time.',
  attainmentMeans:
    'Deadlines of service levels that ended in the period: met in time, or missed. Pauses are left out. Unlike “How fast” it looks at targets, and at tickets as they are now, whatever “As it was known at” says.',
  definition: 'What is counted',
  show: (what: string) => `Show the tickets behind ${what}`,
  asTable: 'As a table',
  behind: 'The tickets behind this number',
  back: 'Back to the numbers',
  ticket: 'Ticket',
  began: 'Began',
  ended: 'Ended',
  value: 'Took',
  csv: 'All of them as CSV',
  emptyList: 'No ticket stands behind this number.',
  badRange:
    'This period can not be read: choose two days, the first before the second, in the zone named above.'
}
export const reportsWords = inLanguage(en)

/** The numbers that there are words for. */
export type NumberName = keyof typeof en.numbers
