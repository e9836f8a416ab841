import { type FilledTemplate, unsendable } from '#application'
import { invalidBody, Problem } from '../problems/problem.js'

/** What may be sent to a customer. @throws Problem 409, 422 */
export function sendable(filled: FilledTemplate | undefined): FilledTemplate {
  if (!filled) {
    throw invalidBody([{ pointer: '/template_id', code: 'unknown_template', message: 'is not a template' }])
  }
  const why = unsendable(filled)
  switch (why?.reason) {
    case undefined:
      return filled
    case 'template_for_agents':
      throw new Problem(409, why.reason, 'this template is for agents: it is never sent')
    case 'missing_value': {
      const members = { missing: why.missing }
      throw new Problem(409, why.reason, `nothing is known for ${why.missing.join(', ')}`, { members })
    }
    case 'nothing_to_send':
      throw new Problem(409, why.reason, 'filled in for this ticket, nothing is left of this template')
  }
}
