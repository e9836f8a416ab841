import { refuse } from '#kernel'
import type { SlaCommand } from './commands.js'
import { type Decision, events, nothing } from './decision.js'
import { runOf, sameChoice, warningOf } from './sla-record.js'
import type { ExistingTicket } from './state.js'

/** Reports of what the clocks show are never refused; a policy is not applied to a closed ticket. */
export function decideSla(command: SlaCommand, { sla, status }: ExistingTicket): Decision {
  switch (command.type) {
    case 'ApplySla': {
      const { type: _, ...data } = command
      if (status === 'closed') return refuse('ticket_closed')
      const { applied, chosenAt } = sla
      if (!applied) return data.policyId === null ? nothing : events({ type: 'SlaApplied', data })
      // An older change that is told again must not undo the choice of a later one.
      if (data.at < chosenAt || sameChoice(data, applied)) return nothing
      // One that was overtaken by a recomputation holds from there on.
      const at = Math.max(data.at, applied.at)
      return applied.policyId === null && data.policyId === null
        ? nothing
        : events({ type: 'SlaApplied', data: { ...data, at } })
    }
    case 'PauseSla': {
      const { cause, at } = command
      return sla.paused.includes(cause) ? nothing : events({ type: 'SlaPaused', data: { cause, at } })
    }
    case 'ResumeSla': {
      const { cause, at } = command
      return sla.paused.includes(cause) ? events({ type: 'SlaResumed', data: { cause, at } }) : nothing
    }
    case 'WarnSla': {
      const { type: _, ...data } = command
      return sla.warnings.has(warningOf(data)) ? nothing : events({ type: 'SlaWarned', data })
    }
    case 'BreachSla': {
      const { type: _, ...data } = command
      return sla.breaches.has(runOf(data)) ? nothing : events({ type: 'SlaBreached', data })
    }
    case 'RetractBreach': {
      const { type: _, ...data } = command
      return sla.breaches.has(runOf(data)) ? events({ type: 'SlaBreachRetracted', data }) : nothing
    }
  }
}
