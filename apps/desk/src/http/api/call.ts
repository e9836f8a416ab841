import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { Request } from 'express'
import type { CommandContext } from '#application'
import { actorOf, type Principal } from '#domain'
import type { CommandId } from '#kernel'
import type { Condition } from '../input/conditions.js'

/** A request, read as far as every call of the API reads it the same way. */
export interface Call {
  readonly requestId: string
  readonly principal: Principal
  readonly query: { readonly [name: string]: unknown }
  /** Parsed JSON, or the text of an iCalendar or CSV file where one is asked for; an `UnreadableBody`; undefined where no body came. */
  readonly body: unknown
  /** From the Idempotency-Key where there is one, so that the log knows a repeat; else random. */
  readonly commandId: CommandId
  /** Of what was asked, only with an Idempotency-Key. */
  readonly fingerprint: string | undefined
  readonly ifMatch: Condition | undefined
  /** `If-None-Match: *`: only where nothing is. */
  readonly ifNothing: boolean
}

const calls = new WeakMap<Request, Call>()

export const rememberCall = (request: Request, call: Call): void => void calls.set(request, call)

/** The Call of this request, for a handler of an ApiController. */
export const TheCall = createParamDecorator((_: unknown, context: ExecutionContext): Call => {
  const call = calls.get(context.switchToHttp().getRequest<Request>())
  if (!call) throw new Error('this handler is not behind the ApiInterceptor')
  return call
})

/** Of a command that this call asks for. */
export const contextOf = (call: Call, correlationId: string): CommandContext => ({
  commandId: call.commandId,
  causationId: call.requestId,
  correlationId,
  actor: actorOf(call.principal),
  ...(call.fingerprint === undefined ? {} : { fingerprint: call.fingerprint })
})
