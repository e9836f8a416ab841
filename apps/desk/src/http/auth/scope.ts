import { type CustomDecorator, SetMetadata } from '@nestjs/common'
import type { Scope as ScopeName } from '#domain'

export const scopeMark = 'topicdesk:scope'

/** What who asks must be allowed: all of these. A route without it, and not `@Public()`, stops the start. */
export const Scope = (...scopes: readonly [ScopeName, ...ScopeName[]]): CustomDecorator =>
  SetMetadata(scopeMark, scopes)

/** Whoever has a key or has signed in, whatever they may. */
export const AnyScope = (): CustomDecorator => SetMetadata(scopeMark, [])
