import type { FilledTemplate } from '#application'
import { invalidBody, Problem } from '../problems/problem.js'

/** What may be sent to a customer. @throws Problem 409, 422 */
export function sendable(filled: FilledTemplate | undefined): FilledTemplate {
  if (!filled) {
    throw invalidBody([{ pointer: '/template_id', code: 'unknown_template', message: 'is not a template' }])
  }
  if (filled.audience === 'agents') {
    throw new Problem(409, 'template_for_agents', 'this template is for agents: it is never sent')
  }
  if (filled.missing.length > 0) {
    const members = { missing: filled.missing }
    throw new Problem(409, 'missing_value', `nothing is known for ${filled.missing.join(', ')}`, { members })
  }
  return filled
}
