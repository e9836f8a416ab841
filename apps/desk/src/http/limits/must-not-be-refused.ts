import type { Response } from 'express'
import { Problem } from '../problems/problem.js'
import type { Verdict } from './limiter.js'

/** What is left is told with every answer, whichever that will be. @throws Problem 429 */
export function mustNotBeRefused(response: Response, { fields, refused }: Verdict): void {
  for (const [name, value] of Object.entries(fields)) response.setHeader(name, value)
  if (!refused) return
  throw new Problem(429, 'quota-exceeded', `more than ${refused.policies.join(' and ')} allows`, {
    type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
    members: { 'violated-policies': refused.policies },
    headers: { 'Retry-After': String(refused.retryAfterS) }
  })
}
