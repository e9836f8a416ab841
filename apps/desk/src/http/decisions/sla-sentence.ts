import type { SlaEvent } from '#domain'
import { toIso, unreachable } from '#kernel'

const words = (code: string): string => code.replaceAll('_', ' ')

/** What the desk decided of a ticket's clocks, for people. */
export function slaSentence(event: SlaEvent): string {
  switch (event.type) {
    case 'SlaApplied': {
      const { policyId, cause } = event.data
      const holds =
        policyId === null ? 'No policy fits it' : `The policy ${policyId} is the first that fits it`
      return `${holds} (${words(cause)}).`
    }
    case 'SlaPaused':
      return `Its clocks stand still: ${words(event.data.cause)}.`
    case 'SlaResumed':
      return `Its clocks go on: no longer ${words(event.data.cause)}.`
    case 'SlaWarned': {
      const { metric, beforeS, at } = event.data
      return `Warned ${beforeS} s before the target of ${words(metric)} was used up, at ${toIso(at)}.`
    }
    case 'SlaBreached': {
      const { metric, targetS, at, reason } = event.data
      return `The target of ${words(metric)}, ${targetS} s, was breached at ${toIso(at)} (${words(reason)}).`
    }
    case 'SlaBreachRetracted':
      return `The breach of ${words(event.data.metric)} was taken back: ${words(event.data.reason)}.`
    default:
      return unreachable(event)
  }
}
