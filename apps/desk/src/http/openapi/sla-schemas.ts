import { metrics, pauseCauses } from '#domain'
import {
  answer,
  id,
  input,
  list,
  nullable,
  nullableText,
  nullableTime,
  nullableWhole,
  oneOf,
  ref,
  seconds,
  text,
  time,
  whole
} from './schema-parts.js'
import type { Schema } from './types.js'

const date = { type: 'string', format: 'date' }
const named = { type: 'string', maxLength: 100 }
const skippedWhy = ['not_whole_day', 'cancelled', 'outside', 'recurrence', 'time_zone', 'unreadable']
const version = nullable(answer({ id: text, version: whole }))
const state = oneOf(['running', 'paused', 'met', 'breached'])
const run = { metric: oneOf(metrics), instance: { type: 'integer', minimum: 1 } }
const percentiles = answer({ p50_s: nullableWhole, p90_s: nullableWhole, p99_s: nullableWhole })
const counts = answer({ met: whole, breached: whole, open: whole })
const side = answer({
  state,
  target_s: whole,
  elapsed_s: whole,
  breach_at: nullableTime,
  breached_at: nullableTime
})

export const slaSchemas: { readonly [name: string]: Schema } = {
  ICalendar: { type: 'string', description: 'A file as of RFC 5545, at most 1,000 events and 1 MiB.' },
  HolidaysImported: answer({
    added: list(answer({ date, name: named })),
    known_count: whole,
    skipped_count: whole,
    skipped: list(answer({ summary: text, why: oneOf(skippedWhy) }), { maxItems: 100 }),
    calendar: ref('PublishedCalendar')
  }),
  CalendarEvaluation: {
    ...input(['items'], {
      calendar_id: text,
      calendar: ref('CalendarSetting'),
      items: list(
        {
          oneOf: [
            input(['from', 'add_s'], { from: time, add_s: seconds }),
            input(['from', 'to'], { from: time, to: time })
          ]
        },
        { maxItems: 1000 }
      )
    }),
    oneOf: [{ required: ['calendar_id'] }, { required: ['calendar'] }]
  },
  CalendarEvaluated: answer({
    results: list({
      oneOf: [answer({ due_at: nullableTime, breach_at: nullableTime }), answer({ seconds: whole })]
    })
  }),
  TicketSla: answer({
    ticket_id: id('tkt'),
    policy: version,
    calendar: version,
    zone_data: nullableText,
    clocks: list(
      answer({
        ...run,
        state,
        target_s: whole,
        elapsed_s: whole,
        remaining_s: { type: 'integer', description: 'Less than 0: so much over the target.' },
        started_at: time,
        due_at: nullableTime,
        breach_at: nullableTime,
        breached_at: nullableTime,
        met_at: nullableTime,
        warnings: list(answer({ at: nullableTime, before_s: whole })),
        pauses: list(answer({ from: time, to: nullableTime, cause: oneOf(['status', ...pauseCauses]) }))
      })
    )
  }),
  SlaAttainment: answer({
    from: time,
    to: time,
    group_by: nullableText,
    definition: text,
    data: list(
      answer({
        group: nullableText,
        metric: oneOf(metrics),
        met: whole,
        breached: whole,
        business: percentiles,
        calendar: percentiles
      })
    )
  }),
  SlaSimulation: {
    oneOf: [
      input(['from', 'to', 'policy_id', 'policy'], {
        from: time,
        to: time,
        policy_id: text,
        policy: ref('SlaPolicySetting')
      }),
      input(['from', 'to', 'calendar_id', 'calendar'], {
        from: time,
        to: time,
        calendar_id: text,
        calendar: ref('CalendarSetting')
      })
    ]
  },
  SlaSimulated: answer({
    from: time,
    to: time,
    ticket_count: whole,
    changed_count: whole,
    sum: list(answer({ metric: oneOf(metrics), before: counts, after: counts })),
    tickets: list(
      answer({
        ticket_id: id('tkt'),
        clocks: list(answer({ ...run, before: nullable(side), after: nullable(side) }))
      }),
      { maxItems: 1000 }
    )
  }),
  SlaRecomputing: {
    ...input([], {
      calendar_id: text,
      policy_id: text,
      dry_run: { type: 'boolean', default: true },
      version: {
        ...whole,
        description: 'The version in force, as the dry run named it; needed unless dry_run.'
      },
      reason: {
        type: 'string',
        minLength: 1,
        maxLength: 500,
        description: 'Is recorded; needed unless dry_run.'
      },
      cursor: text,
      limit: { type: 'integer', minimum: 1, maximum: 100, default: 100 }
    }),
    oneOf: [{ required: ['calendar_id'] }, { required: ['policy_id'] }]
  },
  SlaRecomputationPreview: answer({
    calendar_id: nullableText,
    policy_id: nullableText,
    version: whole,
    looked: { ...whole, description: 'Open tickets looked at for this page, at most 500.' },
    data: list(
      answer({
        ticket_id: id('tkt'),
        policy: version,
        calendar: version,
        clocks: list(answer({ ...run, before: nullable(side), after: nullable(side) }))
      })
    ),
    page: ref('Page')
  }),
  SlaRecomputation: answer({
    id: id('rcp'),
    calendar_id: nullableText,
    policy_id: nullableText,
    version: whole,
    reason: nullableText,
    state: oneOf(['running', 'finished']),
    looked: whole,
    changed: whole,
    requested_at: time,
    finished_at: nullableTime
  }),
  SlaExplanation: answer({
    clocks: list(
      answer({
        ...run,
        verdict: state,
        target_s: whole,
        counted_s: whole,
        steps: list(
          answer({
            from: time,
            to: time,
            event_id: text,
            why: oneOf(['counts', 'status', ...pauseCauses]),
            calendar: version,
            counted_s: whole
          })
        )
      })
    )
  })
}
