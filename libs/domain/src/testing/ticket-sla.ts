import type { TicketCommand } from '../ticket/commands.js'

export const noon = Date.UTC(2026, 0, 5, 12)
export const minute = 60_000
export const day = 24 * 60 * minute

const firstReply = {
  metric: 'first_reply',
  targetS: 1800,
  clock: 'business',
  startsAt: 'creation',
  warnBeforeS: [600],
  graceS: 0,
  pauseIn: ['on_hold'],
  resolution: 'total'
} as const
export const applySla: Extract<TicketCommand, { type: 'ApplySla' }> = {
  type: 'ApplySla',
  policyId: 'standard',
  policyVersion: 0,
  calendarId: 'berlin',
  calendarVersion: 1,
  zoneData: '2026a',
  targets: [firstReply],
  notify: { warn: true, breach: true },
  cause: 'opened',
  at: noon
}
export const applyNothing: TicketCommand = {
  ...applySla,
  policyId: null,
  policyVersion: null,
  calendarId: null,
  calendarVersion: null,
  targets: [],
  cause: 'tags_changed'
}
const firstRun = { metric: 'first_reply', instance: 1 } as const
export const pauseSla: TicketCommand = { type: 'PauseSla', cause: 'customer_blocked_bot', at: noon }
export const resumeSla: TicketCommand = { ...pauseSla, type: 'ResumeSla' }
export const warnSla: TicketCommand = {
  type: 'WarnSla',
  ...firstRun,
  targetS: 1800,
  beforeS: 600,
  at: noon + 20 * minute,
  noticedAt: noon + 20 * minute + 7,
  inDigest: false
}
export const breachSla: TicketCommand = {
  type: 'BreachSla',
  ...firstRun,
  targetS: 1800,
  at: noon + 30 * minute,
  noticedAt: noon + 30 * minute + 7,
  reason: 'time_passed',
  inDigest: false
}
export const retractBreach: TicketCommand = {
  type: 'RetractBreach',
  ...firstRun,
  reason: 'reply_was_in_time',
  eventId: 'event-1'
}
