import { agentName, queueName } from '../../directory.js'
import { exact } from '../../ui/time.js'
import { common } from '../../words/common.js'
import type { Change, ToldOf } from './changes.js'

const times: readonly ToldOf[] = [
  'first_response_at',
  'resolved_at',
  'closed_at',
  'last_customer_message_at',
  'last_agent_reply_at'
]

/** One side of a change, as people read it. */
export function sideOf({ of, ...change }: Change, side: 'before' | 'after'): string {
  const value = change[side]
  if (value === null) return common.value.none
  if (typeof value !== 'string') return inLine(value)
  if (of === 'status' && value in common.value.status)
    return common.value.status[value as keyof typeof common.value.status]
  if (of === 'priority' && value in common.value.priority)
    return common.value.priority[value as keyof typeof common.value.priority]
  if (of === 'queue_id') return queueName(value)
  if (of === 'assigned_agent_id') return agentName(value)
  return times.includes(of) ? exact(value) : value
}

/** What has parts: those that hold something, each with its name. */
function inLine(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? common.value.none : value.map(inLine).join(', ')
  if (typeof value !== 'object' || value === null) return String(value)
  const parts = Object.entries(value).filter(
    ([, part]) => part !== null && inLine(part) !== common.value.none
  )
  return parts.map(([name, part]) => `${name}: ${inLine(part)}`).join(', ')
}
