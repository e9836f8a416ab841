import type { RequestHandler } from 'express'
import { writeAnswer } from './answer.js'
import { answerOfError } from './problems/answer-of-error.js'
import { Problem } from './problems/problem.js'
import { requestIdOf } from './request-id.js'

const refused = new Problem(503, 'unavailable', 'this desk refuses to work: GET /health says why', {
  headers: { 'Retry-After': '5' }
})

/** Instead of every call: what would be answered from a log that is not the desk's own would be wrong. */
export const refusingApi: RequestHandler = (request, response) => {
  request.resume()
  const answer = answerOfError(refused, requestIdOf(request))
  writeAnswer(response, answer)
  response.send(JSON.stringify(answer.body))
}
