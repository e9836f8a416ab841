import { type CustomDecorator, SetMetadata } from '@nestjs/common'

export const takesQueryMark = 'topicdesk:takes-query'

/** A command that parameters say more about: they are part of what its Idempotency-Key stands for. */
export const TakesQuery = (): CustomDecorator => SetMetadata(takesQueryMark, true)
