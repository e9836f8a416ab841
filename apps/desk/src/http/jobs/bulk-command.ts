import { type Instant, isJsonObject, type JsonObject } from '#kernel'
import type { Call } from '../api/call.js'
import { type BodyError, invalidBody, Problem } from '../problems/problem.js'
import { type TicketCall, ticketCalls } from '../tickets/ticket-calls.js'

export interface BulkCommand {
  readonly call: TicketCall
  /** As the body of the command by itself. */
  readonly body: JsonObject
}

/** `{type, …}` as checked before. */
export function bulkCommandIn({ type, ...body }: JsonObject): BulkCommand | undefined {
  const call = ticketCalls.find(({ path }) => path === type)
  return call && { call, body }
}

/** What the command by itself would be refused for, whatever the ticket. @throws Problem 403, 422 */
export async function checkedCommand(given: JsonObject, asked: Call, now: Instant): Promise<BulkCommand> {
  const command = bulkCommandIn(given)
  if (!command) {
    const all = ticketCalls.map(({ path }) => path).join(', ')
    throw invalidBody([{ pointer: '/command/type', code: 'invalid', message: `must be one of ${all}` }])
  }
  try {
    await command.call.ask({ ...asked, body: command.body }, now, forEach, forEach)
  } catch (error) {
    if (error !== isForEach) throw insideCommand(error)
  }
  return command
}

/** A template is filled in and an article found for each ticket: whether they can be shows there. */
const isForEach = Symbol('looked for with each ticket')
const forEach = (): Promise<never> => Promise.reject(isForEach)

function insideCommand(error: unknown): unknown {
  if (!(error instanceof Problem) || error.problem !== 'invalid_body') return error
  const { errors } = error.details.members ?? {}
  return invalidBody((Array.isArray(errors) ? errors : []).filter(isJsonObject).map(errorInside))
}

const errorInside = ({ pointer, code, message }: JsonObject): BodyError => ({
  pointer: `/command${String(pointer)}`,
  code: String(code),
  message: String(message)
})
