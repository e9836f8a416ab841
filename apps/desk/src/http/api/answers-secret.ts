import { type CustomDecorator, SetMetadata } from '@nestjs/common'

export const secretMark = 'topicdesk:secret'

/** What it answers is seen once: it takes no Idempotency-Key, for a remembered answer would keep it, and nothing may cache it. */
export const AnswersSecret = (): CustomDecorator => SetMetadata(secretMark, true)
